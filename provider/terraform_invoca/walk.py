"""What one walk of the engine has shown: the numbers in its states, and what is planned for them.

Owns: the facts that no single call tells, because an engine never says at which address it is.
Decides nothing. A walk is a plan, or an apply. It has a provider process for each provider block:
they know together what is declared, kept, wanted and let go of.
"""

from __future__ import annotations

import contextlib
import itertools
import secrets
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from invoca.promo_number import record
from invoca.run_facts import RunFacts

# The kinds of facts that the processes of a walk share. Of a name: what stays where it is, and as
# which key; what is to be made or taken over, and by whom; what is to be released. Of the name of
# a key: that another number gets the key. Of digits: what this walk, an apply, has made.
DECLARED, KEPT, WANTED, LEFT, DONE = "declared", "kept", "wanted", "left", "done"
REKEYED, TOLD = "rekeyed", "told"
# Of an account: that a number of it, it is not known yet which, is to be taken over, by whom; and
# that one of it is to be released.
ADOPTED_LATE, RELEASES = "adopted late", "releases"
# Of all walks of an engine. Of a key: what a state holds in whose place something is to be made. Of
# digits: that their resource asks for another number; that a plan did not know whether it does.
REPLACED, GIVEN_UP, OPEN = "replaced", "given up", "open"
# Of a name: that a plan knew what is asked for by it.
FORETOLD = "foretold"


class StateNumber(NamedTuple):
    """A number of a state, or a purchase that is pending. key, outputs: as the state holds it."""

    key: str
    outputs: Mapping[str, Any]

    @property
    def promo_number(self) -> str:
        """Its digits; "" while its purchase is pending."""
        return str(self.outputs.get("promo_number") or "")

    @property
    def resource_id(self) -> str:
        """Its digits, or what stands for them."""
        return self.promo_number or record.pending_id(self.outputs)

    @property
    def names(self) -> frozenset[str]:
        """What tells it from others: its digits, once there are some, and its ids."""
        told = ("promo_number", "id_from_network", record.DECLARED_ID)
        return frozenset(str(self.outputs[name]) for name in told if self.outputs.get(name))

    @property
    def pending_since(self) -> float | None:
        """Seconds since the epoch; None where its purchase is not pending."""
        return record.seconds(self.outputs.get(record.PENDING_SINCE))


class Walk:
    """The facts of one walk. Safe to share between threads.

    facts: what its processes know together. of_engine: what the walks of an engine do, the plan and
    the apply after it. account: whose numbers are meant. block: the account and the namespace, in
    which a key means one number.
    """

    def __init__(self, facts: RunFacts, of_engine: RunFacts, account: str, block: str) -> None:
        self._facts = facts
        self._of_engine = of_engine
        self._account = account
        self._block = block
        self._name = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._held: dict[str, StateNumber] = {}  # by key
        self._seen: defaultdict[str, set[str]] = defaultdict(set)  # digits, by key
        self._named: set[str] = set()
        self._imported: set[str] = set()  # digits
        self._pending: dict[str, StateNumber] = {}  # by key
        self._handed_on: dict[str, Mapping[str, Any]] = {}  # by key

    # -- what states hold --------------------------------------------------------------------------

    def seen(self, held: StateNumber) -> None:
        """A state holds a number under its key."""
        with self._lock:
            self._held[held.key] = held
            self._seen[held.key].add(held.promo_number)
            if not held.promo_number:
                self._pending[held.key] = held
            elif held.key in self._pending:
                del self._pending[held.key]

    def held(self, key: str) -> StateNumber | None:
        """What a state holds under the key, until it is let go of."""
        with self._lock:
            return self._held.get(key)

    def held_as(self, promo_number: str) -> StateNumber | None:
        """What a state holds of a number, until it is let go of."""
        with self._lock:
            known = (one for one in self._held.values() if one.promo_number == promo_number)
            return next(known, None)

    def held_pending(self, keys: Iterable[str], names: Collection[str] = ()) -> StateNumber | None:
        """What a state holds of a purchase that is pending, under one of these keys, or of one of
        these ids; None for nothing."""
        with self._lock:
            by_key = (self._pending[key] for key in keys if key in self._pending)
            by_id = (one for one in self._pending.values() if not one.names.isdisjoint(names))
            return next(itertools.chain(by_key, by_id), None)

    def was_seen(self, promo_number: str) -> bool:
        """Whether a state holds a number, or did when this walk began; not one that is gone."""
        with self._lock:
            return any(promo_number in digits for digits in self._seen.values())

    def seen_as(self, key: str) -> list[str]:
        """The numbers that states hold under a key. Two: what a replacement made, and what it left
        behind when it was interrupted."""
        with self._lock:
            return sorted(filter(None, self._seen.get(key, ())))

    def imports(self, promo_number: str) -> None:
        """The walk takes a number into the state, which need not hold it yet."""
        with self._lock:
            self._imported.add(promo_number)

    def is_held_twice(self, held: StateNumber) -> bool:
        """Whether two objects of a state, as it was before this walk, are seen to hold a number."""
        digits = held.promo_number
        with self._lock:
            if digits in self._imported:
                return False
            beside = any(digits in seen for key, seen in self._seen.items() if key != held.key)
        stays = self._is_any((KEPT,), [digits])
        return bool(digits) and (beside or (stays and self._is_any((LEFT,), [digits])))

    def let_go(self, key: str) -> None:
        """The number of a key was released."""
        with self._lock:
            self._held.pop(key, None)

    def gone(self, held: StateNumber) -> None:
        """What a state holds is live no more: the engine forgets it."""
        with self._lock:
            self._seen[held.key].discard(held.promo_number)
            for known in (self._held, self._pending):
                if held.key in known and known[held.key].resource_id == held.resource_id:
                    del known[held.key]

    # -- what a person was told --------------------------------------------------------------------

    def tells(self, text: str) -> bool:
        """Notes that a failure of the whole walk is reported; False where it was before."""
        return self._facts.claim(TOLD, text, True).is_new

    # -- what the configuration declares -----------------------------------------------------------

    def declares(self, key: str, as_: Mapping[str, str], promo_number: str = "") -> bool:
        """Notes that the configuration declares a key; False where it did so before.

        promo_number: what the state holds for it; "" for nothing. as_: what it declares, as far as
        that is known. Where -target left a block out of the plan, the apply cannot be told from it,
        and declares the same again, of which it knows more.
        """
        mine = [self._name, as_, promo_number]
        first = self._facts.claim(DECLARED, self._of_block(key), mine)
        if first.is_new:
            return True
        name, declared, _ = first.value
        is_same = all(as_.get(one) == value for one, value in declared.items())
        return name != self._name and is_same and not self._facts.has_company

    def is_declared_for(self, key: str, promo_number: str) -> bool:
        """Whether the state holds a number for what declared a key first, too."""
        with self._lock:
            if not promo_number or promo_number in self._imported:
                return False
        first = self._facts.get(DECLARED, self._of_block(key))
        return bool(first) and first[2] == promo_number

    def keeps(self, names: Collection[str], key: str) -> bool:
        """A number stays with its resource, which has this key now. False where the walk lets go of
        it, or wants it, elsewhere."""
        with self._facts.alone():
            self._note(KEPT, names, key)
            return not self._is_any((LEFT, WANTED), names)

    def rekeys(self, as_key: str) -> bool:
        """A number that stays gets a key that it did not have. False where the walk lets go of the
        number that has the key."""
        with self._facts.alone():
            self._note(REKEYED, [as_key])
            return not self._is_any((LEFT,), [as_key])

    def is_rekeyed(self, as_key: str) -> bool:
        """Whether the key of a number goes to another one, as far as this walk has come."""
        return self._is_any((REKEYED,), [as_key])

    def keeper(self, names: Collection[str]) -> str:
        """The key of what keeps a number of one of these names; "" for nothing."""
        return str(self._first(KEPT, names) or "")

    def asker(self, names: Collection[str]) -> str:
        """The key of what asks for a number of one of these names; "" for nothing."""
        _, key = self._first(WANTED, names) or ("", "")
        return str(key)

    def as_key(self, key: str, choice: str) -> str:
        """A name for the number of a key and kind. choice: what chooses it."""
        return f"{self._of_block(key)} as {choice}"

    def asks(self, key: str, names: Collection[str]) -> bool:
        """The number of a key is to be made, or taken over, by one of these names. False where one
        of them is another key's already."""
        with self._facts.alone():
            who = [self._block, key]
            first = [self._facts.claim(WANTED, self._of_account(one), who) for one in names]
            return all(one.value == who for one in first)

    def wants(self, names: Collection[str], own: Collection[str] = ()) -> bool:
        """What is asked for by one of these names is free. False where the walk lets go of it, or
        keeps it, elsewhere. own: the names of the number that it replaces by itself."""
        with self._facts.alone():
            self._note(KEPT, own, False)
            return not self._is_any((LEFT, KEPT), names)

    def leaves(self, held: StateNumber, *as_key: str) -> bool:
        """The state lets go of a number. False where the walk keeps or wants it elsewhere. as_key:
        what a new number of its key and kind is wanted as, whatever its id is by now; nothing where
        its own resource asks for another one."""
        with self._facts.alone():
            if self.is_made(held):
                return True
            names = [*held.names, *as_key]
            self._note(LEFT, names)
            return not self._is_any((KEPT, WANTED), names)

    def adopts_late(self, key: str) -> bool:
        """A key takes over a number by digits that are not known yet. False where the walk lets go
        of one: it may be that one."""
        with self._facts.alone():
            self._note(ADOPTED_LATE, [""], key)
            return not self._is_any((RELEASES,), [""])

    def releases(self) -> str:
        """The walk lets go of a number, whichever. The key of what may adopt it; "" for none."""
        with self._facts.alone():
            self._note(RELEASES, [""])
            return str(self._first(ADOPTED_LATE, [""]) or "")

    def gives_up(self, held: StateNumber) -> None:
        """The resource of a number asks for another one. The later walks of this engine know it
        too: nothing else tells an apply, where the other one is there before this one is released,
        that it is not replaced by force."""
        self._of_engine.put(GIVEN_UP, self._of_account(held.promo_number), True)

    def is_given_up(self, held: StateNumber) -> bool:
        return self._of_engine.get(GIVEN_UP, self._of_account(held.promo_number)) is not None

    def leaves_open(self, held: StateNumber) -> None:
        """A plan does not know yet whether the resource of a number asks for another one. The apply
        after it does, and has to keep to what was planned."""
        self._of_engine.put(OPEN, self._of_account(held.promo_number), True)

    def was_left_open(self, held: StateNumber) -> bool:
        return self._of_engine.get(OPEN, self._of_account(held.promo_number)) is not None

    def foretells(self, names: Iterable[str]) -> None:
        """A plan knows these names of what is to be made; the apply after it may know more."""
        for name in names:
            self._of_engine.put(FORETOLD, name, True)

    def was_foretold(self, names: Iterable[str]) -> bool:
        return any(self._of_engine.get(FORETOLD, name) is not None for name in names)

    def is_kept(self, held: StateNumber) -> bool:
        """Whether a number stays with a resource, as far as this walk has come."""
        return self._is_any((KEPT,), [held.promo_number])

    def replaces(self, key: str, replaced: StateNumber) -> None:
        """What is to be made under a key goes on with what a state holds. The later walks of this
        engine know it too: nothing else tells an apply, where the successor is created before the
        state lets go of that."""
        self._of_engine.put(REPLACED, self._of_block(key), replaced)

    def replaced_by(self, key: str) -> StateNumber | None:
        """What is replaced by what is made under a key; None for nothing."""
        replaced = self._of_engine.get(REPLACED, self._of_block(key))
        return None if replaced is None else StateNumber(*replaced)

    def is_replaced(self, held: StateNumber) -> bool:
        """Whether something is to be made that goes on with what a state lets go of."""
        replaced = (
            StateNumber(*one)
            for name, one in self._of_engine.all(REPLACED).items()
            if one is not None and name.startswith(self._of_block(""))
        )
        who = (held.key, held.resource_id)
        return any((one.key, one.resource_id) == who for one in replaced)

    def settled(self, key: str) -> None:
        """What is made under a key goes on with nothing any more."""
        replaced = self.replaced_by(key)
        if replaced is not None:
            self._facts.put(DONE, _purchase(self._of_block(replaced.key)), True)
            self._of_engine.put(REPLACED, self._of_block(key), None)

    def hands_on(self, key: str, prior: Mapping[str, Any]) -> None:
        """The state has let go of a purchase that is pending: only what goes on with it, under this
        key, can say so now. prior: the attributes that the state held."""
        with self._lock:
            self._handed_on[key] = prior

    def handed_on(self, key: str) -> Mapping[str, Any] | None:
        """The attributes of what the state has let go of; None where it holds them still."""
        with self._lock:
            return self._handed_on.get(key)

    def made(self, promo_number: str) -> None:
        """This walk, an apply, bought a number or took it over."""
        self._note(DONE, [promo_number])

    def is_made(self, held: StateNumber) -> bool:
        """Whether what a state lets go of is what this walk has just taken over, or a purchase that
        it has settled."""
        if held.promo_number:
            return self._is_any((DONE,), [held.promo_number])
        return self._facts.get(DONE, _purchase(self._of_block(held.key))) is not None

    @contextlib.contextmanager
    def names(self) -> Iterator[set[str]]:
        """The keys that this walk has given out; for whoever gives one out."""
        with self._lock:
            yield self._named

    # -- facts -------------------------------------------------------------------------------------

    def _note(self, kind: str, names: Iterable[str], value: bool | str = True) -> None:
        for name in names:
            self._facts.put(kind, self._of_account(name), value)

    def _is_any(self, kinds: Iterable[str], names: Collection[str]) -> bool:
        return any(self._first(kind, names) for kind in kinds)

    def _first(self, kind: str, names: Collection[str]) -> Any:
        """What is noted of the first of these names of which anything is; None for nothing."""
        noted = (self._facts.get(kind, self._of_account(one)) for one in names)
        return next(filter(None, noted), None)

    def _of_account(self, name: str) -> str:
        return f"{self._account} {name}"

    def _of_block(self, key: str) -> str:
        return f"{self._block} {key}"


def _purchase(of: str) -> str:
    return f"purchase of {of}"
