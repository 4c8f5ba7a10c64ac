"""Whose number an object of a state is: the mark of its network, beside its attributes.

Owns: where the mark is kept. What it means is decided in `invoca.promo_number.networks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoca.promo_number.networks import require_own
from invoca.promo_number.record import NETWORK_ID

from . import state
from .fields import KEY


def opened(
    data: bytes, network: str | None, doing: str, *objects: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Private data without the mark, which older states lack. network: of the run; None while it
    is not known. doing: "reading". objects: the attributes of what it is about, where there are
    any. Raises WrongSettings where the object is another network's."""
    kept = state.unpacked(data)
    marked = {NETWORK_ID: kept.pop(NETWORK_ID, None)}
    about: Mapping[str, Any] = next(filter(None, objects), {})
    digits = about.get("promo_number")
    known = digits if isinstance(digits, str) else ""
    require_own(marked, network, doing, known, str(about.get(KEY.name)))
    return kept


def closed(kept: Mapping[str, Any], network: str | None, before: bytes = b"") -> bytes:
    """Private data with the mark. before: what was kept so far, whose mark stays while the network
    of the run is not known."""
    mark = network or state.unpacked(before).get(NETWORK_ID)
    return state.packed({**kept, NETWORK_ID: mark} if mark else kept)
