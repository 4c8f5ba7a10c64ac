"""Two people who keep a campaign file each, and speak with one another.

Owns: what the messages of two stacks ask for, and how a number that both hold gets one holder. Must
not know: what is judged.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tests.crash.histories import steps
from tests.crash.histories.judge import Judge
from tests.crash.histories.person import Person, place
from tests.crash.histories.program import Entry, Holding, Program
from tests.crash.histories.two_stacks import OneOfTwo

_STACK_HOLDS = re.compile(
    r"taking over (\d{10}), which already has id '([^']*)' in [^:]*: another stack holds it, as "
    r"'[^/']*/([^']*)'"
)
_ADOPTING = re.compile(r"adopting (\d{10}) in ")
_IS_PROTECTED = re.compile(r"([a-z]+) cannot be deleted because it is protected")
_UNKNOWN = -1  # the lineage of a number that nobody knows any more
_HELD_HERE = re.compile(r"taking over (\d{10}) for '[^']*': '([a-z]+)' holds it already")
_IS_SPENT = re.compile(
    r"looking for id '([^']+)' in [^:]*: .*declare another id_from_network to buy"
)
_GIVE_ANOTHER = re.compile(r"give one of the two another id_from_network than '([^']+)'")


class OneOfTwoPersons(Person):
    """Who keeps one of the files, and speaks with who keeps the other."""

    other: OneOfTwoPersons

    def __init__(self, engine: OneOfTwo, program: Program, judge: Judge) -> None:
        super().__init__(engine, program, judge)
        self.known: dict[object, Entry] = {}  # by lineage, as it was declared last
        self.cut: dict[str, Entry] = {}  # by name, what was pasted in the other file as another's

    def remember(self) -> None:
        self.known |= {entry.lineage: entry for entry in self.program.entries.values()}

    def settle_holders(self) -> None:
        """A number has one holder: whose file names it, or for whom it was bought."""
        theirs = {one.digits: one for one in self.other.staying()}
        for mine in self.staying():
            if mine.digits in theirs:
                loser = self if self._wants_less(mine, theirs[mine.digits]) else self.other
                loser.let_go(mine.digits)

    def staying(self) -> list[Holding]:
        held = self.engine.holdings()
        return [one for one in held if not (one.is_leaving or one.is_pending)]

    def _wants_less(self, mine: Holding, theirs: Holding) -> bool:
        return self.claim_to(mine) < self.other.claim_to(theirs)

    def claim_to(self, holding: Holding) -> int:
        entry = self.declared_as(holding.name)
        if entry is None:
            return 0
        if entry.adopt == holding.digits:
            return 3
        return 2 if self._is_of(entry, holding.digits) else 1

    def declared_as(self, name: str) -> Entry | None:
        """By the name that the state has."""
        entries = self.program.entries.items()
        return next((one for new, one in entries if name in (new, *one.was)), None)

    def let_go(self, digits: str) -> None:
        """Its state and its file are to know nothing of a number."""
        names = {one.name for one in self.engine.holdings() if one.digits == digits}
        for new, entry in list(self.program.entries.items()):
            if names & {new, *entry.was}:
                self._take_out(new)
        self.engine.forget(digits)

    def _take_out(self, name: str) -> None:
        del self.program.entries[name]
        if not self.program.entries:
            self.program.edit(steps.Add("zoe"), {}, {})

    def _is_of(self, entry: Entry, digits: str) -> bool:
        need = self.judge.need_of(digits)
        return need is not None and need[0] == entry.lineage

    def entry_of_number(self, digits: str) -> str | None:
        """The name of the entry that a number was bought for."""
        entries = self.program.entries.items()
        return next((name for name, one in entries if self._is_of(one, digits)), None)

    def _entry_of(self, digits: str) -> Entry | None:
        return super()._entry_of(digits) or Person._entry_of(self.other, digits)

    def _do_what_is_asked_for(self, text: str) -> None:
        self._keep_ids_apart(text)
        self._give_other_ids(text)
        self._say_which_it_is(text)
        super()._do_what_is_asked_for(text)
        for digits in set(_ADOPTING.findall(text)):
            self._look_where_it_is(digits)
        for digits, id_, _ in _STACK_HOLDS.findall(text):
            self._take_from_the_other(digits, id_)
        for name in _IS_PROTECTED.findall(text):
            self._settle_undeclared(name)

    def _keep_ids_apart(self, text: str) -> None:
        """An id that the other stack holds is not this one's, whatever the account says of it."""
        theirs = [self.other.declared_as(one.name) for one in self.other.staying()]
        ids = {one.own_id for one in theirs if one is not None}
        for name, entry in list(self.program.entries.items()):
            if not entry.own_id or entry.own_id not in ids or f"'{entry.own_id}'" not in text:
                continue
            if not any(self.declared_as(one.name) is entry for one in self.staying()):
                self.program.entries[name] = replace(entry, own_id=_another(entry))

    def _give_other_ids(self, text: str) -> None:
        """To what asks for an id that another entry's number has, or a released one had."""
        held = [self.declared_as(one.name) for one in self.staying()]
        for id_ in {*_GIVE_ANOTHER.findall(text), *_IS_SPENT.findall(text)}:
            for name, entry in list(self.program.entries.items()):
                is_it = entry.own_id is not None and entry.own_id.lower() in id_.lower()
                if is_it and entry not in held:
                    new = replace(entry, own_id=_another(entry), adopt=None)
                    self.program.entries[name] = new

    def _say_which_it_is(self, text: str) -> None:
        """Of an entry that adopts what another name of its own stack holds: that was renamed, if
        nobody declares it."""
        for digits, holder in set(_HELD_HERE.findall(text)):
            for name, entry in list(self.program.entries.items()):
                if entry.adopt != digits or name == holder:
                    continue
                if holder not in self.program.names:
                    self.program.entries[name] = replace(entry, was=(holder,))
                else:
                    unnamed = replace(entry, adopt=None)
                    self.program.entries[name] = self.program.renewed(unnamed, None)

    def _look_where_it_is(self, digits: str) -> None:
        """Of a number that is to be adopted."""
        live = {str(one["promo_number"]): one for one in self.account.numbers()}
        for name, entry in list(self.program.entries.items()):
            if entry.adopt == digits and digits not in live:
                self.program.entries[name] = replace(entry, adopt=None)
            elif entry.adopt == digits:
                _, campaign, affiliate = place(live[digits])
                there = replace(entry, campaign=campaign, affiliate=bool(affiliate))
                self.program.entries[name] = there

    def _take_from_the_other(self, digits: str, id_: str) -> None:
        """Removed from the other's file and state, and named here; or it is another number."""
        asked = id_.lower()
        for name, entry in list(self.program.entries.items()):
            names = [f"{one}-" for one in (name, *entry.was)]
            if entry.own_id:
                names = [entry.own_id.lower()]
            elif re.search(r"(^|-)own-|(^|-)otherx*-\d+-id", asked):
                continue
            if not any(asked.endswith(one) if entry.own_id else one in asked for one in names):
                continue
            if self._is_of(entry, digits) and self.other.entry_of_number(digits) is None:
                self.other.let_go(digits)
                self.program.entries[name] = replace(entry, adopt=digits)
            elif entry.own_id:
                self.program.entries[name] = replace(entry, own_id=_another(entry))
            else:
                self.program.entries[name] = self.program.renewed(entry, None)

    def _declare_again(self, name: str, digits: str) -> None:
        live = {str(one["promo_number"]): one for one in self.account.numbers()}
        if digits not in live:
            self.engine.forget(digits)
            return
        lineage, generation, area, own_id = self.judge.need_of(digits) or (0, 1, None, None)
        was = (self.known | self.other.known).get(lineage, Entry(_UNKNOWN, description="again"))
        again = replace(was, generation=generation, area=area, own_id=own_id, was=(), protect=None)
        self.program.entries[name] = replace(again, adopt=digits)
        self._look_where_it_is(digits)

    def _settle_undeclared(self, name: str) -> None:
        """A number stays protected in the state, and its entry is not in the file."""
        held = {one.name: one for one in self.engine.holdings() if not one.is_leaving}
        if name not in held or name in self.program.names:
            return
        digits = held[name].digits
        theirs = self.other.entry_of_number(digits)
        if digits not in {one["promo_number"] for one in self.account.numbers()}:
            self.engine.forget(digits)
        elif theirs is not None:  # it was meant to go there
            entry = self.other.program.entries[theirs]
            if digits not in {one.digits for one in self.other.staying()}:
                self.other.program.entries[theirs] = replace(entry, adopt=digits)
            self.engine.forget(digits)
        elif name in self.cut:  # it was not to go at all
            self.program.entries[name] = self.cut.pop(name)
        elif digits in {one.digits for one in self.other.staying()}:
            self.engine.forget(digits)
        else:  # nobody else has it
            self._declare_again(name, digits)


def _another(entry: Entry) -> str:
    """An id of its own that no other one is a part of."""
    again = str(entry.own_id).partition("-")[0] if str(entry.own_id).startswith("other") else ""
    return f"{again + 'x' if again else 'other'}-{entry.lineage}-id"
