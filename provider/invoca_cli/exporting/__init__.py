"""The way in: which live campaigns, under which names, into which files."""
