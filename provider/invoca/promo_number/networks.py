"""Whose number it is that a state holds: of which network.

Owns: when that is another one than the run's, and the refusal. To a run with the settings of
another account every number looks gone, so nothing of it may be read or sent then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import next_steps as step
from ..account import ENVIRONMENT, WrongSettings
from . import record
from .identity import Declarer


def is_anothers(marked: object, network: str | None) -> bool:
    """Whether what a state says of a number's network is another one than `network`. States of
    older versions say nothing. network: None while that of the run is not known."""
    said = record.spelled_network(marked)
    return bool(said) and network is not None and said != network


def require_own(
    outputs: Mapping[str, Any], network: str | None, doing: str, digits: str, name: str
) -> None:
    """Raises WrongSettings where a record is of another network than the run's.

    doing: "reading". digits: "" while its purchase is pending. name: as which it is declared.
    """
    marked = outputs.get(record.NETWORK_ID)
    if network is None or not is_anothers(marked, network):
        return
    who = Declarer.read(outputs.get(record.DECLARED_BY))
    called = f" ('{name}')" if name else ""
    raise another_networks(
        f"{doing} {digits or 'the number'}{called}",
        marked,
        network,
        forget=step.forget(who.stack if who else ""),
    )


def another_networks(
    doing: str, marked: object, network: str, *, forget: str, are_several: bool = False
) -> WrongSettings:
    """marked: what the state says. forget: what to do where the state is to give it up.
    are_several: whether it is about several numbers."""
    said = record.spelled_network(marked)
    belongs, it = ("they belong", "them") if are_several else ("it belongs", "the number")
    return WrongSettings(
        doing,
        answer=f"{belongs} to network {said}, and this run works with network {network}. "
        "Nothing was read or sent",
        remedy=f"Run it with the settings of network {said}: which network that is, is said by "
        f"{step.setting('networkId')}, or {ENVIRONMENT['network_id']} in the environment, which "
        f"wins. If this state is to give {it} up, {forget}",
    )
