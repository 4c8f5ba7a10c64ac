"""`terraform-provider-invoca`: what Terraform and OpenTofu start.

The models and the core are imported after the handshake: an engine starts a provider several times
a run, mostly for its schema.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

from invoca.parent import ParentProcess

from .joining import Joined, facts_of_the_engine
from .wire.handshake import NotStartedByEngine, require_engine
from .wire.server import serve


class _Late:
    """The servicer, made by the first call."""

    def __init__(self, parent: ParentProcess, joined: Joined) -> None:
        self._parent = parent
        self._joined = joined
        self._provider: Any = None
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        return lambda request, context: getattr(self._made(), name)(request, context)

    def _made(self) -> Any:
        with self._lock:
            if self._provider is None:
                from invoca.next_steps import speak
                from terraform_stack.words import WORDS

                from .provider import TerraformProvider
                from .run import real_life
                from .waits import CallWaits

                speak(WORDS)
                waits = CallWaits()
                lives = real_life(os.environ, waits, self._parent.require)
                self._provider = TerraformProvider(os.environ, lives, waits, self._joined)
            return self._provider


def main() -> None:
    try:
        require_engine(os.environ)
    except NotStartedByEngine as error:
        sys.exit(str(error))
    parent = ParentProcess()
    joined = Joined(facts_of_the_engine(parent, os.environ))
    serve(_Late(parent, joined), parent.lives)
    # Not through the interpreter's end, which would wait for calls that nobody waits for.
    os._exit(0)


if __name__ == "__main__":
    main()
