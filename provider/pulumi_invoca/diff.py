"""diff: whether a number has to be changed in place, replaced, or left alone.

Owns: that decision, from each field's policy in `invoca.models`. Never uses the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import DiffResult

from invoca.comparison import same_hours
from invoca.media_types import same_media_type
from invoca.models import CREATE_ONLY, MOVING

from .properties import DECLARED_ID, ID_IS_GENERATED, generation, holds_unknown


def compare(resource_id: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> DiffResult:
    """olds: the outputs in the state, live values after a refresh. news: the checked inputs."""
    replaces = _replacing(resource_id, olds, news)
    changes = bool(replaces) or any(
        _updates(name, olds.get(name), news.get(name)) for name in (*MOVING, *_UPDATING)
    )
    return DiffResult(changes=changes, replaces=replaces, stables=["promo_number", "e164"])


def _replacing(resource_id: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    # What is not known yet is not called a replacement: with its value it will mostly turn out to
    # be the same, and the real run decides with the value, protected as ever.
    changed = [
        name
        for name in CREATE_ONLY
        if not holds_unknown(news.get(name))
        and (olds.get(name) or None) != (news.get(name) or None)
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
    if holds_unknown(new):
        return True
    return not _SAME.get(name, _same_text)(old, new)


def _same_text(old: Any, new: Any) -> bool:
    return (old or "") == (new or "")


def _same_data(old: Any, new: Any) -> bool:
    old, new = old or {}, new or {}
    return all(_same_text(old.get(key), new.get(key)) for key in {*old, *new})


def _same_digits(old: Any, new: Any) -> bool:
    return [c for c in str(old or "") if c.isdigit()] == [c for c in str(new or "") if c.isdigit()]


def _same_hours(old: Any, new: Any) -> bool:
    return old == new or (bool(old and new) and same_hours(new, old))


_SAME = {
    "media_type": lambda old, new: same_media_type(old or "", new or ""),
    "custom_data": _same_data,
    "adwords_account_id": _same_digits,
    "hours_of_operation": _same_hours,
}
_UPDATING = ("description", "media_type", "custom_data", "adwords_account_id", "hours_of_operation")
