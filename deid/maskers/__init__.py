"""Maskers: one masker, one file, its cases in ``tests/cases/NAME.yaml``. Nothing is imported here."""
