"""What is said to the person during a call: kept until the call answers, then sent as warnings.

Owns: that a sentence reaches the call in whose thread it was said. An engine shows what a provider
prints in its logs only.
"""

from __future__ import annotations

import threading

from .wire.diagnostics import Diagnostic, warning

_said = threading.local()


def tell(text: str) -> None:
    """Says something that is odd, or takes long."""
    sentences = getattr(_said, "sentences", None)
    if sentences is not None:
        sentences.append(text)


def listen() -> None:
    """A call begins in this thread."""
    _said.sentences = []


def heard() -> list[Diagnostic]:
    """What was said since."""
    sentences: list[str] = getattr(_said, "sentences", [])
    _said.sentences = None
    return [warning(_first_words(text), text) for text in dict.fromkeys(sentences)]


def _first_words(text: str) -> str:
    head = text.partition(". ")[0]
    return head if len(head) <= 100 else head[:97] + "..."
