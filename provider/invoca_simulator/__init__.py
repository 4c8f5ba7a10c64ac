"""A stand-in for Invoca, with its own memory and with faults.

Serves Invoca's promo number endpoints from a SQLite database. Shares no code with the client
it is there to test; everything it assumes about Invoca is written down here again.
"""

from .knobs import Knobs
from .records import Call, Entry
from .server import Simulator

__all__ = ["Call", "Entry", "Knobs", "Simulator"]
