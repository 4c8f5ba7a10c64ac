"""The engine that this provider process works for.

Owns: where the engine says who it is: the last argument of a plugin is the address it listens on.
Must not know: what is done when it is gone. The vendor's host starts a provider by a shell that
outlives a killed engine, so the parent's pid alone does not tell.
"""

from __future__ import annotations

import sys
from functools import cache

from invoca.parent import ParentProcess


@cache
def engine() -> ParentProcess:
    """One for the process. To be asked for in a call of the engine, when it certainly lives."""
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    return ParentProcess(arguments[-1] if arguments else None)
