"""What the other stacks of a project hold, where only some were asked for.

Owns: where it is looked for (in stacks of the same account; campaign files first, which cost
nothing, then states, also of stacks that only the backend knows), and what could not be looked at.
Must not know: why somebody wants to know.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import typer

from invoca.drift.findings import Managed
from invoca.errors import InvocaError
from invoca.promo_number.models import CampaignRef
from invoca.promo_number.networks import is_anothers

from .project import AccountPlace, Project, place_of, short_name
from .sources import of_file
from .stacks import every_stack, stacks_in_backend
from .state import NoSuchStack, export_state

AT_ONCE = 4  # states: each is an engine
Read = TypeVar("Read")


class Stranger(NamedTuple):
    """A live number whose holder is not known. id: its id_from_network, or ""."""

    promo_number: str
    id: str
    where: CampaignRef


class Neighbours(NamedTuple):
    """holders: the stack that holds or declares each number, by digits. unread: what could not
    be looked at, in words."""

    holders: dict[str, str]
    unread: tuple[str, ...] = ()


class OtherStacks:
    """The stacks of a project beside those that were looked at already: each is placed in its
    account once, and the backend is asked once, however many accounts are compared."""

    def __init__(self, asked: Collection[str], project: Project) -> None:
        """asked: the stacks that were looked at."""
        self._asked = asked
        self._project = project
        self._places: dict[str, AccountPlace | None] = {}

    def holders_of(self, strangers: Collection[Stranger], place: AccountPlace) -> Neighbours:
        """place: the account of `strangers`, as ids and digits are of one account. Never raises for
        what cannot be read."""
        others = [stack for stack in self._known if self._place(stack) == place]
        found: dict[str, str] = {}
        for stack in others:
            path = self._project.existing_campaign_file(stack)
            if path is not None:
                declared = _read(partial(_declared, path))
                found |= _matches(strangers, declared or (), stack)
        left = {stranger for stranger in strangers if stranger.promo_number not in found}
        if not left:
            return Neighbours(found)
        more = _besides([*self._asked, *self._known], self._deployed or ())
        others += [stack for stack in more if self._place(stack) == place]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            read = partial(_held, project=self._project, network=place.network_id)
            states = list(pool.map(lambda stack: _read(partial(read, stack)), others))
        for stack, numbers in zip(others, states, strict=True):
            found |= _matches(left, numbers or (), stack)
        unread = [stack for stack in (*self._known, *more) if self._place(stack) is None]
        unread += [stack for stack, numbers in zip(others, states, strict=True) if numbers is None]
        if self._deployed is None:
            unread.append("stacks without a campaign file here")
        return Neighbours(found, tuple(unread))

    @cached_property
    def _known(self) -> list[str]:
        """Those that are known without the backend, where any are."""
        try:
            return _besides(self._asked, every_stack(self._project))
        except typer.BadParameter:
            return []

    @cached_property
    def _deployed(self) -> Collection[str] | None:
        return stacks_in_backend(self._project)

    def _place(self, stack: str) -> AccountPlace | None:
        """None where it cannot be told."""
        if stack not in self._places:
            self._places[stack] = _read(partial(place_of, stack, self._project))
        return self._places[stack]


def _besides(known: Collection[str], stacks: Collection[str]) -> list[str]:
    names = {short_name(stack) for stack in known}
    return [stack for stack in stacks if short_name(stack) not in names]


def _declared(path: Path) -> tuple[Managed, ...]:
    return of_file(path).numbers


def _held(stack: str, project: Project, network: str) -> tuple[Managed, ...]:
    """What a state holds, but for what it says to be another network's."""
    try:
        state = export_state(stack, project.folder)
    except NoSuchStack:  # what it declares was looked at
        return ()
    return tuple(one for one in state.held()[0] if not is_anothers(one.network, network))


def _read(read: Callable[[], Read]) -> Read | None:
    """None where it cannot be read."""
    try:
        return read()
    except (InvocaError, OSError):
        return None


def _matches(
    strangers: Collection[Stranger], numbers: Collection[Managed], stack: str
) -> dict[str, str]:
    by_digits = {number.promo_number for number in numbers if number.promo_number}
    ids = {id_ for number in numbers if _is_told_by_id(number) for id_ in number.ids}
    places = {(id_, number.where) for number in numbers for id_ in number.ids}
    return {
        one.promo_number: stack
        for one in strangers
        if one.promo_number in by_digits
        or (one.id and (one.id in ids or (one.id, one.where) in places))
    }


def _is_told_by_id(number: Managed) -> bool:
    """Whether its id tells it in any campaign: it was made of its name, or the number is to be
    moved from wherever it is. Another one may have an id that somebody declared."""
    adopts = number.declared is not None and number.declared.adopt is True
    return number.declares_no_id or adopts
