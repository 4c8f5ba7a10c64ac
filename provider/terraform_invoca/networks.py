"""Whose number an object of a state is: the mark of its network, beside its attributes.

Owns: the mark, and the refusal where it is not the network of the run. To a run with the settings
of another account every number looks gone, so nothing of the object may be read or sent then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoca import next_steps as step
from invoca.account import ENVIRONMENT, WrongSettings

from . import state
from .fields import KEY

NETWORK = "network_id"


def opened(
    data: bytes, network: str | None, doing: str, *objects: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Private data without the mark, which older states lack. network: of the run; None while it
    is not known. doing: "reading". objects: the attributes of what it is about, where there are
    any. Raises WrongSettings where the object is another network's."""
    kept = state.unpacked(data)
    marked = kept.pop(NETWORK, None)
    if marked is None or network is None or marked == network:
        return kept
    about: Mapping[str, Any] = next(filter(None, objects), {})
    digits = about.get("promo_number")
    raise WrongSettings(
        f"{doing} {digits if isinstance(digits, str) else 'the number'} ('{about.get(KEY.name)}')",
        answer=f"it belongs to network {marked}, and this run works with network {network}. "
        "Nothing was read or sent",
        remedy=f"Run it with the settings of network {marked}: which network that is, is said by "
        f"{step.setting('networkId')}, or {ENVIRONMENT['network_id']} in the environment, which "
        f"wins. If this state is to give the number up, {step.forget()}",
    )


def closed(kept: Mapping[str, Any], network: str | None, before: bytes = b"") -> bytes:
    """Private data with the mark. before: what was kept so far, whose mark stays while the network
    of the run is not known."""
    mark = network or state.unpacked(before).get(NETWORK)
    return state.packed({**kept, NETWORK: mark} if mark else kept)
