"""The media types that Invoca documents, and when two spellings are the same.

Owns: the list (promo-numbers page of the Network API) and its comparison.
The list is not provably closed ("Pooling" occurs in the wild), so an unknown one is worth a
warning, never an error.
"""

from __future__ import annotations

import difflib

GOOGLE_CALL_EXTENSION = "Google Call Extension"

MEDIA_TYPES: tuple[str, ...] = (
    "Online: Content / Review Site",
    "Online: Discount / Coupon Site",
    "Online: Display",
    "Online: Email",
    "Online: Rewards / Incentive",
    "Online: Lead Form / Co Reg",
    "Online: Search",
    "Online: Social Media",
    "Online: Software",
    "Online: Other",
    "Mobile: Apps",
    "Mobile: Display",
    "Mobile: Search",
    "Mobile: SMS",
    "Mobile: Other",
    "Offline: Business Publication",
    "Offline: Call Center",
    "Offline: Direct Mail",
    "Offline: Directory",
    "Offline: Newspaper",
    "Offline: In-Call Ad",
    "Offline: Magazine",
    "Offline: Outdoor",
    "Offline: Radio",
    "Offline: TV",
    "Offline: Other",
    GOOGLE_CALL_EXTENSION,
)

# The same media type is written "In-Call Ad", "InCall Ad" and "In<soft hyphen>Call Ad" in Invoca's
# own pages.
_IGNORED = str.maketrans("", "", "-\u00ad")


def same_media_type(one: str, other: str) -> bool:
    """Whether Invoca means the same by both; hyphens and soft hyphens do not count."""
    return _plain(one) == _plain(other)


def is_documented(media_type: str) -> bool:
    return _plain(media_type) in _DOCUMENTED


def nearest(media_type: str) -> str | None:
    """The documented media type that `media_type` is most likely a misspelling of."""
    matches = difflib.get_close_matches(media_type, MEDIA_TYPES, n=1, cutoff=0.5)
    return matches[0] if matches else None


def _plain(media_type: str) -> str:
    return media_type.translate(_IGNORED)


_DOCUMENTED = frozenset(map(_plain, MEDIA_TYPES))
