"""What this run holds: which number belongs to which resource, and what was sent for it.

Owns: the facts of one run that no state and no account can tell. Must not know: what is decided
with them; `promo_number.decide` does.

A refresh diffs every number that it has just read, whether the program still wants it or not, and
an engine diffs what depends on a resource that it replaces; so only a diff that follows a check
speaks for the program: `checked`, `looked_at` and `is_planned`. A check of the same number, that
is: with `--run-program` others are checked while it is refreshed.

A forced replacement asks for the same id again, finds the number that it is about to release and
takes it over; only the later delete can see that the number is still wanted. So a create that
bought or took over, and a diff that did not end in a replacement, hold the number, and a delete of
a number that is held only says so (docs/reliability.md, "Buying a number", step 5). Where the
engine deletes first, no create has held it yet: then the check tells that it is asked for again,
and the delete leaves it for the create.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from ..promo_number import record
from ..promo_number.declaring import IDENTIFYING
from ..promo_number.identity import Declarer
from ..promo_number.models import CampaignRef, Declaration
from ..run_facts import RunFacts
from .purchase_notes import Sent


class Purchased(NamedTuple):
    """A purchase of this run. at: seconds since the epoch. is_unseen: not shown since."""

    at: float
    is_unseen: bool


class HeldAs(NamedTuple):
    """A number of a state: where it was put, and what was declared of it. unseen_since: seconds
    since the epoch, while Invoca has not shown it; None once it has."""

    promo_number: str
    where: CampaignRef
    declared: Declaration
    unseen_since: float | None = None

    @classmethod
    def of(cls, resource_id: str, outputs: Mapping[str, Any]) -> HeldAs | None:
        """None where a resource of the state is no number, but a purchase that is pending."""
        who = record.identity(resource_id, outputs)
        if not who.promo_number:
            return None
        where, last = record.campaign(outputs), record.last_declaration(outputs)
        return cls(who.promo_number, where, last, who.unseen_since)


class PendingAs(NamedTuple):
    """A purchase that a state holds as pending. id: under which it was sent; None where Invoca
    picks it. is_leaving: whether the state is about to let go of it."""

    name: str
    sent: Sent
    id: str | None
    is_leaving: bool = False

    @classmethod
    def of(
        cls, name: str, resource_id: str, outputs: Mapping[str, Any], *, is_leaving: bool = False
    ) -> PendingAs | None:
        """None where a resource of the state is no such purchase."""
        who = record.identity(resource_id, outputs)
        if who.promo_number or who.pending_since is None:
            return None
        return cls(name, Sent.in_state(outputs), outputs.get(record.DECLARED_ID), is_leaving)


class HeldBeside(NamedTuple):
    """What the state of another stack holds. name: as stack/name."""

    name: str
    held: HeldAs


class Holdings:
    """What a face can find out about states, its own and those beside it. Asked rarely.

    Nothing is known here; a face overrides what it can find out."""

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        """Under which name the state of `asking` holds the number; "" for none, None: not known."""
        return None

    def held_as(self, asking: Declarer) -> HeldAs | None:
        """The number that its state holds under the name of `asking`; None for none, or not
        known."""
        return None

    def other_network(self, asking: Declarer) -> str:
        """Of which other network its state holds a number under the name of `asking`, where the
        settings of its stack decide that; "" for none, or not known."""
        return ""

    def name_of_id(self, id_from_network: str, asking: Declarer) -> str:
        """Under which name its state holds a number that was asked for by an id; "" for none, or
        not known."""
        return ""

    def is_leaving(self, promo_number: str, asking: Declarer) -> bool:
        """Whether its state has the number replaced, and is still to let go of it; False where that
        is not known."""
        return False

    def tainted(self, asking: Declarer) -> Sequence[tuple[str, str]]:
        """The name, and the id that was asked for, of each number of its state that the engine is
        told to replace; none where that is not known."""
        return ()

    def pending_purchases(self, asking: Declarer) -> Sequence[PendingAs]:
        """Those of its state; none where that is not known."""
        return ()

    def name_beside(self, promo_number: str, asking: Declarer) -> str:
        """Under which stack/name the state of another stack holds the number; "" for none, or not
        known."""
        return ""

    def held_by_id_beside(
        self, id_from_network: str, asking: Declarer, may_matter: Callable[[float | None], bool]
    ) -> Sequence[HeldBeside]:
        """The numbers that states of other stacks hold, and asked for by an id; none where that is
        not known. may_matter: whether a stack is asked at all that was changed last then, in
        seconds since the epoch; None: nobody says when."""
        return ()

    def held_twice(self, promo_number: str, asking: Declarer) -> Sequence[str]:
        """As stack/name, whose states hold a number that one of them lets go of; none where no
        other one holds it, or that is not known. asking: who declared it last, which may have been
        in another stack."""
        return ()

    def is_declared_elsewhere(
        self, id_from_network: str, asking: Declarer, declared: Declaration
    ) -> bool | None:
        """Whether another stack beside this one makes that id; None where that is not known."""
        return None


# The kinds of facts that the processes of a run share.
HELD, REPLACED, MADE, ASKED_FOR = "held", "replaced", "made", "asked for"
WANTED_ANEW, RENAMED, LEFT_FOR = "wanted anew", "renamed", "left for"
RENAMED_FROM = "renamed from"
FORMER_NAME = "former name"
LET_GO = "let go"
# What `HeldAs` is made of; the rest of a record would be kept for each of thousands.
_OF_HELD = (
    *CampaignRef._fields,
    *IDENTIFYING,
    "promo_number",
    record.BOUGHT_AT,
    record.UNSEEN,
)


class HeldNumbers:
    """Phone numbers (ten digits) held by this run; safe to share between threads.

    facts: what the processes of the run know together. What was checked and read is about one
    resource, and that is one process.
    """

    def __init__(self, facts: RunFacts | None = None) -> None:
        self._facts = facts or RunFacts()
        self._lock = threading.Lock()
        self._checks: Counter[Hashable] = Counter()
        self._checks_when_read: dict[str, int] = {}
        self._consents: dict[Hashable, bool] = {}
        self._purchased: dict[str, Purchased] = {}
        self._seen: dict[str, tuple[str, dict[str, Any]]] = {}

    # -- what the program declares ----------------------------------------------------------------

    def checked(self, declared_as: Hashable, *, may_release: bool = True) -> None:
        """The program declared a number that the state knows by `declared_as`, whose state holds
        the consent to release it or does not."""
        with self._lock:
            self._checks[declared_as] += 1
            self._consents[declared_as] = may_release

    def may_release(self, declared_as: Hashable, otherwise: bool) -> bool:
        """What the state said when the number was checked; `otherwise` where it was not."""
        with self._lock:
            return self._consents.get(declared_as, otherwise)

    def looked_at(self, promo_number: str, declared_as: Hashable) -> None:
        """A refresh read the number; its diff comes next, before the program declares it."""
        with self._lock:
            self._checks_when_read[promo_number] = self._checks[declared_as]

    def is_planned(self, promo_number: str, declared_as: Hashable) -> bool:
        """Whether a diff of the number, now, can come from the program."""
        with self._lock:
            return self._checks[declared_as] > self._checks_when_read.get(promo_number, 0)

    def goes_on_from(self, name: str, former: str) -> None:
        """The program declares under a name what the state holds under another one."""
        self._facts.put(FORMER_NAME, name, former)

    def former_name(self, name: str) -> str:
        """The name under which the state holds what the program declares under this one; "" for
        the same."""
        return self._facts.get(FORMER_NAME, name) or ""

    def ask_for(self, id_: Hashable, who: Sequence[str]) -> Sequence[str] | None:
        """Notes that `who` asks for an id; the other one that asked for it before, or None."""
        first: Sequence[str] = self._facts.claim(ASKED_FOR, _text(id_), list(who)).value
        return None if list(first) == list(who) else first

    def wants_anew(self, name: str, inputs: Mapping[str, Any]) -> None:
        """The program declares a number of that name, and the engine does not say that the state
        holds one: it holds none, or it is to be replaced. inputs: checked."""
        self._facts.put(WANTED_ANEW, name, record.present(inputs, IDENTIFYING))
        for id_ in inputs.get(record.FORMER_IDS) or ():
            self._facts.put(RENAMED, str(id_), name)
        for former in inputs.get(record.FORMER_NAMES) or ():
            self._facts.put(RENAMED_FROM, str(former), name)

    def renamed_to(self, id_: object) -> str:
        """The name under which the program wants the number anew whose id was made for a name that
        it had; "" for none."""
        return self._facts.get(RENAMED, str(id_)) or ""

    def renamed_from(self, name: str) -> str:
        """The name under which the program wants the number anew that had this one; the same where
        it was not renamed."""
        return self._facts.get(RENAMED_FROM, name) or name

    def is_wanted_anew(self, name: str, declared: Declaration) -> bool:
        """Whether the same kind of number is. declared: what the state says of its number."""
        wanted = self._facts.get(WANTED_ANEW, name) if name else None
        return wanted is not None and is_same_choice(record.unchecked(wanted).declared, declared)

    def leave_for(self, name: str, promo_number: str, where: CampaignRef) -> None:
        """The state lets go of a number, which the next create of that name is to take over."""
        self._facts.put(LEFT_FOR, name, [promo_number, *where])

    def left_for(self, name: str) -> tuple[str, CampaignRef] | None:
        """The number that was left for the create of that name, and where it is."""
        left = self._facts.get(LEFT_FOR, name)
        return (left[0], CampaignRef(*left[1:])) if left else None

    def will_replace(self, promo_number: str) -> None:
        """A diff of the program asks for another number in its place."""
        self._facts.claim(REPLACED, promo_number, True)

    def is_replaced(self, promo_number: str) -> bool:
        return self._facts.get(REPLACED, promo_number) is not None

    # -- who holds what ---------------------------------------------------------------------------

    def claim(self, promo_number: str, who: Hashable = None) -> bool:
        """Marks the number as held. False where something else of this run held it already."""
        claimed = self._facts.claim(HELD, promo_number, _text(who))
        return claimed.is_new or (who is not None and claimed.value == _text(who))

    def holder(self, promo_number: str) -> Hashable | None:
        """Who claimed the number; None where nobody did, or did without a name."""
        return self._facts.get(HELD, promo_number) or None

    def is_held(self, promo_number: str) -> bool:
        return self._facts.get(HELD, promo_number) is not None

    def saw(self, name: str, resource_id: str, outputs: Mapping[str, Any]) -> None:
        """A diff saw that the state holds a number under a name."""
        kept = record.present(outputs, _OF_HELD)
        with self._lock:
            self._seen[name] = (resource_id, kept)

    def seen_as(self, name: str) -> HeldAs | None:
        """The number that a diff of this process saw under a name; None for none."""
        with self._lock:
            seen = self._seen.get(name)
        return HeldAs.of(*seen) if seen else None

    def lets_go(self, purchase: str, most: int) -> bool:
        """Notes that the state lets go of a copy of a purchase that is pending; False where the run
        has let go of as many already."""
        turns = (self._facts.claim(LET_GO, f"{purchase} {turn}", True) for turn in range(most))
        return any(claimed.is_new for claimed in turns)

    # -- what was bought --------------------------------------------------------------------------

    def bought(
        self, promo_number: str, name: str, declared: Declaration, purchased: Purchased
    ) -> None:
        """Notes a purchase of this run. name: as its program has it; the processes of the run know
        by it which number came in place of which."""
        self._facts.put(MADE, name, [promo_number, choice_of(declared)])
        with self._lock:
            self._purchased[promo_number] = purchased

    def purchased(self, promo_number: str) -> Purchased | None:
        """None for a number that this process did not buy."""
        with self._lock:
            return self._purchased.get(promo_number)

    def made_instead(self, promo_number: str, name: str, declared: Declaration) -> tuple[str, bool]:
        """The digits that this run bought under the same name, and whether for the same choice of
        number; "" for none."""
        made, choice = self._facts.get(MADE, name) or ("", "")
        if not name or made in ("", promo_number):
            return "", False
        return made, choice == choice_of(declared)


def is_same_choice(one: Declaration, other: Declaration) -> bool:
    """Whether both ask for the same kind of number, as they do in a forced replacement."""
    return choice_of(one) == choice_of(other)


def choice_of(declared: Declaration) -> str:
    """What chooses a number, as a text: two that are equal ask for the same kind of number."""
    return repr((sorted(declared.create_only().items()), declared.generation))


def _text(key: Hashable) -> str:
    """A name as it is; a key of several parts as one text; "" for none."""
    return key if isinstance(key, str) else json.dumps(key) if key else ""
