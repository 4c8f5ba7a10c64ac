"""One module a command: its options, its messages, its exit codes. The work is done elsewhere."""
