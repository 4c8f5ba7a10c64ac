"""The `invoca` command. Thin: parses the command line, calls, renders."""
