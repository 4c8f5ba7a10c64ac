"""What a state holds of a promo number, whoever the engine is that keeps it.

Owns: the keys, which are in users' states and may not change, and how they are read
again: leniently, because after a refresh a state holds live values, which may be anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any, NamedTuple

from pydantic import ValidationError

from ..unknown import UNKNOWN as UNKNOWN
from ..unknown import holds_unknown as holds_unknown
from .comparison import MAY_BE_HIDDEN, shows
from .models import COMPARED, CampaignRef, Declaration, PromoNumber

_FIELDS = Declaration.model_fields
_REQUIRED = [name for name, field in _FIELDS.items() if field.is_required()]
_EACH_ALONE = {"unknown": frozenset(_FIELDS)}  # rules over several fields are left out


# Bookkeeping beside the declared inputs.
ID_IS_GENERATED = "id_is_generated"  # whether id_from_network was made here
FORMER_IDS = "former_ids"  # under which the number may live where the state is lost
FORMER_NAMES = "former_names"  # under which a state may still hold it, the latest first
PROTECT = "protect"  # false is the consent to release the number
DECLARED_BY = "declared_by"  # project/stack/name
# Bookkeeping in the outputs.
DECLARED_ID = "declared_id"  # the id that was asked for; Invoca may change it in a move
BOUGHT_AT = "bought_at"  # when it was bought
UNSEEN = "unseen"  # Invoca had not shown it by then
CREATE_ONLY_UNKNOWN = "create_only_unknown"  # imported: what chose the number is not known
PENDING_SINCE = "pending_since"  # when a purchase was sent whose outcome nobody knows
NETWORK_ID = "network_id"  # of the account in which it was bought, or seen when it was changed

DECLARED: tuple[str, ...] = tuple(_FIELDS)
BOOKKEEPING = (
    ID_IS_GENERATED,
    FORMER_IDS,
    FORMER_NAMES,
    PROTECT,
    DECLARED_BY,
    CREATE_ONLY_UNKNOWN,
)
INPUTS: tuple[str, ...] = (*DECLARED, *BOOKKEEPING)
# What only Invoca knows of a number, and as what its model has it.
_OUTPUT_ONLY = {
    "promo_number": "promo_number",
    "e164": "e164",
    "invoca_id": "id",
    "object_url": "object_url",
}
OUTPUT_ONLY: tuple[str, ...] = tuple(_OUTPUT_ONLY)
RECENT_SECONDS = 300.0  # later than this, no reading is assumed to lag behind
PENDING_PREFIX = "pending-"  # of the resource id while the ten digits are not known


class Identity(NamedTuple):
    """How the state remembers a number. promo_number: ten digits; "" while its purchase is pending.

    unseen_since, pending_since, bought_at: seconds since the epoch; None where Invoca has shown the
    number, where its purchase is settled, and where nobody knows when it was bought. declared_id:
    as which it was bought, where Invoca may store it in another way. declared_by: by whom, as
    project/stack/name, or "".
    """

    promo_number: str
    id_from_network: str | None = None
    unseen_since: float | None = None
    pending_since: float | None = None
    bought_at: float | None = None
    declared_id: str | None = None
    declared_by: str = ""


class Unchecked(NamedTuple):
    """lost: the fields whose values cannot be understood; `declared` is without them."""

    declared: Declaration
    lost: frozenset[str] = frozenset()


# -- reading ---------------------------------------------------------------------------------------


def unknown_names(inputs: Mapping[str, Any]) -> set[str]:
    """The declared fields whose values, or parts of them, are known only after other resources."""
    return {name for name in DECLARED if holds_unknown(inputs.get(name))}


def present(properties: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The properties of these names that have a value."""
    return {name: properties[name] for name in names if properties.get(name) is not None}


def generation(properties: Mapping[str, Any]) -> Any:
    """The generation; 1 where none is written."""
    return properties.get("generation") or 1


def adopted_digits(inputs: Mapping[str, Any]) -> str:
    """The digits by which a number is taken over; "" where none are named. Inputs may hold true and
    false as text, as the state of an engine does."""
    adopt = inputs.get("adopt")
    return adopt if isinstance(adopt, str) and adopt.lower() not in ("true", "false") else ""


def declaration(properties: Mapping[str, Any]) -> Declaration:
    """The declaration in checked inputs. Raises ValidationError."""
    return Declaration.model_validate(present(properties, DECLARED))


def canonical(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs in the one spelling that the state holds: "(888) 555-0123" as 8885550123, 5.0 as
    "5". Inputs that are wrong, or not known yet, stay as they are; the others do not wait for
    them."""
    try:
        declared = declaration(inputs)
    except ValidationError:
        return {**inputs, **_spelled_each(inputs)}
    spelled = declared.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return {**inputs, **spelled}


def _spelled_each(inputs: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in inputs.items() if not holds_unknown(value)}
    declared, lost = unchecked(known)
    understood = {name for name in _FIELDS if known.get(name) is not None} - lost
    return declared.model_dump(mode="json", include=understood, exclude_none=True, warnings=False)


def unchecked(values: Mapping[str, Any]) -> Unchecked:
    """What `values` declare, though it need not be valid; keys that are not inputs are ignored.

    Never raises.
    """
    known = {name: values[name] for name in _FIELDS if values.get(name) is not None}
    try:
        return Unchecked(Declaration.model_validate(known))
    except ValidationError:
        pass
    found: dict[str, Any] = {}
    for name, value in known.items():
        try:
            found[name] = _read(name, value)
        except ValueError:
            continue
    declared = Declaration.model_construct(**{**dict.fromkeys(_REQUIRED, ""), **found})
    return Unchecked(declared, frozenset(known.keys() - found.keys()))


def last_declaration(outputs: Mapping[str, Any]) -> Declaration:
    """What was declared when the outputs were stored; after a refresh they hold live values."""
    return unchecked(outputs).declared


def identity(resource_id: str, outputs: Mapping[str, Any]) -> Identity:
    """resource_id: the ten digits, or what stands for them while the purchase is pending."""
    bought_at = seconds(outputs.get(BOUGHT_AT))
    return Identity(
        digits_of(resource_id, outputs),
        outputs.get("id_from_network"),
        bought_at if outputs.get(UNSEEN) else None,
        seconds(outputs.get(PENDING_SINCE)),
        bought_at,
        outputs.get(DECLARED_ID),
        str(outputs.get(DECLARED_BY) or ""),
    )


def digits_of(resource_id: str, outputs: Mapping[str, Any]) -> str:
    """The ten digits that a state holds; "" while they are not known.

    An engine keeps the id that a resource began with, so that a purchase which was pending once is
    known by its outputs.
    """
    if resource_id.startswith(PENDING_PREFIX):
        return str(outputs.get("promo_number") or "")
    return resource_id


def campaign(outputs: Mapping[str, Any]) -> CampaignRef:
    """Where a state holds the number. Raises KeyError where the outputs are not those of one."""
    return CampaignRef(
        outputs["advertiser_id"], outputs["campaign_id"], outputs.get("affiliate_id")
    )


def put_in(properties: Mapping[str, Any], where: CampaignRef) -> dict[str, Any]:
    """The properties with the number in another campaign."""
    kept = {name: one for name, one in properties.items() if name not in CampaignRef._fields}
    return kept | {name: one for name, one in where._asdict().items() if one is not None}


def declared_as(inputs: Mapping[str, Any], declared: Declaration) -> dict[str, Any]:
    """The inputs as they were where another declaration stood in the place of theirs."""
    kept = {name: one for name, one in inputs.items() if name not in DECLARED}
    return kept | declared.model_dump(mode="json", exclude_defaults=True)


def asked_id(outputs: Mapping[str, Any]) -> str:
    """The id that was asked for, which Invoca may have changed since; "" where it picked one."""
    return str(outputs.get(DECLARED_ID) or outputs.get("id_from_network") or "")


def holder(properties: Mapping[str, Any]) -> tuple[str, ...]:
    """By what its inputs and its outputs, of which an engine shows one or the other, tell a number
    from others: where it was put, and the id that was asked for; its description where none was."""
    asked_for = properties.get(DECLARED_ID)
    if properties.get("promo_number") is None and properties.get(PENDING_SINCE) is None:
        asked_for = properties.get("id_from_network")
    where = (properties.get(part) for part in CampaignRef._fields)
    return tuple(map(str, (*where, asked_for or properties.get("description"))))


def may_be_released(properties: Mapping[str, Any]) -> bool:
    """Whether what the state says is consent. Records of older versions say nothing: what their
    engine protects, it protects itself."""
    said = properties.get(PROTECT)
    return said is None or said is False


def spelled_network(said: object) -> str:
    """A network id of a state, in which it may be a number; "" for none, and where it is hidden."""
    if isinstance(said, float) and said.is_integer():
        said = int(said)
    return str(said) if isinstance(said, (str, int)) else ""


def seconds(text: object) -> float | None:
    """A time of the state as seconds since the epoch; None for none."""
    if not isinstance(text, str) or not text:
        return None
    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).timestamp()


def is_lately(at: float | None, now: float) -> bool:
    """Whether Invoca may not show yet what was sent then. Both in seconds since the epoch; None for
    never."""
    return at is not None and now - at < RECENT_SECONDS


def as_time(at: float) -> str:
    """2026-11-26T14:03:00Z."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


# -- writing ---------------------------------------------------------------------------------------


def outputs_of(
    inputs: Mapping[str, Any],
    live: PromoNumber,
    *,
    network: str,
    bought_at: float | None = None,
    is_unseen: bool = False,
) -> dict[str, Any]:
    """The inputs with their live values, and what only Invoca knows.

    Custom data keeps to the declared keys: what others put on the number is not ours to show.
    network: its network's id; "" where the state is to say nothing of it. bought_at: seconds since
    the epoch; None where it was found, or where that is not known. is_unseen: Invoca has not shown
    the number yet.
    """
    values = present(inputs, INPUTS)
    declared_id = asked_id(inputs) or None
    values |= _live_values(values, live)
    values |= {
        DECLARED_ID: declared_id,
        "id_from_network": live.id_from_network or declared_id,
        **output_only(live),
        BOUGHT_AT: None if bought_at is None else as_time(bought_at),
        UNSEEN: True if is_unseen else None,
        NETWORK_ID: network or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def output_only(live: PromoNumber) -> dict[str, Any]:
    """What only Invoca knows of a number; None for what it does not show."""
    return {name: getattr(live, field) for name, field in _OUTPUT_ONLY.items()}


def outputs_of_pending(
    inputs: Mapping[str, Any],
    since: float,
    sent: Mapping[str, Any] | None = None,
    *,
    network: str,
) -> dict[str, Any]:
    """What a state keeps of a purchase whose outcome nobody knows.

    sent: the outputs with which a state held it before; None where it was sent as `inputs` have it,
    to `network`. An entry that is edited meanwhile does not change what was sent, by which it is
    found."""
    values = present(inputs if sent is None else inputs_seen(sent), DECLARED)
    values |= present(inputs, BOOKKEEPING)
    if values.get("id_from_network"):
        values[DECLARED_ID] = values["id_from_network"]
    to = network if sent is None else spelled_network(sent.get(NETWORK_ID))
    return {**values, PENDING_SINCE: as_time(since), **({NETWORK_ID: to} if to else {})}


def pending_id(inputs: Mapping[str, Any]) -> str:
    """The resource id of a purchase that is pending."""
    return PENDING_PREFIX + str(inputs.get("id_from_network") or inputs.get("description"))


def inputs_seen(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that would declare what was read, so that the next diff shows the drift."""
    values = present(outputs, INPUTS)
    if outputs.get(DECLARED_ID):
        values["id_from_network"] = outputs[DECLARED_ID]
    else:
        values.pop("id_from_network", None)
    return values


def _live_values(inputs: Mapping[str, Any], live: PromoNumber) -> dict[str, Any]:
    """What Invoca shows of the declared fields, where it means something else than was declared."""
    values: dict[str, Any] = {}
    for name in COMPARED:
        shown = getattr(live, name)
        if name == "custom_data":
            values |= _live_data(inputs.get(name) or {}, shown)
        elif inputs.get(name) is None or (shown is None and name in MAY_BE_HIDDEN):
            continue
        elif not shows(name, inputs[name], shown):
            values[name] = "" if shown is None else shown
    return values


def _live_data(declared: Mapping[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    if not declared:
        return {}
    return {"custom_data": {key: _live_text(key, declared, shown) for key in declared}}


def _live_text(key: str, declared: Mapping[str, Any], shown: Mapping[str, str]) -> Any:
    live = shown.get(key, "")
    return declared[key] if live and shows(f"custom_data.{key}", declared[key], live) else live


def _read(name: str, value: Any) -> Any:
    """A value by itself. Raises ValueError where it is not even of the right shape."""
    alone = {**dict.fromkeys(_REQUIRED, "-"), name: value}
    try:
        return getattr(Declaration.model_validate(alone, context=_EACH_ALONE), name)
    except ValidationError as error:
        # Not valid, as a text that is empty or too long; still to be compared.
        if not any(one["type"].endswith("_type") for one in error.errors()):
            if isinstance(value, (str, int, float)):
                return value
            if name == "custom_data":
                return {str(key): str(item) for key, item in value.items()}
        raise
