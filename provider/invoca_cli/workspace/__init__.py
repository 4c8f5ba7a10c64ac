"""What lies on this machine: the project, its settings, the stacks' states and campaign files."""
