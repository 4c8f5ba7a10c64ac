"""A provider process that can die while its engine lives on.

Owns: what an engine hears from a process that is no more. Must not know: what is called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from terraform_invoca.wire import diagnostics as say
from terraform_invoca.wire.messages import message
from tests.crash.model_engine import Killed

_GONE = say.error("Plugin did not respond", "The plugin's process has ended.")


class MortalProvider:
    """Stands before a provider. mourns: whether a death is the process's alone."""

    def __init__(self, provider: Any, mourns: Callable[[], bool]) -> None:
        self._provider = provider
        self._mourns = mourns
        self._is_dead = False

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._provider, name)
        return self._guarded(name, found) if name[0].isupper() else found

    def _guarded(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(request: Any, context: Any) -> Any:
            if not self._is_dead:
                try:
                    return work(request, context)
                except Killed:
                    if not self._mourns():
                        raise
                    self._is_dead = True
            answer = message(f"{name}.Response")()
            answer.diagnostics.extend(say.to_messages([_GONE], frozenset()))
            return answer

        return call
