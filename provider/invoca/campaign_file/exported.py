"""Live numbers as a campaign file declares them, so that adopting them changes nothing.

Owns: what goes into the defaults, what a number says itself, and what no file can say.
Must not know: how one number is declared as it is, how a file is written, or who asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import FixDeclaration, LookAtAccount
from ..promo_number.as_declared import Oddity, declared_as_live, shared_ids
from ..promo_number.comparison import differences
from ..promo_number.models import COMPARED, CampaignRef, Declaration, PromoNumber
from ..promo_number.problems import declaration_problems
from .naming import number_names


class ExportedNumber(NamedTuple):
    """values: what the number itself says; the rest of `declaration` is in the defaults. oddities:
    why it is not declared as others are."""

    name: str
    promo_number: str
    declaration: Declaration
    values: dict[str, Any]
    oddities: frozenset[Oddity] = frozenset()


class ExportedCampaign(NamedTuple):
    """numbers: by name. notes: what a reader has to know, a sentence each."""

    where: CampaignRef
    defaults: dict[str, Any]
    numbers: tuple[ExportedNumber, ...]
    notes: tuple[str, ...] = ()


class NotExpressible(LookAtAccount):
    """Live numbers that no campaign file can declare as they are. problems: a sentence each."""

    def __init__(self, where: CampaignRef, problems: Sequence[str]) -> None:
        super().__init__(
            f"declaring the numbers of {where}",
            answer="not all of them can be written down as they are",
            remedy="Correct them in Invoca, or leave them out with `--without <digits>`",
        )
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"  {problem}" for problem in self.problems)])


def exported(
    where: CampaignRef,
    live: Iterable[PromoNumber],
    *,
    kept_names: Mapping[str, str] | None = None,
    among: Iterable[PromoNumber] = (),
) -> ExportedCampaign:
    """The campaign that declares all of `live`.

    kept_names: by digits. among: every number of the campaign, where `live` are only some.

    Raises NotExpressible naming every number that cannot be declared as it is.
    """
    numbers = _each_once(number for number in live if not number.is_released)
    shared = shared_ids([*among, *numbers])
    names = number_names(numbers, kept_names or {})
    problems, notes = _listed_twice(numbers), []
    declared: dict[str, tuple[str, Declaration, frozenset[Oddity]]] = {}
    for number in numbers:
        values, remarks = declared_as_live(number, where, shared)
        notes += [remark.text for remark in remarks]
        found = _problems(where, number, values)
        problems += found
        if not found:
            full = Declaration.model_validate({**_place(where), **values})
            oddities = frozenset(remark.oddity for remark in remarks)
            declared[names[number.promo_number]] = (number.promo_number, full, oddities)
    if problems:
        raise NotExpressible(where, sorted(problems))
    defaults = _common([_inputs(full) for _, full, _ in declared.values()])
    by_name = tuple(
        ExportedNumber(name, digits, full, without_defaults(full, defaults), oddities)
        for name, (digits, full, oddities) in sorted(declared.items())
    )
    return ExportedCampaign(where, defaults, by_name, tuple(sorted(notes)))


def without_defaults(declared: Declaration, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """What a number itself has to say where `defaults` apply to it.

    A default that the number must not have is overruled: with null, or "" in custom_data.
    """
    values = _inputs(declared)
    lower = {key: value for key, value in defaults.items() if value is not None}
    data = values.pop("custom_data", {})
    common = {key: value or "" for key, value in lower.pop("custom_data", {}).items()}
    own = {key: value for key, value in values.items() if lower.get(key) != value}
    own |= {key: None for key in lower if key not in values and key in Declaration.model_fields}
    data = {key: data.get(key, "") for key in sorted({*data, *common})}
    data = {key: value for key, value in data.items() if common.get(key, "") != value}
    said = {**own, **({"custom_data": data} if data else {})}
    return {key: said[key] for key in Declaration.model_fields if key in said}


def own_place(where: CampaignRef, head: CampaignRef) -> dict[str, str]:
    """What a number says of its campaign where that is not the file's. Raises FixDeclaration where
    no entry of that file can say it: below an affiliate's head nothing takes the affiliate away."""
    if head.affiliate_id is not None and where.affiliate_id is None:
        raise FixDeclaration(
            f"declaring a number of {where}",
            answer=f"the file is for affiliate '{head.affiliate_id}'",
            remedy="Declare it in a campaign file of its own. Nothing was written",
        )
    pairs = zip(CampaignRef._fields, where, head, strict=True)
    return {field: own for field, own, top in pairs if own is not None and own != top}


def _inputs(declared: Declaration) -> dict[str, Any]:
    """What is declared beside the campaign, as JSON values."""
    values = declared.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return {key: value for key, value in values.items() if key not in CampaignRef._fields}


def _common(numbers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What all of several numbers say alike, but for what makes each of them one."""
    if len(numbers) < 2:
        return {}
    first, *others = numbers
    found = {
        key: first[key]
        for key in COMPARED
        if key not in ("description", "custom_data")
        and key in first
        and all(other.get(key) == first[key] for other in others)
    }
    data = {
        key: value
        for key, value in first.get("custom_data", {}).items()
        if all(other.get("custom_data", {}).get(key) == value for other in others)
    }
    return {**found, **({"custom_data": data} if data else {})}


def _problems(where: CampaignRef, number: PromoNumber, values: Mapping[str, Any]) -> list[str]:
    who = f"{number.promo_number} (id {number.id_from_network!r})"
    found = [
        f"{who}: {problem.field} {problem.text}"
        for problem in declaration_problems({**_place(where), **values})
    ]
    found += [
        f"{who}: {field} contains a character that a file cannot hold"
        for field, text in _texts(values)
        if any("\ud800" <= character <= "\udfff" for character in text)
    ]
    if not found:
        full = Declaration.model_validate({**_place(where), **values})
        found = [f"{who}: {unlike}" for unlike in differences(full, number)]
    return found


def _texts(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field, value in values.items():
        if isinstance(value, str):
            yield field, value
        elif field == "custom_data":
            yield from ((f"custom_data {key!r}", key + text) for key, text in value.items())


def _each_once(numbers: Iterable[PromoNumber]) -> list[PromoNumber]:
    """Without the entries that a list repeats word by word."""
    known: defaultdict[str, list[PromoNumber]] = defaultdict(list)
    for number in numbers:
        if number not in known[number.promo_number]:
            known[number.promo_number].append(number)
    return [number for entries in known.values() for number in entries]


def _listed_twice(numbers: Sequence[PromoNumber]) -> list[str]:
    digits = Counter(number.promo_number for number in numbers)
    return [f"{one}: Invoca lists it twice" for one, count in digits.items() if count > 1]


def _place(where: CampaignRef) -> dict[str, str]:
    return {key: value for key, value in where._asdict().items() if value is not None}
