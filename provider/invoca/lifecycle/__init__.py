"""The life of a promo number: the purchase protocol, and what is read, written and released.

Must not know: Pulumi, files, HTTP. docs/reliability.md tells the protocol.
"""

from .lifecycle import Lifecycle
from .presence import Identity

__all__ = ["Identity", "Lifecycle"]
