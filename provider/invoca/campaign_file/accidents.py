"""Texts with characters that got into them unnoticed: zero-width spaces, and what stands for a lost
letter.

Owns: where they are looked for, and what is said. Must not know: what a value means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..shown_line import accidental

_TEXTS = ("description", "media_type")


class Accident(NamedTuple):
    """path: of the value, as in the campaign file."""

    path: tuple[str, ...]
    text: str


def accidents(values: Mapping[str, Any]) -> Iterator[Accident]:
    """What is odd about the texts of a number, or of the defaults, a sentence each."""
    texts: list[tuple[tuple[str, ...], Any]] = [((field,), values.get(field)) for field in _TEXTS]
    data = values.get("custom_data")
    if isinstance(data, Mapping):
        texts += [(("custom_data", key), f"{key}{text or ''}") for key, text in data.items()]
    for path, text in texts:
        characters = accidental(text) if isinstance(text, str) else ""
        if characters:
            what = f"{'.'.join(path)} has characters that nobody types: {characters}"
            yield Accident(path, f"{what}; if they are not meant, write it again without them")
