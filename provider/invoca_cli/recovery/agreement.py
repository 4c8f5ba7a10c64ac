"""Whether what is declared, what the state holds, and what is live are the same numbers.

Owns: which declared number is which one in the state, and the one word for each of them.
Must not know: where the three come from, or what is to be done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from invoca.drift.findings import UNHELD, Finding, Kind, Managed, Report
from invoca.promo_number.comparison import differences
from invoca.promo_number.models import Declaration, PromoNumber

from ..workspace.sources import Declared


class Standing(str, Enum):
    """In the order in which money and printed ads are at stake."""

    GONE = "gone"  # in the state, certainly not live
    PENDING = "pending"  # its purchase was sent, and the state does not say what came of it
    TO_BUY = "to buy"  # declared, neither live nor in the state: `pulumi up` would buy it
    RENAMED = "renamed"  # the state has it under a name that is no longer declared
    UNDECLARED = "not declared"  # live and in the state: `pulumi up` would release it
    MOVED = "moved"  # live in another campaign
    DUPLICATE = "duplicate"  # two names for one number
    TO_ADOPT = "to adopt"  # declared and live, not in the state
    CHANGED = "changed"  # all three have it, with other values
    NOT_SHOWN = "not shown yet"  # bought minutes ago, and not live as far as Invoca shows
    UNKNOWN = "not checked"
    AGREES = "agrees"
    STRANGER = "live only"  # neither declared nor in the state: somebody else's, perhaps


class Pair(NamedTuple):
    """One number, as it is declared and as the state holds it; a stranger is neither."""

    declared: Declared | None
    held: Managed | None

    @property
    def name(self) -> str:
        number = self.declared.number if self.declared else self.held
        return number.name if number else ""

    @property
    def is_renamed(self) -> bool:
        """Under another name in the state, and the file does not say so."""
        if self.declared is None or self.held is None:
            return False
        return self.held.name not in (self.declared.number.name, *self.declared.was)


class RecoveryRow(NamedTuple):
    """promo_number: "" where no number is known. live: as Invoca lists it, where it does.

    lookalikes: live numbers that nobody holds and that may be this one. note: of the finding.
    """

    pair: Pair
    status: Standing
    promo_number: str = ""
    live: PromoNumber | None = None
    is_live: bool = False
    lookalikes: tuple[str, ...] = ()
    note: str = ""


def pairs(declared: Sequence[Declared], held: Sequence[Managed]) -> list[Pair]:
    """Every number once: by name, by the name it had, by its digits or id, by its looks."""
    open_ = {number.name: number for number in held}
    found: dict[str, Managed] = {}
    for way in (_by_name, _by_identity, _by_looks):
        for one in declared:
            if one.number.name not in found:
                match = way(one, open_)
                if match is not None:
                    found[one.number.name] = open_.pop(match.name)
    return [
        *(Pair(one, found.get(one.number.name)) for one in declared),
        *(Pair(None, number) for number in open_.values()),
    ]


def to_check(
    pair: Pair, stack: str, *, is_usable: bool, is_over: Callable[[float], bool]
) -> Managed:
    """What the live account is asked for. is_usable: the state can be kept as it is. is_over:
    whether a person said that what Invoca does not show of a purchase that was sent then was not
    bought: where a new state begins, nothing speaks of that purchase any more."""
    held, wanted = pair.held, pair.declared.number if pair.declared else None
    sent_at = held.pending_since if held and not is_usable else None
    if wanted is not None and sent_at is not None and is_over(sent_at):
        held = None
    if held is None or wanted is None:
        number = wanted or held
        if number is None:
            raise ValueError("a stranger is listed, not asked for")
        return number._replace(stack=stack, is_unheld=held is None)
    return held._replace(
        stack=stack,
        name=wanted.name,
        declared=wanted.declared,
        ids=held.ids or wanted.ids,
        file=wanted.file,
        line=wanted.line,
        is_unheld=not is_usable,
    )


def rows(
    paired: Sequence[Pair], report: Report, lists: Iterable[PromoNumber]
) -> Iterator[RecoveryRow]:
    """One row per number, then one for each live number that nobody declares or holds.

    report: of `to_check` of every pair. lists: what Invoca listed.
    """
    live = {number.promo_number: number for number in lists}
    ours = {pair.held.promo_number for pair in paired if pair.held}
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if not _is_of_a_twin(finding):
            found.setdefault(finding.name, []).append(finding)
    unchecked = {name for failure in report.failures for _, name in failure.numbers}
    strangers = [
        one
        for one in report.findings
        if one.kind in UNHELD or (_is_of_a_twin(one) and one.promo_number not in ours)
    ]
    free = [live[one.promo_number] for one in strangers if one.promo_number in live]
    claimed: set[str] = set()
    for pair in paired:
        row = _row(pair, found.get(pair.name, []), live, pair.name in unchecked)
        if row.status is Standing.TO_BUY and pair.declared:
            row = row._replace(lookalikes=_lookalikes(pair.declared.number.declared, free))
            claimed |= {*row.lookalikes}
        yield row
    for one in strangers:
        if one.promo_number not in claimed:
            yield RecoveryRow(
                Pair(None, None),
                Standing.STRANGER,
                one.promo_number,
                live.get(one.promo_number),
                is_live=True,
                note=one.remedy,
            )


def _is_of_a_twin(finding: Finding) -> bool:
    """Two live numbers of one id are two numbers all the same; drift has more to say of them."""
    return finding.kind is Kind.DUPLICATE and finding.field == "id_from_network"


def _row(
    pair: Pair, findings: Sequence[Finding], live: Mapping[str, PromoNumber], is_unknown: bool
) -> RecoveryRow:
    digits = next((one.promo_number for one in findings if one.promo_number), "")
    digits = digits or (pair.held.promo_number if pair.held else "")
    status, note = _status(pair, findings)
    if is_unknown and status in (Standing.AGREES, Standing.UNDECLARED, Standing.CHANGED):
        status = Standing.UNKNOWN
    is_live = status not in _NOT_LIVE and not (status is Standing.PENDING and not digits)
    return RecoveryRow(pair, status, digits, live.get(digits), is_live, note=note)


_NOT_LIVE = frozenset({Standing.GONE, Standing.TO_BUY, Standing.NOT_SHOWN, Standing.UNKNOWN})
# What nothing else is to be said of.
_FIRST = {
    Kind.MISSING: Standing.GONE,
    Kind.PENDING: Standing.PENDING,
    Kind.NOT_SHOWN: Standing.NOT_SHOWN,
}


def _status(pair: Pair, findings: Sequence[Finding]) -> tuple[Standing, str]:
    kinds = {finding.kind: finding for finding in findings}
    note = findings[0].remedy if findings else ""
    for kind, status in _FIRST.items():
        if kind in kinds:
            return status, kinds[kind].remedy
    if missing := kinds.get(Kind.NOT_CREATED):
        return (Standing.TO_ADOPT if missing.promo_number else Standing.TO_BUY), missing.remedy
    if pair.held is None:
        return Standing.UNKNOWN, note
    if pair.declared is None:
        return Standing.UNDECLARED, note
    if pair.is_renamed:
        return Standing.RENAMED, note
    for kind, status in (
        (Kind.MOVED, Standing.MOVED),
        (Kind.DUPLICATE, Standing.DUPLICATE),
        (Kind.CHANGED, Standing.CHANGED),
    ):
        if kind in kinds:
            return status, kinds[kind].remedy
    return Standing.AGREES, ""


def _by_name(one: Declared, held: Mapping[str, Managed]) -> Managed | None:
    names = (one.number.name, *one.was)
    return next((held[name] for name in names if name in held), None)


def _by_identity(one: Declared, held: Mapping[str, Managed]) -> Managed | None:
    wanted = one.number
    for number in held.values():
        if wanted.promo_number and wanted.promo_number == number.promo_number:
            return number
        if number.where == wanted.where and {*wanted.ids} & {*number.ids}:
            return number
    return None


def _by_looks(one: Declared, held: Mapping[str, Managed]) -> Managed | None:
    """The only number of the state that was declared just like it."""
    wanted = one.number.declared
    alike = [
        number
        for number in held.values()
        if wanted and number.declared and _look(number.declared) == _look(wanted)
    ]
    return alike[0] if len(alike) == 1 else None


def _look(declared: Declaration) -> tuple[object, ...]:
    data = {key: value for key, value in declared.custom_data.items() if value}
    return declared.campaign, declared.description, declared.media_type, data


def _lookalikes(declared: Declaration | None, free: Sequence[PromoNumber]) -> tuple[str, ...]:
    """Those that agree in every declared field; where none does, those of the same description."""
    if declared is None:
        return ()
    alike = [one for one in free if not differences(declared, one)]
    alike = alike or [one for one in free if one.description == declared.description]
    return tuple(one.promo_number for one in alike)
