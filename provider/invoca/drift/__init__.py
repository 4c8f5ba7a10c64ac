"""What is live, held against what was declared or deployed. Reads only."""

from .detection import check

__all__ = ["check"]
