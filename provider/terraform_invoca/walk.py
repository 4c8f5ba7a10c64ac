"""What one walk of the engine has shown: the numbers in its states, and what is planned for them.

Owns: the facts that no single call tells, because an engine never says at which address it is.
Decides nothing. A walk is a plan, or an apply. It has a provider process for each provider block:
they know together what is declared, kept, wanted and let go of.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from invoca.run_facts import RunFacts

# The kinds of facts that the processes of a walk share. Of a name: what stays where it is, what is
# to be made or taken over, what is to be released. Of digits: what this walk, an apply, has made.
DECLARED, KEPT, WANTED, LEFT, DONE = "declared", "kept", "wanted", "left", "done"
TOLD = "told"


class StateNumber(NamedTuple):
    """A number of a state. resource_id: its digits; or what stands for them while its purchase is
    pending, and promo_number is "". names: what tells it from others, its digits and its ids."""

    promo_number: str
    resource_id: str
    names: frozenset[str]
    outputs: Mapping[str, Any]


class Walk:
    """The facts of one walk. Safe to share between threads.

    facts: what its processes know together. account: whose numbers are meant. block: the account
    and the namespace, in which a key means one number.
    """

    def __init__(self, facts: RunFacts, account: str, block: str) -> None:
        self._facts = facts
        self._account = account
        self._block = block
        self._name = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._held: dict[str, StateNumber] = {}  # by key
        self._seen: defaultdict[str, set[str]] = defaultdict(set)  # digits, by key
        self._named: set[str] = set()
        self._pending: dict[str, float] = {}  # by key: since when

    # -- what states hold --------------------------------------------------------------------------

    def seen(self, key: str, held: StateNumber) -> None:
        """A state holds a number under a key."""
        with self._lock:
            self._held[key] = held
            self._seen[key].add(held.promo_number)

    def held(self, key: str) -> StateNumber | None:
        """What a state holds under the key, until it is let go of."""
        with self._lock:
            return self._held.get(key)

    def was_seen(self, promo_number: str) -> bool:
        """Whether a state holds a number, or did when this walk began."""
        with self._lock:
            return any(promo_number in digits for digits in self._seen.values())

    def seen_as(self, key: str) -> list[str]:
        """The numbers that states hold under a key. Two: what a replacement made, and what it left
        behind when it was interrupted."""
        with self._lock:
            return sorted(filter(None, self._seen.get(key, ())))

    def let_go(self, key: str) -> None:
        """The number of a key was released."""
        with self._lock:
            self._held.pop(key, None)

    # -- what a person was told --------------------------------------------------------------------

    def tells(self, text: str) -> bool:
        """Notes that a failure of the whole walk is reported; False where it was before."""
        return self._facts.settle(TOLD, text, True).is_new

    # -- what the configuration declares -----------------------------------------------------------

    def declares(self, key: str, as_: str) -> bool:
        """Notes that the configuration declares a key; False where it did so before.

        as_: what it declares. Where -target left a block out of the plan, the apply cannot be told
        from it, and declares the same again.
        """
        first = self._facts.settle(DECLARED, self._of_block(key), [self._name, as_])
        if first.is_new:
            return True
        name, declared = first.value
        return name != self._name and declared == as_ and not self._facts.has_company

    def keeps(self, names: Collection[str]) -> bool:
        """A number stays with its resource. False where the walk lets go of it, or wants it,
        elsewhere."""
        with self._facts.alone():
            self._note(KEPT, names)
            return not self._is_any((LEFT, WANTED), names)

    def asks(self, key: str, names: Collection[str]) -> bool:
        """The number of a key is to be made, or taken over, by one of these names. False where one
        of them is another key's already."""
        with self._facts.alone():
            who = self._of_block(key)
            first = [self._facts.settle(WANTED, self._of_account(one), who) for one in names]
            return all(one.value == who for one in first)

    def wants(self, names: Collection[str], own: Collection[str] = ()) -> bool:
        """What is asked for by one of these names is free. False where the walk lets go of it, or
        keeps it, elsewhere. own: the names of the number that it replaces by itself."""
        with self._facts.alone():
            self._note(KEPT, own, False)
            return not self._is_any((LEFT, KEPT), names)

    def leaves(self, names: Collection[str]) -> bool:
        """The state lets go of a number. False where the walk keeps or wants it elsewhere."""
        with self._facts.alone():
            if self._is_any((DONE,), names):
                return True
            self._note(LEFT, names)
            return not self._is_any((KEPT, WANTED), names)

    def pends(self, key: str, since: float) -> None:
        """The purchase for a key was sent by an earlier run, and nobody knows what became of it.
        since: seconds since the epoch."""
        with self._lock:
            self._pending[key] = since

    def pending_since(self, key: str) -> float | None:
        """Seconds since the epoch; None where no purchase for the key is pending."""
        with self._lock:
            return self._pending.get(key)

    def made(self, promo_number: str) -> None:
        """This walk, an apply, bought a number or took it over."""
        self._note(DONE, [promo_number])

    def is_made(self, promo_number: str) -> bool:
        """Whether what a state lets go of is what this walk has just taken over."""
        return self._is_any((DONE,), [promo_number])

    @contextlib.contextmanager
    def names(self) -> Iterator[set[str]]:
        """The keys that this walk has given out; for whoever gives one out."""
        with self._lock:
            yield self._named

    # -- facts -------------------------------------------------------------------------------------

    def _note(self, kind: str, names: Iterable[str], value: bool = True) -> None:
        for name in names:
            self._facts.put(kind, self._of_account(name), value)

    def _is_any(self, kinds: Iterable[str], names: Collection[str]) -> bool:
        return any(self._facts.get(kind, self._of_account(one)) for kind in kinds for one in names)

    def _of_account(self, name: str) -> str:
        return f"{self._account} {name}"

    def _of_block(self, key: str) -> str:
        return f"{self._block} {key}"
