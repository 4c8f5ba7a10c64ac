"""`terraform-provider-invoca`: what Terraform and OpenTofu start.

The models and the core are imported after the handshake: an engine starts a provider several times
a run, mostly for its schema.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

from .wire.handshake import NotStartedByEngine
from .wire.server import serve


class _Late:
    """The servicer, imported by the first call."""

    def __init__(self) -> None:
        self._provider: Any = None
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        return lambda request, context: getattr(self._made(), name)(request, context)

    def _made(self) -> Any:
        with self._lock:
            if self._provider is None:
                from .provider import Provider

                self._provider = Provider()
            return self._provider

    def stop(self) -> None:
        if self._provider is not None:
            self._provider.stop()


def main() -> None:
    servicer = _Late()
    try:
        serve(servicer, servicer.stop)
    except NotStartedByEngine as error:
        sys.exit(str(error))
    sys.stdout.flush()
    # Not through the interpreter's end, which would wait for calls that nobody waits for.
    os._exit(0)


if __name__ == "__main__":
    main()
