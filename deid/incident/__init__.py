"""A list was posted wrongly: what showed of whom, what has to be done, drafts of what has to be written."""
