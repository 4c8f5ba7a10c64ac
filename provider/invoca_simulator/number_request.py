"""A request for promo numbers, read and let in: all that the verbs need to act on it."""

from __future__ import annotations

from dataclasses import dataclass

from . import errors
from .account import SimulatedAccount
from .objects import show_number
from .records import EntryOrigin, Event, InvocaAnswer, Json, Parent, StoredNumber, Token
from .storing import looked_up_id

FIRST_ERROR_HANDLE = 1228118400


@dataclass(frozen=True)
class NumberRequest:
    """`key` is a number's digits, or its id where `by_id`; empty for a list or a POST."""

    account: SimulatedAccount
    token: Token
    parent: Parent
    version: str
    by_id: bool
    key: str
    body: Json
    origin: EntryOrigin

    def named(self) -> list[StoredNumber]:
        """Every number of that key, in whatever campaign, live ones first."""
        numbers = self.account.state.numbers
        if self.by_id:
            return numbers.by_id(looked_up_id(self.key, self.account.knobs))
        return numbers.by_digits(self.key)

    def live(self) -> StoredNumber | None:
        for number in self.named():
            if number.parent == self.parent and not number.released:
                return number
        return None

    def show(self, status: int, number: StoredNumber) -> InvocaAnswer:
        return InvocaAnswer(status, show_number(number, self.version, self.account))

    def not_found(self) -> InvocaAnswer:
        return errors.number_not_found(self.parent, self.key)

    def server_error(self) -> InvocaAnswer:
        return errors.server_error(FIRST_ERROR_HANDLE + (self.origin.call or 0))

    def record(self, event: Event, number: StoredNumber, *, before: StoredNumber | None) -> None:
        """Writes the ledger, and hides the write from readers where a knob says so."""
        account, knobs = self.account, self.account.knobs
        account.state.ledger.add(event, number, self.origin)
        if knobs.read_after_write == "lag":
            account.reads.wrote(number, before, knobs.read_lag)
        reads = knobs.list_lag if knobs.list_answer == "eventual" else 0
        account.lists.wrote(number, before, reads, knobs.list_lag_seconds)
        account.gets.wrote(number, before, 0, knobs.get_lag_seconds)
