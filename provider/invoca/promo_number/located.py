"""What is looked for, and what was found: the values that the search takes and gives.

Owns: by what a live number is known to be the one. Sends nothing.
"""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from ..errors import InvocaError, NotFound
from .comparison import differences
from .identity import is_same_id, may_be_same_id, with_successors
from .models import CampaignRef, Declaration, PromoNumber


class Place(NamedTuple):
    """A live number and the campaign that holds it."""

    live: PromoNumber
    where: CampaignRef


class Unread(NamedTuple):
    """A place that could not be looked at, and why. what: such as "campaign 'direct-mail' ..."."""

    what: str
    error: InvocaError


class Elsewhere(NamedTuple):
    """Every campaign and affiliate campaign of an advertiser, as far as it lists them."""

    campaigns: tuple[CampaignRef, ...] = ()
    unread: tuple[Unread, ...] = ()


class Sought(NamedTuple):
    """How a number that no state holds is looked for.

    ids: the one to buy it under, then those that it may have had. digits: by which it is to be
    adopted, or "". is_generated: whether the ids were made here. declared: what is declared of it,
    by which it is known where the account puts something before ids; None: not known. hidden:
    fields of it whose values nobody knows here. spent: of the ids and their successors, those
    whose numbers are known to be released. also: other campaigns to which a purchase of it was
    sent.
    """

    where: CampaignRef
    ids: tuple[str, ...] = ()
    digits: str = ""
    is_generated: bool = False
    declared: Declaration | None = None
    hidden: frozenset[str] = frozenset()
    spent: frozenset[str] = frozenset()
    also: tuple[CampaignRef, ...] = ()

    def chain(self, id_: str) -> tuple[str, ...]:
        """The ids to buy it under, one after the other, in an account that never gives an id twice:
        one of `ids`, and its successors where it was made here. Of one that somebody declared,
        nothing would look for a successor."""
        return with_successors(id_) if self.is_generated else (id_,)

    @property
    def listed_ids(self) -> tuple[str, ...]:
        """The ids that a list is searched for, those that it may have first."""
        later = (next_ for id_ in self.ids for next_ in self.chain(id_)[1:])
        return (*self.ids, *later)

    def finds(self, live: PromoNumber) -> bool:
        """Whether whoever looks for it, and knows nothing else, finds this live number."""
        if self.digits:
            return live.promo_number == self.digits
        return any(self.is_it(id_, live) for id_ in self.listed_ids)

    def is_it(self, id_: str, live: PromoNumber) -> bool:
        """Whether a live number is the one that was asked for under an id.

        An account may put something before an id. A generated one is known by its hash all the
        same; of one that somebody declared it is believed where every declared field agrees.
        """
        if is_same_id(id_, live.id_from_network):
            return True
        is_alike = not self.is_generated and may_be_same_id(id_, live.id_from_network)
        if self.declared is None or not is_alike:
            return False
        found = differences(self.declared, live)
        return all(one.field in self.hidden for one in found)


class Located(NamedTuple):
    """What a search found.

    place: the number itself. id: under which it was found, or would be bought. released_as: what
    Invoca says of a number that it only shows to say that it is gone. not_found: the answer, where
    a number was named by its digits. before: the digits that the campaign held. lookalikes: live
    numbers of the campaign whose generated id was made for the same name by other facts. unread:
    where it could not be looked for. elsewhere: where another campaign has a number of an id that
    somebody declared, and that may be another one there. spent: of the first id and its successors,
    those whose numbers are known to be released. hidden: of these, those of which Invoca said no
    more than that they may not be looked at. left: what was bought for what its entry declared
    before, and is of another choice.
    """

    place: Place | None = None
    id: str = ""
    released_as: str = ""
    elsewhere: Place | None = None
    spent: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    not_found: NotFound | None = None
    before: Container[str] = frozenset()
    lookalikes: tuple[PromoNumber, ...] = ()
    unread: tuple[Unread, ...] = ()
    left: Place | None = None

    def is_spent(self, id_: str) -> bool:
        """Whether a number of the id was released; one that may not be looked at can have been
        moved as well, where that cannot be seen."""
        return id_ in self.spent and not (id_ in self.hidden and self.unread)

    @property
    def alike(self) -> tuple[PromoNumber, ...]:
        """The live numbers beside which another one may not be wanted."""
        return (*self.lookalikes, *([self.elsewhere.live] if self.elsewhere else ()))
