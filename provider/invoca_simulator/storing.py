"""What becomes of an id and of a description when they are stored.

Knows no number and no request: text in, text out. Custom data has a module of its own.
"""

from __future__ import annotations

import html
import unicodedata

from .knobs import Knobs

PREFIX = "net-"
SHORT_DESCRIPTION = 40
LABEL = "ACME: "


def stored_id(sent: str, knobs: Knobs) -> str:
    if knobs.stored_id == "lower_case":
        return sent.lower()
    if knobs.stored_id == "trimmed":
        return sent.strip()
    if knobs.stored_id == "prefixed" and not sent.startswith(PREFIX):
        return PREFIX + sent
    return sent


def looked_up_id(named: str, knobs: Knobs) -> str:
    """The stored id that a request means by `named`."""
    return stored_id(named, knobs) if knobs.id_lookup == "normalised" else named


def stored_description(sent: str, knobs: Knobs) -> str:
    if knobs.description_stored == "trimmed":
        return sent.strip()
    if knobs.description_stored == "html_escaped":
        return html.escape(sent)
    if knobs.description_stored == "nfd":
        return unicodedata.normalize("NFD", sent)
    if knobs.description_stored == "cut":
        return sent[:SHORT_DESCRIPTION]
    if knobs.description_stored == "upper_case":
        return sent.upper()
    if knobs.description_stored == "padded":
        return f" {sent} "
    if knobs.description_stored == "labelled":
        return LABEL + sent.removeprefix(LABEL)
    return sent
