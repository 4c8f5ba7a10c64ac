"""How fast this is, how it grows, and how much memory it takes: `make bench`."""
