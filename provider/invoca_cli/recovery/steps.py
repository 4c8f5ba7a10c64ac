"""What makes the declaration, the state and the live account agree again: edits and commands.

Owns: their order and their words. Edits are comments, so that the whole can be pasted into a
shell. Must not know: how the three were read. Nothing is run here.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from invoca.account import Account
from invoca.counted import some
from invoca.drift.findings import Managed
from invoca.promo_number.comparison import differences
from invoca.promo_number.models import CampaignRef, short

from ..reports.words import export_command, one_line, phone
from .agreement import RecoveryRow, Standing

DEFAULT_LIMIT: int = Account.model_fields["purchase_limit"].default
MANY = 5  # edits, from which on one command is less work


class StateFacts(NamedTuple):
    """What is known of the state beside its numbers.

    stack: the stack that is to hold the numbers. exists: it is in the backend. has_foreign_code:
    nothing of it may be used. file: a saved state, or "". belongs_to: the stack that it was saved
    from. engine: whose state it is, where that is not Pulumi's. urns: by the name of the number.
    pending: interrupted operations. leaving: what an interrupted replacement left; left_and_gone:
    the same, where nobody has it any more; unsettled: the names of those whose purchase is pending.
    """

    stack: str
    exists: bool = True
    has_foreign_code: bool = False
    file: str = ""
    belongs_to: str = ""
    engine: str = ""
    urns: dict[str, str] = {}  # noqa: RUF012 - never changed
    pending: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    left_and_gone: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        return self.exists and not self.has_foreign_code and self.belongs_to in ("", self.stack)


def steps(
    rows: Sequence[RecoveryRow], facts: StateFacts, place: str, head: CampaignRef, limit: int
) -> list[str]:
    """Lines for a shell. place: the campaign file. limit: numbers that a run may buy.

    While an edit is open the only command is to look again: `pulumi up` would buy, or fail.
    """
    edits = [line for row in rows for line in _edits(row, facts)]
    open_ = sum(1 for row in rows if _must_edit(row, facts))
    if open_:
        again = ["invoca", "recover", *_looking_at(facts, place)]
        instead = _export_instead(open_, facts, place, head)
        return [
            *edits,
            *instead,
            "# Then check again, which lists the commands:",
            shlex.join(again),
        ]
    lines = [*edits, *_about_state(rows, facts)]
    if _needs_up(rows, facts):
        lines += _up(rows, facts, limit)
    return [*lines, *_afterwards(facts)]


def _must_edit(row: RecoveryRow, facts: StateFacts) -> bool:
    """Whether `pulumi up` would buy another number, or refuse, before the file says more."""
    if row.status is Standing.TO_ADOPT:
        return _adoption(row) is not None
    if row.status is Standing.TO_BUY:
        return bool(row.lookalikes)
    if row.status in _SENT and facts.is_usable:
        return row.pair.declared is None or row.pair.is_renamed
    if row.status in _SENT:  # a new state knows nothing of the purchase, and leads to another one
        return row.pair.declared is not None
    return row.status in (Standing.RENAMED, Standing.UNDECLARED)


def _looking_at(facts: StateFacts, place: str) -> list[str]:
    if facts.file:
        return ["--state", facts.file, "--file", place]
    return ["--stack", facts.stack]


# Bought, or perhaps bought, and not shown.
_SENT = frozenset({Standing.PENDING, Standing.NOT_SHOWN})


def _edits(row: RecoveryRow, facts: StateFacts) -> Iterator[str]:
    """What to write into the campaign file for this number."""
    declared, held = row.pair.declared, row.pair.held
    name, digits = one_line(row.pair.name), phone(row.promo_number)
    where = declared.number.place.strip("`") if declared else "the campaign file"
    start = f"# {where}, under {name}:"
    if row.status is Standing.UNDECLARED and held:
        words = ["invoca", "adopt", row.promo_number, "--stack", facts.stack, "--name", held.name]
        yield f"# {name} {digits} is not declared, so `pulumi up` wants to release it. Declare it:"
        yield shlex.join(words)
    elif row.status is Standing.RENAMED and held and facts.is_usable:
        yield _as_it_was(start, held)
    elif row.status in (Standing.TO_ADOPT, Standing.RENAMED):
        if (edit := _adoption(row)) is not None:
            yield f"{start} write `{edit}`; without it `pulumi up` {_without(edit)}"
    elif row.status is Standing.TO_BUY:
        yield from _before_buying(row, start)
    elif row.status in _SENT:
        yield from _while_sent(row, facts, f"# {name} {digits}".rstrip())
        if row.pair.is_renamed and held and facts.is_usable:
            yield _as_it_was(start, held)
    elif row.status is Standing.GONE:
        again = "`pulumi up` buys another; take it out of the file if you want none"
        yield f"# {name} {digits} is gone for good" + (f": {again}" if declared else "")
    elif row.status in (Standing.MOVED, Standing.DUPLICATE, Standing.CHANGED):
        yield f"# {name} {digits} {row.status.value}: {one_line(row.note)}"


def _as_it_was(start: str, held: Managed) -> str:
    return f"{start} write `was: {one_line(held.name)}`, which is its name in the state"


def _while_sent(row: RecoveryRow, facts: StateFacts, who: str) -> Iterator[str]:
    """What is said of a number that was bought, or perhaps bought, and is not shown."""
    yield f"{who}: {one_line(row.note)}"
    if facts.is_usable and row.pair.declared is None:
        yield (
            "# It is not declared, so `pulumi up` releases what was bought as soon as it shows; to "
            "keep it, declare it again"
        )
    elif row.pair.declared is not None and not facts.is_usable:
        yield (
            "# Only that state says so: without it, `pulumi up` would buy another one. Wait until "
            "Invoca shows the number, or somebody has said that there is none"
        )


def _without(edit: str) -> str:
    if edit == "adopt: true":
        return "refuses to take over a number whose values differ"
    return "looks for another id, and buys"


def _before_buying(row: RecoveryRow, start: str) -> Iterator[str]:
    if len(row.lookalikes) == 1:
        [digits] = row.lookalikes
        yield f'{start} write `adopt: "{digits}"`, which looks like it; otherwise another is bought'
    elif row.lookalikes:
        those = some(row.lookalikes, between=" or ")
        yield f"{start} write `adopt: ...` with {those}, which look like it; else one is bought"
    else:
        yield f"{start} no live number matches it; `pulumi up` {_buys(row)}"


def _buys(row: RecoveryRow) -> str:
    declared = row.pair.declared.number.declared if row.pair.declared else None
    return "fails, as `adopt` never buys" if declared and declared.adopt else "buys it"


def _adoption(row: RecoveryRow) -> str | None:
    """What the declaration lacks for `pulumi up` to find the number without a state."""
    declared = row.pair.declared
    if declared is None or declared.number.declared is None:
        return None
    wanted, live = declared.number.declared, row.live
    if wanted.adopted_digits:
        return None if wanted.adopted_digits == row.promo_number else f'adopt: "{row.promo_number}"'
    if live is None or live.id_from_network not in declared.number.ids:
        return f'adopt: "{row.promo_number}"'
    is_ours = wanted.id_from_network is None or wanted.adopt
    return None if is_ours or not differences(wanted, live) else "adopt: true"


def _export_instead(open_: int, facts: StateFacts, place: str, head: CampaignRef) -> Iterator[str]:
    """One command in place of many edits, where there is no state to keep."""
    if facts.is_usable or open_ < MANY:
        return
    yield f"# Or, instead of these edits, declare what is live in {short(head)} just as it is:"
    yield f"# {shlex.join([*export_command(head), '-o', place, '--force'])}"


def _about_state(rows: Sequence[RecoveryRow], facts: StateFacts) -> Iterator[str]:
    stack = facts.stack
    if facts.has_foreign_code and not facts.file:
        copy = f"{stack}-foreign.json"
        yield "# The state would run code that is not ours. Keep a copy, and forget it; that"
        yield "# releases nothing:"
        yield shlex.join(["pulumi", "stack", "export", "--stack", stack, "--file", copy])
        yield shlex.join(["pulumi", "stack", "rm", stack, "--force", "--preserve-config", "--yes"])
    if facts.file or facts.has_foreign_code or not facts.exists:
        yield shlex.join(["pulumi", "stack", "select", "--create", stack])
    if facts.file and facts.is_usable:
        yield shlex.join(["pulumi", "stack", "import", "--stack", stack, "--file", facts.file])
    if facts.is_usable:
        for row in rows:
            urn = facts.urns.get(row.pair.held.name) if row.pair.held else None
            if row.status is Standing.GONE and urn:
                words = ["pulumi", "state", "delete", urn, "--force", "--yes", "--stack", stack]
                yield shlex.join(words)


def _needs_up(rows: Sequence[RecoveryRow], facts: StateFacts) -> bool:
    still = (Standing.AGREES, Standing.STRANGER, Standing.NOT_SHOWN)
    return not facts.is_usable or any(row.status not in still for row in rows)


def _up(rows: Sequence[RecoveryRow], facts: StateFacts, limit: int) -> Iterator[str]:
    stack = facts.stack
    counted = sum(1 for row in rows if _counts_as_purchase(row, facts))
    set_limit = ["pulumi", "config", "set", "invoca:purchaseLimit"]
    if counted > limit:
        yield f"# A plan counts what it may buy, and what it adopts by a generated id: {counted:,}."
        yield shlex.join([*set_limit, str(counted), "--stack", stack])
    yield shlex.join(["pulumi", "up", *_refresh(rows, facts), "--stack", stack])
    if counted > limit and limit == DEFAULT_LIMIT:
        yield shlex.join(["pulumi", "config", "rm", "invoca:purchaseLimit", "--stack", stack])
    elif counted > limit:
        yield shlex.join([*set_limit, str(limit), "--stack", stack])


def _counts_as_purchase(row: RecoveryRow, facts: StateFacts) -> bool:
    declared = row.pair.declared.number.declared if row.pair.declared else None
    if declared is None or declared.adopt:
        return False
    return not facts.is_usable or row.status in (Standing.TO_BUY, Standing.TO_ADOPT, Standing.GONE)


def _refresh(rows: Sequence[RecoveryRow], facts: StateFacts) -> list[str]:
    """Values that were changed in Invoca are seen only by a refresh, which a move forbids."""
    found = {row.status for row in rows}
    wanted = facts.is_usable and Standing.CHANGED in found and Standing.MOVED not in found
    return ["--refresh"] if wanted else []


def _afterwards(facts: StateFacts) -> Iterator[str]:
    if facts.pending and facts.is_usable:
        doing = some([*map(one_line, facts.pending)])
        yield f"# A run was interrupted ({doing}): `pulumi up` above settles what became of it."
        words = ["pulumi", "refresh", "--clear-pending-creates", "--yes", "--stack", facts.stack]
        yield shlex.join(words)
    if facts.unsettled:
        names = some([*map(one_line, facts.unsettled)])
        yield f"# `pulumi up` still has to settle the purchase that was replaced for {names}."
    if facts.leaving:
        yield f"# `pulumi up` still has to release {some([*map(phone, facts.leaving)])}."
    if facts.left_and_gone:
        gone = some([*map(phone, facts.left_and_gone)])
        are = "is" if len(facts.left_and_gone) == 1 else "are"
        yield f"# `pulumi up` forgets {gone}, which {are} left over and not in Invoca any more."
