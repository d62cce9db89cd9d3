"""The shapes of identifiers, names, places and dates, in whole cells and inside text."""
