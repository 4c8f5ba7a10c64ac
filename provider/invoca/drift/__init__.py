"""What is live, compared with what was declared or deployed. Reads only."""

from .detection import check

__all__ = ["check"]
