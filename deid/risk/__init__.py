"""What is left: candidates, classes, leaks, aggregates."""
