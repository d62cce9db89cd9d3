"""Data: surnames, parts of names, regions."""
