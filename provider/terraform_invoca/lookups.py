"""Data sources: what is live, and what a campaign file declares.

Owns: their attributes, and what each reads. Must not know: how numbers are managed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from invoca.campaign_file import (
    CampaignFile,
    CampaignFileMistakes,
    NumberEntry,
    read_campaign_file,
    read_campaign_sheet,
)
from invoca.errors import FixDeclaration
from invoca.lifecycle import lookups
from invoca.lifecycle.lookups import SHOWN
from invoca.promo_number.models import CampaignRef, PromoNumber
from invoca.promo_number.problems import lookup_problems
from invoca.promo_number.values import ten_digits
from terraform_stack.names import RESOURCE

from .fields import DELETION_PROTECTION, FORMER_KEYS, OUTPUTS, declared_attributes
from .run import Run
from .wire.diagnostics import Diagnostic, error
from .wire.messages import Nesting
from .wire.schema import STRING, Attribute, Schema

Found = tuple[dict[str, Any], list[Diagnostic]]
_ID = Attribute("id_from_network", STRING, "Its own id.", computed=True)


class Lookup(NamedTuple):
    """A data source. validate: what is wrong with its block. read: its state, and what is wrong."""

    schema: Schema
    read: Callable[[Run, Mapping[str, Any]], Found]
    validate: Callable[[Mapping[str, Any]], list[Diagnostic]] = lambda config: []


def _place() -> tuple[Attribute, ...]:
    return tuple(
        one._replace(description=one.description.split(" A change:")[0])
        for one in declared_attributes()
        if one.name in CampaignRef._fields
    )


def _shown() -> tuple[Attribute, ...]:
    """What Invoca shows of a number, as the provider sets it."""
    known = {one.name: _computed(one) for one in declared_attributes()} | {_ID.name: _ID}
    return (*OUTPUTS, *(known[name] for name in SHOWN))


def _computed(one: Attribute) -> Attribute:
    return one._replace(
        required=False,
        optional=False,
        computed=True,
        nested=tuple(_computed(inner) for inner in one.nested),
    )


# -- one number ----------------------------------------------------------------------------------

_BY = ("promo_number", "id_from_network")


def _number_schema() -> Schema:
    shown = (one._replace(optional=one.name in _BY) for one in _shown())
    return Schema("A live number, by its digits or by its id.", (*_place(), *shown))


def _validate_number(config: Mapping[str, Any]) -> list[Diagnostic]:
    given = [name for name in _BY if config.get(name) is not None]
    if len(given) == 1:
        return []
    return [
        error(
            "One of `promo_number` and `id_from_network` is needed",
            "Write the ten digits, or the id; not both.",
            ("promo_number",),
        )
    ]


def _read_number(run: Run, config: Mapping[str, Any]) -> Found:
    where = campaign_of(config)
    digits, id_ = (config.get(name) for name in _BY)
    try:
        digits = None if digits is None else ten_digits(str(digits))
    except ValueError as wrong:
        return dict(config), [
            error(f"promo_number {wrong}", f"'{digits}' is not one.", ("promo_number",))
        ]
    live = lookups.one(run.life, where, digits=digits, id_=id_)
    return {**dict(config), **_values(live)}, []


# -- all numbers ---------------------------------------------------------------------------------


def _numbers_schema() -> Schema:
    numbers = Attribute(
        "numbers",
        None,
        "The live numbers, by their ten digits.",
        computed=True,
        nested=_shown(),
        nesting=Nesting.MAP,
    )
    return Schema("Every live number of a campaign.", (*_place(), numbers))


def _read_numbers(run: Run, config: Mapping[str, Any]) -> Found:
    listed = lookups.every(run.life, campaign_of(config))
    numbers = {live.promo_number: _values(live) for live in listed}
    return {**dict(config), "numbers": numbers}, []


def campaign_of(config: Mapping[str, Any]) -> CampaignRef:
    """The campaign that a block names. Raises FixDeclaration where an id of the block is none."""
    place = {name: config.get(name) for name in CampaignRef._fields}
    place["affiliate_id"] = place["affiliate_id"] or None
    wrong = lookup_problems({**place, "id_from_network": config.get("id_from_network")})
    if wrong:
        raise FixDeclaration(
            "looking for promo numbers",
            answer="; ".join(f"`{one.field}` {one.text}" for one in wrong),
            remedy="Correct it in this block",
        )
    return CampaignRef.checked(place.values())


def _values(live: PromoNumber) -> dict[str, Any]:
    return {"id": live.promo_number, **lookups.shown(live)}


# -- a campaign file -------------------------------------------------------------------------------


SHEETS = (".csv", ".xlsx")
# What a campaign file says itself, and a sheet does not: its head, and the defaults of its rows.
_HEAD = CampaignRef._fields
_DEFAULTS = ("media_type", "custom_data")


def _file_schema() -> Schema:
    numbers = Attribute(
        "numbers",
        None,
        "The numbers that the file declares, by name: for `for_each`.",
        computed=True,
        nested=tuple(
            _computed(one) for one in (*declared_attributes(), FORMER_KEYS, DELETION_PROTECTION)
        ),
        nesting=Nesting.MAP,
    )
    file = Attribute(
        "file",
        STRING,
        "A campaign file, such as `${path.module}/spring-radio.yaml`, or a sheet (.csv, .xlsx) "
        "with one row per number. All its mistakes are reported at once, and nothing is sent.",
        required=True,
    )
    of_sheet = tuple(
        one._replace(
            description=f"For a sheet: {_lower(one.description)}", required=False, optional=True
        )
        for one in declared_attributes()
        if one.name in (*_HEAD, *_DEFAULTS)
    )
    return Schema("The numbers of a campaign file or of a sheet.", (file, *of_sheet, numbers))


def _lower(text: str) -> str:
    plain = text.split(" A change:")[0]
    return plain[:1].lower() + plain[1:]


def _validate_file(config: Mapping[str, Any]) -> list[Diagnostic]:
    name = config.get("file")
    if not isinstance(name, str) or Path(name).suffix.lower() in SHEETS:
        return []
    return [
        error(
            f"`{one}` belongs to a sheet",
            f"{name} is a campaign file, which already says that. Remove `{one}`.",
            (one,),
        )
        for one in (*_HEAD, *_DEFAULTS)
        if config.get(one) is not None
    ]


def _read_file(_run: Run, config: Mapping[str, Any]) -> Found:
    name = str(config.get("file"))
    if not Path(name).name:
        text = f"'{name}' is empty, or a folder."
        return dict(config), [error("`file` names no file", text, ("file",))]
    try:
        found = _campaign_in(Path(name), config)
    except CampaignFileMistakes as wrong:
        return dict(config), [_mistake(*one) for one in wrong.mistakes]
    except OSError as wrong:
        return dict(config), [
            error(f"{name} cannot be read", f"{wrong.strerror or wrong}.", ("file",))
        ]
    numbers = {key: _entry(entry) for key, entry in found.numbers.items()}
    return {**config, "numbers": numbers}, []


def _campaign_in(path: Path, config: Mapping[str, Any]) -> CampaignFile:
    if path.suffix.lower() not in SHEETS:
        return read_campaign_file(path)
    head = {name: config[name] for name in _HEAD if config.get(name) is not None}
    defaults = {name: config[name] for name in _DEFAULTS if config.get(name) is not None}
    return read_campaign_sheet(path, {**head, "defaults": defaults})


def _mistake(file: str, line: int, text: str) -> Diagnostic:
    where = f"{file}:{line}" if line else file
    return error(text, f"In {where}.", ("file",))


def _entry(entry: NumberEntry) -> dict[str, Any]:
    declared = entry.declaration
    values: dict[str, Any] = declared.model_dump(mode="json", exclude_defaults=True)
    adopt = values.get("adopt")
    return {
        **values,
        "adopt": "true" if adopt is True else adopt,
        FORMER_KEYS.name: list(entry.was) or None,
        DELETION_PROTECTION.name: entry.protect,
    }


LOOKUPS: Mapping[str, Lookup] = {
    RESOURCE: Lookup(_number_schema(), _read_number, _validate_number),
    f"{RESOURCE}s": Lookup(_numbers_schema(), _read_numbers),
    "invoca_campaign_file": Lookup(_file_schema(), _read_file, _validate_file),
}
