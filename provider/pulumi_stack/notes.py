"""What a provider notes on stderr, which the engine passes on together with all else that its
process prints there.

Owns: how a note is told apart: it begins with the word, as a reader of plain `pulumi up` expects.
"""

from __future__ import annotations

SEVERITY = "info#err"  # the engine's, of what a plugin without a log of its own prints
_MARK = "note: "


def as_note(text: str) -> str:
    """The line to print: the engine makes a message of each."""
    return _MARK + " ".join(text.split("\n"))


def note_of(severity: str, message: str) -> str:
    """What a provider noted with a message of the engine; "" where it is none."""
    is_note = severity == SEVERITY and message.startswith(_MARK)
    return message.removeprefix(_MARK).strip() if is_note else ""
