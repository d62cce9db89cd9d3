"""Columns, profile, screen and plan: what happens to each column and who stays off the list."""
