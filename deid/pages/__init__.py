"""The pages a list is posted on: their heading, and a writer and a reader for every kind of file."""
