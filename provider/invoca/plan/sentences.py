"""What each step of a plan means for whoever reviews it, and what else there is to say of a plan.

Owns: the sentences. Must not know: the engine that plans, when a sentence applies, or how it is
shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .. import next_steps as step
from ..counted import plural, some
from ..drift.findings import DECLARE_ANOTHER
from ..errors import InvocaError
from ..promo_number.models import short
from ..promo_number.record import as_time
from .planned import UNKNOWN, Kind, Limited

FOR_GOOD = "ads that print it stop matching, and nobody can undo it"


def releases() -> str:
    return f"Releases the number for good: {FOR_GOOD}. Call flows may name it"


def releases_leftover() -> str:
    return f"Left over from a replacement that was interrupted. {releases()}"


def replaces(digits: str, reasons: Iterable[str], area: str = "") -> str:
    """area: where the new one is asked for, as `in_area` has it."""
    asking = ", ".join(reasons)
    why = f", because of {asking}," if asking else ""
    where = f" {area}" if area else ""
    return f"Buys another number{where}{why} and releases {digits} for good: {FOR_GOOD}"


def buys_beside(digits: str, reasons: Iterable[str], area: str = "") -> str:
    """A replacement after which the engine leaves the old number alone."""
    asking = ", ".join(reasons)
    why = f", because of {asking}" if asking else ""
    return f"Buys another number{area and ' '}{area}{why}; {digits} stays live"


def replaces_with_live(digits: str, live: str, there: str = "", here: str = "") -> str:
    """there, here: the campaigns that have the live one now, and are to; "" where that is one."""
    moves = f" (moves it from {there} to {here})" if there else ""
    return (
        f"Takes over {live}, which is live already{moves}, and releases {digits} for good: "
        f"{FOR_GOOD}; buys nothing"
    )


def buys(area: str = "") -> str:
    """area: where it is asked for, as `in_area` has it."""
    return f"Buys a number{area and ' '}{area}"


def in_area(code: str, near: str, among: Iterable[str]) -> str:
    """Where a local number is asked for. code: its area code. near: a place, where only that is
    said. among: the area codes that are allowed. "" for none of them."""
    if code:
        return f"with area code {code}"
    allowed = " or ".join(among)
    if not near:
        return f"with area code {allowed}" if allowed else ""
    if near == UNKNOWN:
        return f"in an area that is {UNKNOWN}"
    which = f"{allowed}, which Invoca chooses" if allowed else "chosen by Invoca"
    return f"near {near}; its area code is {UNKNOWN} ({which})"


def buys_again(digits: str) -> str:
    return (
        f"Invoca no longer has {digits}: find out who released it, or moved it to another "
        "campaign, and whether it is still printed. This buys another number in its place"
    )


def id_was_released() -> str:
    """Of an id that somebody declared, where Invoca shows a number of it as released."""
    return f"Its id was given to a number that was released: {DECLARE_ANOTHER}"


def id_was_of(digits: str) -> str:
    """The same, where the state had the number, and Invoca no longer has it."""
    return f"Its id was that of {digits}: if that was released, {DECLARE_ANOTHER}"


def buys_unless_live() -> str:
    return "Buys a number, unless one is live under its id: that could not be looked up"


def looks_first(sent_at: float, until: float) -> str:
    """A dead run sent a purchase of it, that is looked for before another one is bought. In seconds
    since the epoch."""
    return (
        f"A run on this machine sent a purchase of it at {as_time(sent_at)} and ended before it "
        f"could say what came of it: {step.deploy()} looks for that number first, until "
        f"{as_time(until)}"
    )


def not_looked_for(unread: Sequence[tuple[str, InvocaError]]) -> str:
    """unread: where a number that is bought could not be looked for, and why."""
    what, error = unread[0]
    more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
    return f"It could not be looked for in {what}{more} ({error.answer})"


_NOT_DONE = {
    Kind.RELEASE: "Releases nothing",
    Kind.REPLACE: "Buys nothing and releases nothing",
    Kind.BUY: "Buys nothing",
    Kind.SETTLE: "Settles nothing",
    Kind.ADOPT: "Takes over nothing",
}


def is_refused(kind: Kind) -> str:
    return f"{_NOT_DONE[kind]}: {step.deploy()} refuses it, see the error"


def buys_under_unknown_id() -> str:
    return f"Buys a number, unless one is live under its id, which is {UNKNOWN}"


def forgets() -> str:
    return "The stack no longer manages it: the number stays live and still costs money"


def unprotects() -> str:
    return "Removes the protection: from then on, a plan can release the number"


def moves() -> str:
    return "Moved to another campaign; keeps its phone number"


def adopts(there: str = "", here: str = "") -> str:
    """there, here: as `replaces_with_live` has them."""
    if there:
        return f"Live in {there}: moved to {here} and taken over; buys nothing"
    return "Live already, and taken over; buys nothing"


RULES = "call rules (recording, whisper) may test it"
# What call rules can test.
TESTED = ("description", "media_type", "custom_data")


def changes(fields: Iterable[str] = ()) -> str:
    tested = any(field.partition(".")[0] in TESTED for field in fields)
    return f"Changed in place; {RULES}" if tested else "Changed in place"


def changes_nothing_shown() -> str:
    return "Changed back to match its declaration; only fields that may not be shown differ"


def protects_unseen() -> str:
    return "Protected from now on; whether fields that may not be shown differ is not known"


def protects(numbers: Sequence[tuple[str, str]]) -> str:
    """numbers: (name, digits) of each."""
    told = some([f"{name}{digits and f' ({digits})'}" for name, digits in numbers])
    return f"protected from now on, which changes nothing in Invoca: {told}"


def changes_back(fields: Iterable[str], place: str) -> str:
    return (
        f"Undoes what somebody changed in Invoca ({', '.join(fields)}); to keep it, write the live "
        f"value into {place}"
    )


def renamed(pairs: Sequence[tuple[str, str, str]]) -> str:
    """pairs: old name, new name and digits of each."""
    told = some([f"{old} → {new}{digits and f' ({digits})'}" for old, new, digits in pairs])
    is_one = len(pairs) == 1
    what = "keeps its phone number" if is_one else "keep their phone numbers"
    return f"renamed, and {what}: {told}"


def limited(one: Limited) -> str:
    """A limit of the account beside what comes into the campaign."""
    told = [f"{one.live:,} live"]
    told += [f"{one.bought:,} to be bought"] if one.bought else []
    told += [f"{one.moved:,} to be moved there"] if one.moved else []
    by = f" by stacks {some(one.stacks, between=' and ')}" if len(one.stacks) > 1 else ""
    fits = f", {one.beyond:,} more than fit" if one.beyond else ""
    most = plural(one.most, "promo number")
    return f"{short(one.campaign)} may hold {most}: {', '.join(told)}{by}{fits}"


# What says no more than that a step is of its kind.
PLAIN = frozenset(
    {releases(), buys(), forgets(), unprotects(), moves(), adopts(), changes(), changes(TESTED)}
)


def keeps(holder: str) -> str:
    return f"{holder} holds this number in the same plan, so nothing happens to it in Invoca"


def keeps_for_others(holders: Sequence[str]) -> str:
    """holders: as stack/name."""
    return f"Another stack holds it too ({some(holders, between=' and ')}), so this one forgets it"


def keeps_itself() -> str:
    return (
        "A forced replacement asks for the same id again, so the number is found and kept; "
        "increase `generation` to buy another one"
    )


def protected(kind: Kind, numbers: list[tuple[str, str]], place: str) -> str:
    """Why the whole plan fails, and how to consent. numbers: (name, digits) of each; "" while its
    purchase is pending."""
    told = some([f"{name} ({digits or 'its purchase is pending'})" for name, digits in numbers])
    is_one = len(numbers) == 1
    what, last = "release", "take it out of the file" if is_one else "take them out of the file"
    if kind is Kind.REPLACE:
        what, last = "replace", "change it again" if is_one else "change them again"
    if kind is Kind.SETTLE:
        what = "let go of"
    them, are = ("it", "is") if is_one else ("them", "are")
    return (
        f"the plan would {what} {told}, which {are} protected, so {step.deploy()} refuses the "
        "whole plan, unless its preview is skipped: then the rest of it may be deployed. Put "
        f"{them} back as before ({place}); to release {them}, add `protect: false`, run "
        f"{step.deploy()}, and then {last}"
    )


def fails_to_release(numbers: list[tuple[str, str]], place: str) -> str:
    """What a deployment would do up to a release that is refused then. numbers: as above."""
    told = some([f"{name} ({digits})" for name, digits in numbers])
    them, are = ("it", "is") if len(numbers) == 1 else ("them", "are")
    return (
        f"{step.deploy()} would do the rest of the plan and then fail to release {told}, which "
        f"{are} protected. Put {them} back as before ({place}); to release {them}, add `protect: "
        f"false`, run {step.deploy()}, and then take {them} out again"
    )


def forgets_missing(name: str, digits: str) -> str:
    return f"{name} ({digits}) is neither declared nor in Invoca any more: the stack forgets it"


def forgets_leftover(name: str, digits: str) -> str:
    return (
        f"{digits} is left over from a replacement of {name} that was interrupted, and is not in "
        "Invoca any more: the stack forgets it"
    )


def not_refreshed() -> str:
    return (
        "the preview was made without --refresh, so it does not show what somebody changed in "
        f"Invoca; make it with {step.preview_refreshed()}"
    )
