"""diff: whether a number has to be changed in place, replaced, or left alone.

Owns: that decision, from each field's policy in `promo_number.models`. Never uses the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import DiffResult

from invoca.promo_number.choice import same_choice
from invoca.promo_number.comparison import same_value
from invoca.promo_number.models import CREATE_ONLY, MOVING, UPDATING

from .properties import DECLARED_ID, ID_IS_GENERATED, generation, holds_unknown


def compare(resource_id: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> DiffResult:
    """olds: the outputs in the state, live values after a refresh. news: the checked inputs."""
    replaces = _replacing(resource_id, olds, news)
    changes = bool(replaces) or any(
        _updates(name, olds.get(name), news.get(name)) for name in (*MOVING, *UPDATING)
    )
    return DiffResult(changes=changes, replaces=replaces, stables=["promo_number", "e164"])


def _replacing(resource_id: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    # What is not known yet is not called a replacement: with its value it will mostly turn out to
    # be the same, and the real run decides with the value, protected as ever.
    changed = [
        name
        for name in CREATE_ONLY
        if not holds_unknown(news.get(name))
        and not same_choice(name, olds.get(name), news.get(name))
    ]
    if generation(olds) != generation(news):
        changed.append("generation")
    if _asks_for_another_id(olds, news):
        changed.append("id_from_network")
    if isinstance(news.get("adopt"), str) and news["adopt"] != resource_id:
        changed.append("adopt")
    return changed


def _asks_for_another_id(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    wanted = news.get("id_from_network")
    if news.get(ID_IS_GENERATED) or not wanted or holds_unknown(wanted):
        # A generated id follows from the inputs above, and stays with the number otherwise.
        return False
    return wanted not in (olds.get(DECLARED_ID), olds.get("id_from_network"))


def _updates(name: str, old: Any, new: Any) -> bool:
    return holds_unknown(new) or not same_value(name, new, old)
