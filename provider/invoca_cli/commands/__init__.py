"""One module for each command: options, messages, exit codes. The work is done elsewhere."""
