"""Which fields of a promo number differ between two property bags of a preview.

Owns: how their values are shown. Must not know: what is done about a difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from invoca.plan.bought import About, area_of
from invoca.plan.planned import UNKNOWN, Change
from invoca.promo_number.comparison import same_value
from invoca.promo_number.models import CREATE_ONLY, MOVING, UPDATING, CampaignRef, short
from invoca.promo_number.record import adopted_digits

from ..workspace import preview as engine
from ..workspace.preview import Resource

# A map of maps is shown as a whole, other maps key by key.
_WHOLE = frozenset({"hours_of_operation"})


def campaign_of(properties: Mapping[str, Any]) -> CampaignRef:
    advertiser, campaign, affiliate = (shown_value(properties.get(name)) for name in MOVING)
    return CampaignRef(advertiser, campaign, affiliate or None)


def about_of(resource: Resource) -> About:
    """What the number is: what chooses it is never shown by Invoca, and is in the inputs."""
    held = {**resource.inputs, **resource.outputs}
    data = held.get("custom_data")
    known = data if isinstance(data, Mapping) else {}
    texts = {key: shown_value(value) for key, value in known.items()}
    return About(
        area_of({name: _known(held.get(name)) for name in CREATE_ONLY}),
        shown_value(held.get("media_type")),
        {key: text for key, text in texts.items() if text},
    )


def _known(value: Any) -> Any:
    """A value in the words of a person, part by part."""
    if isinstance(value, Mapping):
        return {key: _known(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_known(item) for item in value]
    return shown_value(value) or None


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every declared field that differs. old: outputs with live values; new: inputs."""
    return tuple(
        Change(field, before, after, after != UNKNOWN or not _is_unknown(new, field))
        for field, before, after in _differing(old, new)
    )


def shown_value(value: Any) -> str:
    """A value as a person writes it; "" for none."""
    if value is None or value == "" or value == {} or value == []:
        return ""
    if value == engine.UNKNOWN:
        return UNKNOWN
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (dict, list)):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return str(value)


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    here, there = campaign_of(old), campaign_of(new)
    if here != there:
        yield "campaign", short(here), short(there)
    before, after = _flat(old), _flat(new)
    for field in dict.fromkeys([*before, *after]):
        one, other = before.get(field, ""), after.get(field, "")
        if other == UNKNOWN or not _is_same(field, other, one):
            yield field, shown_value(one), shown_value(other)
    yield from _identity(old, new)


def _is_same(field: str, wanted: Any, live: Any) -> bool:
    """A secret has no spelling to compare, whatever the field is."""
    if engine.is_secret(wanted) or engine.is_secret(live):
        return bool(wanted == live)
    return same_value(field, wanted, live)


def _flat(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the provider compares, as text but for those that are shown as a whole."""
    found: dict[str, Any] = {"generation": shown_value(properties.get("generation") or 1)}
    for name in (*UPDATING, *CREATE_ONLY):
        value = properties.get(name)
        if name in _WHOLE and value != engine.UNKNOWN:
            found[name] = value
        elif isinstance(value, Mapping):
            found |= {f"{name}.{key}": shown_value(item) for key, item in value.items()}
        else:
            found[name] = shown_value(value)
    return found


def _identity(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What names the number, where that asks for another one."""
    wanted, known = new.get("id_from_network"), old.get("id_from_network")
    if wanted and not new.get("id_is_generated") and wanted not in (known, old.get("declared_id")):
        yield "id_from_network", shown_value(known), shown_value(wanted)
    digits, adopted = shown_value(old.get("promo_number")), adopted_digits(new)
    if adopted and adopted != digits:
        yield "adopt", digits, shown_value(adopted)


def _is_unknown(properties: Mapping[str, Any], field: str) -> bool:
    name, _, key = field.partition(".")
    value = properties.get(name)
    return (value.get(key) if key and isinstance(value, Mapping) else value) == engine.UNKNOWN
