"""Who holds a number that was located, as far as this run, and the states that it may ask, know.

Owns: which of these is asked, and when: states only where it matters. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from .. import next_steps as step
from ..promo_number.decide import ANOTHER, Holders, ReleaseFacts, Wanted, place_of
from ..promo_number.declaring import ids_made_for
from ..promo_number.identity import Declarer, was_made_for
from ..promo_number.locate import Locator
from ..promo_number.located import Located, Place
from ..promo_number.models import CampaignRef, Declaration, PromoNumber
from ..promo_number.networks import another_networks
from ..promo_number.refusals import replaced_too_soon
from .held import HeldAs, HeldNumbers, Holdings, PendingAs, is_same_choice
from .purchase_notes import Sent


class WhoHolds:
    """held: what this run holds. holdings: what can be found out about states; None for nothing.
    is_lately: whether Invoca may not show yet what was bought then, seconds since the epoch."""

    def __init__(
        self,
        held: HeldNumbers,
        holdings: Holdings | None,
        is_lately: Callable[[float | None], bool] = lambda at: False,
    ) -> None:
        self._held = held
        self._holdings = holdings or Holdings()
        self._is_lately = is_lately

    def of(
        self, wanted: Wanted, located: Located, *, sent_to: Collection[CampaignRef] = ()
    ) -> Holders:
        """sent_to: the campaigns to which a purchase of its id was sent from here, and nobody knows
        what came of it."""
        place = place_of(wanted, located, sent_to=sent_to)
        if place is not None:
            by = self._by_another(wanted, place)
            in_stack = self._in_stack(wanted, place) if by == "" else ""
            return Holders(by, sent_to, in_stack=in_stack)
        return Holders("", sent_to, self._twins(wanted, located))

    def beside(self, promo_number: str, asking: Declarer) -> str:
        """The name of another holder, of this stack or as stack/name of another; "" for none."""
        held = self._held.holder(promo_number) if self._held.is_held(promo_number) else None
        if held is not None and held != asking.name:
            return str(held)
        known = self._holdings.name_of(promo_number, asking)
        if known and known != asking.name:
            return known
        return self._holdings.name_beside(promo_number, asking)

    def require_own(self, wanted: Wanted, network: str) -> None:
        """Raises WrongSettings where the state holds the very name as another network's: the engine
        asks to replace it by force, and nothing of what it holds is to be found here."""
        asking = wanted.declarer
        marked = self._holdings.other_network(asking) if asking else ""
        if asking and marked:
            raise another_networks(
                f"replacing '{asking.name}'", marked, network, forget=step.forget(asking.stack)
            )

    def has_its_id(self, wanted: Wanted, locator: Locator) -> tuple[PromoNumber, str] | None:
        """A number that its state holds under another name, and asked for by the very id, though no
        search knew it by that; and that name. A purchase would be of that number, or of a second
        one. An id that somebody declared may be another one's in another campaign."""
        asking, id_ = wanted.declarer, wanted.declared.id_from_network
        name = self._holdings.name_of_id(id_, asking) if id_ and asking else ""
        if asking is None or not name or self._is_its_name(name, asking, wanted):
            return None
        held = self._holdings.held_as(asking._replace(name=name))
        if held is None or not (wanted.id_is_generated or held.where == wanted.declared.campaign):
            return None
        live = PromoNumber(promo_number=held.promo_number, id_from_network=id_)
        is_there = self._is_lately(held.unseen_since) or self._is_stored_otherwise(
            wanted, held, locator
        )
        return (live, name) if is_there else None

    def has_its_id_beside(
        self, wanted: Wanted, located: Located, locator: Locator
    ) -> tuple[PromoNumber, str] | None:
        """The same of the state of another stack, and stack/name; for an id that somebody declared.
        What is made here names the stack. With nothing like it in the list, only a number that
        Invoca may not show yet can be meant: of a stack that was changed a short while ago."""
        asking, id_ = wanted.declarer, wanted.declared.id_from_network
        if asking is None or id_ is None or wanted.id_is_generated:
            return None

        def may_matter(changed: float | None) -> bool:
            return bool(located.alike) or changed is None or self._is_lately(changed)

        for name, held in self._holdings.held_by_id_beside(id_, asking, may_matter):
            if held.where == wanted.declared.campaign and (
                self._is_lately(held.unseen_since)
                or self._is_stored_otherwise(wanted, held, locator)
            ):
                return PromoNumber(promo_number=held.promo_number, id_from_network=id_), name
        return None

    def _is_stored_otherwise(self, wanted: Wanted, held: HeldAs, locator: Locator) -> bool:
        """Whether it is live all the same: an account may put something before an id that somebody
        declared. One that was made here is known by its hash."""
        if wanted.id_is_generated:
            return False
        return locator.find(held.where, held.promo_number) is not None

    def held_twice(self, promo_number: str, asking: Declarer) -> Sequence[str]:
        """As stack/name, whose states hold a number that one of them lets go of; none where no
        other one is known to."""
        return self._holdings.held_twice(promo_number, asking)

    def is_held(self, promo_number: str, wanted: Wanted) -> bool:
        """Whether this run holds the number, or a state under any name."""
        if self._held.is_held(promo_number):
            return True
        asking = wanted.declarer
        return asking is not None and bool(
            self._holdings.name_of(promo_number, asking)
            or self._holdings.name_beside(promo_number, asking)
        )

    def is_free(self, promo_number: str, wanted: Wanted) -> bool:
        """Whether it is known that neither this run nor a state holds the number, or did."""
        asking = wanted.declarer
        if asking is None or self._held.is_replaced(promo_number):
            return False
        is_in_state = self._holdings.name_of(promo_number, asking) != ""
        return not (is_in_state or self.is_held(promo_number, wanted))

    def holds_it_in(self, place: Place, asking: Declarer | None) -> bool:
        """Whether the state of `asking`, under whichever name, says that the number is there."""
        if asking is None:
            return False
        digits = place.live.promo_number
        name = self._holdings.name_of(digits, asking)
        held = self._holdings.held_as(asking._replace(name=name)) if name else None
        return held is not None and (held.promo_number, held.where) == (digits, place.where)

    def left_beside(
        self, asking: Declarer, declared: Declaration, lives: Iterable[PromoNumber]
    ) -> Iterator[PromoNumber]:
        """Of the live numbers that were bought for its name, those that nothing holds as far as is
        known. declared: what the state says of the number that it lets go of."""
        for live in lives:
            if self._is_of_this_run(live.promo_number):
                continue
            holder = self._holdings.name_of(live.promo_number, asking)
            if holder is None:  # nobody can say: what only has the same name is another state's
                if was_made_for(str(live.id_from_network), asking, [declared]):
                    yield live
            elif not holder and not self._is_held_in_states(live.promo_number, asking):
                yield live

    def sent_before(self, wanted: Wanted) -> Sent | None:
        """The purchase of the very number that the state holds as pending: the engine asks to
        replace it by force, and does not show it."""
        mine = self._pending(wanted)
        return mine[0].sent if mine else None

    def goes_on(self, wanted: Wanted) -> bool:
        """Whether the state lets go of a purchase that is pending because another resource of that
        name goes on with it, or did; an id, where there is one, tells what it came to. Of the
        copies that a state holds one always stays: what is removed altogether goes on nowhere."""
        asking = wanted.declarer
        mine = self._pending(wanted)
        if asking is None or not any(one.is_leaving for one in mine):
            return False
        if wanted.invoca_picks and self._holdings.held_as(asking) is not None:
            return True
        return self._held.lets_go(mine[0].id or asking.name, len(mine) - 1)

    def _pending(self, wanted: Wanted) -> list[PendingAs]:
        asking = wanted.declarer
        if asking is None:
            return []
        ids = {wanted.declared.id_from_network, *wanted.former_ids}
        return [
            one
            for one in self._holdings.pending_purchases(asking)
            if one.id in ids and self._is_its_purchase(one, asking, wanted)
        ]

    def _is_its_purchase(self, one: PendingAs, asking: Declarer, wanted: Wanted) -> bool:
        """Whether what is pending was sent for what asks. An id that somebody declared may be
        another one's in another campaign; under its own name it is the same one in any."""
        if one.id is None:
            return self._is_its_name(one.name, asking, wanted)
        is_there = wanted.id_is_generated or one.sent.where == wanted.declared.campaign
        return is_there or self._is_its_name(one.name, asking, wanted)

    def replaced_by_force(self, wanted: Wanted, locator: Locator) -> Place | None:
        """The number that the state holds under the very name and for the very choice: the engine
        asks to replace it, and another one would be bought beside it. It may be in any campaign:
        what replaces it may be declared for another one. Raises LookAtAccount where it was bought
        a short while ago, and is not shown yet. Where a person names the number, it is that one."""
        asking, named = wanted.declarer, wanted.declared.adopted_digits
        if asking is None:
            return None
        left = self._held.left_for(asking.name)
        if left is not None and named in ("", left[0]):
            return locator.find_anywhere(left[1], left[0])
        in_state = map(self._holdings.held_as, self._names_of(asking, wanted))
        held = self._held.seen_as(asking.name) or next(filter(None, in_state), None)
        if held is None or self._is_let_go_of(held.promo_number, asking):
            return None
        is_it = named in ("", held.promo_number)
        if not is_it or not is_same_choice(held.declared, wanted.declared):
            return None
        place = locator.find_anywhere(held.where, held.promo_number)
        if place is None and self._is_lately(held.unseen_since):
            raise replaced_too_soon(held.promo_number, held.where)
        return place

    def _names_of(self, asking: Declarer, wanted: Wanted) -> Iterator[Declarer]:
        """The one that asks; and as which the state has it, where the program renamed it. Of what
        is replaced by force the engine says no word: where the state holds nothing under the name,
        it holds what is replaced under one that it had, or under one that asked for its id."""
        yield asking
        former = self._held.former_name(asking.name)
        if former:
            yield asking._replace(name=former)
        if wanted.former_names and self._holdings.held_as(asking) is None:
            yield from (asking._replace(name=name) for name in wanted.former_names)
        ids = {wanted.declared.id_from_network, *wanted.former_ids} - {None}
        for name, id_ in self._holdings.tainted(asking):
            one = asking._replace(name=name)
            # What was bought under its name may be renamed since, and this a new one of that name.
            is_made_of_its_name = wanted.id_is_generated and id_ == wanted.declared.id_from_network
            if id_ in ids and (not is_made_of_its_name or _was_called(one, wanted)):
                yield one

    def _is_its_name(self, name: str, asking: Declarer, wanted: Wanted) -> bool:
        return any(one.name == name for one in self._names_of(asking, wanted))

    def let_go_of(self, promo_number: str, name: str, declared: Declaration | None) -> ReleaseFacts:
        """What this run knows of a number that a state lets go of. name, declared: as which."""
        held = self._held
        known = ReleaseFacts(held.is_held(promo_number), held.is_replaced(promo_number))
        if declared is None:
            return known
        made, is_same = held.made_instead(promo_number, name, declared)
        is_wanted = held.is_wanted_anew(name, declared)
        return known._replace(made_instead=made, is_same_choice=is_same, is_wanted_anew=is_wanted)

    def _by_another(self, wanted: Wanted, place: Place) -> str | None:
        """The name of another holder, "" for none known, None where it is the one that asks."""
        digits, asking = place.live.promo_number, wanted.declarer
        if self._held.is_held(digits):
            holder = self._held.holder(digits)
            is_mine = asking is not None and holder == asking.name
            return None if is_mine else (holder if isinstance(holder, str) else ANOTHER)
        if asking is None:
            return ""
        left = self._held.left_for(asking.name)
        if left is not None and left[0] == digits:
            return None  # under whichever name a state still has it
        known = self._holdings.name_of(digits, asking) or ""
        return None if known and self._is_its_name(known, asking, wanted) else known

    def _in_stack(self, wanted: Wanted, place: Place) -> str:
        """Which other stack holds it, as stack/name. Only a person can say that it changes hands,
        and where one did there is none."""
        asking = wanted.declarer
        if asking is None or wanted.declared.adopt:
            return ""
        return self._holdings.name_beside(place.live.promo_number, asking)

    def _twins(self, wanted: Wanted, located: Located) -> frozenset[str] | None:
        """Of those that are alike, which ones something holds; None where that is not known."""
        asking = wanted.declarer
        found: set[str] = set()
        for one in located.alike:
            if self._is_of_this_run(one.promo_number):
                found.add(one.promo_number)
                continue
            if asking is None:
                return None
            is_theirs = self._holdings.is_declared_elsewhere(
                str(one.id_from_network), asking, wanted.declared
            )
            if is_theirs is None:
                return None
            if is_theirs or self._is_held_in_states(one.promo_number, asking):
                found.add(one.promo_number)
        return frozenset(found)

    def _is_held_in_states(self, promo_number: str, asking: Declarer) -> bool:
        """Whether another one holds it, or a state that is still to release it."""
        is_leaving = self._holdings.is_leaving(promo_number, asking)
        return is_leaving or bool(self.beside(promo_number, asking))

    def _is_let_go_of(self, promo_number: str, asking: Declarer) -> bool:
        """Whether the run has another number for what asks, or something else holds this one. That
        a diff has claimed it says nothing: it cannot see that the engine replaces it anyway."""
        holder = self._held.holder(promo_number)
        is_another = self._held.is_held(promo_number) and holder != asking.name
        return is_another or self._held.is_replaced(promo_number)

    def _is_of_this_run(self, promo_number: str) -> bool:
        return self._held.is_held(promo_number) or self._held.is_replaced(promo_number)


def _was_called(former: Declarer, wanted: Wanted) -> bool:
    """Whether the program says that it had that name."""
    return not set(wanted.former_ids).isdisjoint(ids_made_for(former, wanted.declared))
