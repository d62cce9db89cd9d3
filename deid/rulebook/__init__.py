"""Rules as texts: checked, described, shown as a schema."""
