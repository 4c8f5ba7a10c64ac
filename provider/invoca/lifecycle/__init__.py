"""The life of a promo number: carries out what was decided, and knows what this run holds.

docs/reliability.md tells the protocol.
"""

from .lifecycle import Lifecycle, NotShownYet

__all__ = ["Lifecycle", "NotShownYet"]
