"""Which of the numbers that a plan would create are live already.

Owns: how a number that is to be created is looked for, as `lifecycle` does before it buys, but
reading only: one list call a campaign, and a GET for each number that no list shows.
Must not know: plans, or how they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import NamedTuple

from ..at_once import PARALLEL, AtOnce
from ..client import Client
from ..client.lookup import first_live
from ..errors import InvocaError
from ..lifecycle.refusals import not_bought_beside, not_certainly_ours, nothing_to_adopt
from ..promo_number.comparison import Difference, differences
from ..promo_number.models import CampaignRef, Declaration, PromoNumber


class Wanted(NamedTuple):
    """A number that is to be created.

    id_is_generated: whoever carries its id is ours. hidden: declared fields ("description",
    "custom_data.notes") whose values nobody knows here, so that they are not compared.
    former_ids: made from the names that it had before.
    """

    declared: Declaration
    id_is_generated: bool
    hidden: frozenset[str] = frozenset()
    former_ids: tuple[str, ...] = ()


class Answer(NamedTuple):
    """live: the number that would be taken over; None where one would be bought.

    changes: what taking it over changes. refused: creating it would fail, and why. error: it could
    not be looked up.
    """

    live: PromoNumber | None = None
    changes: tuple[Difference, ...] = ()
    refused: InvocaError | None = None
    error: InvocaError | None = None


def look_up(
    wanted: Sequence[Wanted],
    client: Client,
    *,
    held: AbstractSet[str] = frozenset(),
    parallel: int = PARALLEL,
    tell: Callable[[str], None] = lambda text: None,
) -> list[Answer]:
    """An answer for each of `wanted`, in their order.

    held: the digits that resources of the same plan hold. Never raises for what Invoca answers.
    """
    with AtOnce(parallel) as at_once:
        tell("looking for numbers that are live already")
        search = _Search(client, held)
        campaigns = dict.fromkeys(item.declared.campaign for item in wanted)
        for where, listed in at_once.each(search.live_in, campaigns):
            search.note(where, listed)
        found = at_once.each(search.answer, wanted)
        return [_as_answer(answer) for _, answer in found]


class _Search:
    """Looks numbers up in one account."""

    def __init__(self, client: Client, held: AbstractSet[str]) -> None:
        self._client = client
        self._held = held
        self._lists: dict[CampaignRef, dict[str, PromoNumber] | InvocaError] = {}
        self._by_id: dict[tuple[CampaignRef, str], PromoNumber] = {}

    def live_in(self, where: CampaignRef) -> dict[str, PromoNumber]:
        listed = self._client.list(where)
        return {live.promo_number: live for live in listed if not live.is_released}

    def note(self, where: CampaignRef, listed: dict[str, PromoNumber] | InvocaError) -> None:
        self._lists[where] = listed
        for live in () if isinstance(listed, InvocaError) else listed.values():
            if live.id_from_network:
                self._by_id[where, live.id_from_network] = live

    def answer(self, item: Wanted) -> Answer:
        listed = self._lists[item.declared.campaign]
        if isinstance(listed, InvocaError):
            return Answer(error=listed)
        if item.declared.id_assigned_by == "invoca" and not isinstance(item.declared.adopt, str):
            return self._lookalike(item, listed.values())
        live = self._find(item, listed)
        if live is None:
            if item.declared.adopt:
                return Answer(refused=nothing_to_adopt(item.declared, "it is not there"))
            return Answer()
        changes = _known_differences(item, live)
        if changes and not (item.declared.adopt or item.id_is_generated):
            return Answer(refused=not_certainly_ours(item.declared, live, changes))
        return Answer(live, tuple(changes))

    def _find(self, item: Wanted, listed: Mapping[str, PromoNumber]) -> PromoNumber | None:
        """The number that creating would find; a list may be cut, or lag behind."""
        where, adopted = item.declared.campaign, item.declared.adopt
        if isinstance(adopted, str):
            return listed.get(adopted) or first_live([partial(self._client.get, where, adopted)])
        for id_ in (str(item.declared.id_from_network), *item.former_ids):
            live = self._by_id.get((where, id_))
            live = live or first_live([partial(self._client.get_by_id, where, id_)])
            if live is not None:
                return live
        return None

    def _lookalike(self, item: Wanted, listed: Iterable[PromoNumber]) -> Answer:
        """Where Invoca picks the id, a number that looks the same is never bought beside."""
        for live in listed:
            if live.promo_number in self._held or item.hidden:
                continue
            if not differences(item.declared, live):
                return Answer(refused=not_bought_beside(item.declared, [live]))
        return Answer()


def _as_answer(answer: Answer | InvocaError) -> Answer:
    return Answer(error=answer) if isinstance(answer, InvocaError) else answer


def _known_differences(item: Wanted, live: PromoNumber) -> list[Difference]:
    return [one for one in differences(item.declared, live) if one.field not in item.hidden]
