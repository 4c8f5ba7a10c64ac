"""The life of a promo number: carries out what was decided, and knows what this run holds.

docs/reliability.md tells the protocol.
"""

from ..promo_number.refusals import NotShownYet
from .lifecycle import Lifecycle

__all__ = ["Lifecycle", "NotShownYet"]
