"""What a good engineer writes first: the contender that ours is measured against."""
