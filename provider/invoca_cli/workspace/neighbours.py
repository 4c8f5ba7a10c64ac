"""What the other stacks of a project hold, where only some were asked for.

Owns: where it is looked for (in stacks of the same account; campaign files first, which cost
nothing, then states, also of stacks that only the backend knows), and what could not be looked at.
Must not know: why somebody wants to know.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import typer

from invoca.drift.findings import Managed
from invoca.errors import InvocaError
from invoca.promo_number.models import CampaignRef

from .project import AccountPlace, Project, place_of, short_name
from .sources import of_file
from .stacks import every_stack, stacks_in_backend
from .state import NoSuchStack, export_state

AT_ONCE = 4  # states: each is an engine


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


def holders_of(
    strangers: Collection[Stranger], asked: Collection[str], project: Project, place: AccountPlace
) -> Neighbours:
    """place: the account of `strangers`, as ids and digits are of one account. asked: the stacks
    that were looked at already. Never raises for what cannot be read."""
    unread: list[str] = []

    def of_this_account(stack: str) -> bool:
        try:
            return place_of(stack, project) == place
        except (InvocaError, OSError):
            unread.append(stack)
            return False

    try:
        every = _besides(asked, every_stack(project))
    except typer.BadParameter:
        every = []
    others = [*filter(of_this_account, every)]
    found: dict[str, str] = {}
    for stack in others:
        path = project.existing_campaign_file(stack)
        if path is not None:
            declared = _read(partial(_declared, path))
            found |= _matches(strangers, declared or (), stack)
    left = {stranger for stranger in strangers if stranger.promo_number not in found}
    if not left:
        return Neighbours(found)
    deployed = stacks_in_backend(project)
    others += filter(of_this_account, _besides([*asked, *every], deployed or ()))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        read = partial(_held, project=project, network=place.network_id)
        states = list(pool.map(lambda stack: _read(partial(read, stack)), others))
    for stack, numbers in zip(others, states, strict=True):
        found |= _matches(left, numbers or (), stack)
    unread += [stack for stack, numbers in zip(others, states, strict=True) if numbers is None]
    if deployed is None:
        unread.append("stacks without a campaign file here")
    return Neighbours(found, tuple(unread))


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
    return tuple(one for one in state.held()[0] if one.network in ("", network))


def _read(read: Callable[[], tuple[Managed, ...]]) -> tuple[Managed, ...] | None:
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
