"""Text of others on one line of a message, with what nobody would see in it.

Owns: which characters are shown by their codes. Must not know: what the text is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Without these, scripts and emoji fall apart; they cannot turn a line around as others can.
_JOINERS = "\u200c\u200d"
_BREAK = re.compile(r"\r\n|[\r\n\u2028\u2029]")
_LOST = "\ufffd"  # stands where a program could not read a character


def one_line(text: str, longest: int = 0) -> str:
    """`text` without line breaks or characters that a terminal or browser obeys.

    longest: characters that are shown, 0 for all; what is cut is counted.
    """
    text = _BREAK.sub("⏎", text)
    if longest and len(text) > longest:
        text = f"{text[:longest]}… ({len(text) - longest:,} more characters)"
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character in _JOINERS else _coded(character)
        for character in text
    )


def require_seen(text: str, kind: str) -> None:
    """Raises ValueError where `text` has characters that a name or an id, which `kind` says, cannot
    have, because nobody sees them: `U+200B (zero width space)`. Blanks alone are told otherwise."""
    characters = _named(character for character in text if not character.isprintable())
    if text.strip() and characters:
        raise ValueError(
            f"has characters that no {kind} can have: {characters}; write it again without them"
        )


def accidental(text: str) -> str:
    """Those that got into `text` unnoticed, as when it was copied from a web page or saved in
    another encoding; "" for none. Line breaks, no-break spaces and soft hyphens may be meant."""
    return _named(
        character
        for character in text
        if character == _LOST
        or (
            not character.isprintable()
            and unicodedata.category(character) in ("Cc", "Cf")
            and character not in f"{_JOINERS}\n\r\t\xad"
        )
    )


def _named(characters: Iterable[str]) -> str:
    return ", ".join(
        f"U+{ord(one):04X}" + (f" ({name.lower()})" if (name := unicodedata.name(one, "")) else "")
        for one in dict.fromkeys(characters)
    )


def _coded(character: str) -> str:
    return character.encode("unicode_escape").decode()
