"""The one search for a promo number: by its digits, by its ids, in every campaign that can be read.

Owns: where a number is looked for and in which order, which answer counts as having seen it, and
what "gone" means. Reads only. What follows from what was found is decided in `decide`.

Gone means: no list shows it, GET answers Invoca's own RecordNotFound, its campaign can be read, and
so could every other campaign of its advertiser, affiliate campaigns included. What cannot be read
is not gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus

from ..client import Client
from ..client.listing import Listing
from ..errors import FixCredentials, InvalidRequest, InvocaError, NotFound
from .another_number import AnotherNumber, another_number, perhaps_stored_as
from .comparison import differences
from .elsewhere import AdvertiserCampaigns
from .identity import is_same_id, may_be_same_id, readable
from .listed import lookalikes, of_name, with_ids
from .located import Elsewhere, Located, Place, Sought
from .models import CampaignRef, Declaration, PromoNumber
from .refusals import id_may_be_spent, may_be_released, not_everything_was_read

_HIDDEN = "hidden"  # in place of the word with which an account shows a released number


class Locator:
    """Searches one account for one run. Safe to share between threads.

    searches_elsewhere: whether other campaigns of the advertiser are looked through; an account
    that never allows it says so in its settings.
    """

    def __init__(
        self, client: Client, listing: Listing, *, searches_elsewhere: bool = True
    ) -> None:
        self._client = client
        self._listing = listing
        self._searches_elsewhere = searches_elsewhere
        self._campaigns = AdvertiserCampaigns(client, listing)
        self._readable: set[CampaignRef] = set()

    # -- one number by its digits ------------------------------------------------------------------

    def get(self, where: CampaignRef, promo_number: str) -> PromoNumber:
        """GET by number. Raises NotFound, and LookAtAccount where another number is answered."""
        live = self._client.get(where, promo_number)
        if live.promo_number != promo_number:
            raise another_number(promo_number, live, where)
        return live

    def shown(self, where: CampaignRef, promo_number: str) -> PromoNumber | None:
        """GET, with None for any 404, and where Invoca refuses it for a number that its list shows
        as released: for a number that is known to be there."""
        try:
            live = self.get(where, promo_number)
        except NotFound:
            return None
        except (FixCredentials, InvalidRequest) as error:
            self._word_of_hidden(error, where, promo_number)
            return None
        return None if live.is_released else live

    def seen(self, where: CampaignRef, promo_number: str) -> PromoNumber | None:
        """GET, with None only for Invoca's own RecordNotFound, and where Invoca refuses it for a
        number that its list shows as released. Raises InvocaError."""
        try:
            live = self.get(where, promo_number)
        except NotFound as error:
            if not error.record_not_found:
                raise
            return None
        except (FixCredentials, InvalidRequest) as error:
            if _is_hidden(error) and self._listing.of(where).find(promo_number) is None:
                error.remedy = may_be_released(error.remedy)
            self._word_of_hidden(error, where, promo_number)
            return None
        return None if live.is_released else live

    def _word_of_hidden(self, error: InvocaError, where: CampaignRef, promo_number: str) -> str:
        """The word with which the campaign's list shows a number as released that Invoca refuses to
        show. Raises that refusal where the list does not, or where it was not Invoca's own."""
        listed = self._listing.of(where).find(promo_number) if _is_hidden(error) else None
        if listed is None or not (listed.is_released and listed.status):
            raise error
        return listed.status

    def find(self, where: CampaignRef, promo_number: str) -> PromoNumber | None:
        """The number in this campaign, or None where it is certainly not there."""
        listed = self._listing.of(where).find(promo_number)
        if listed is not None and not listed.is_released:
            return listed
        live = self.seen(where, promo_number)
        if live is None:
            self.require_readable(where)
        return live

    def find_anywhere(
        self, where: CampaignRef, promo_number: str, *, lists_may_lag: bool = False
    ) -> Place | None:
        """The number in this campaign or in another one of its advertiser; None where it is gone.

        lists_may_lag: it was written a short while ago, so that the lists of the other campaigns do
        not suffice. Raises LookAtAccount where not everything could be read.
        """
        live = self.find(where, promo_number)
        if live is not None:
            return Place(live, where)
        return self.find_in_others(where, promo_number, lists_may_lag=lists_may_lag)

    def find_in_others(
        self, where: CampaignRef, promo_number: str, *, lists_may_lag: bool = False
    ) -> Place | None:
        """The number that is not in this campaign, in another one of its advertiser. As
        `find_anywhere`."""
        searched = self.elsewhere(where.advertiser_id)
        for other in searched.campaigns:
            found = self._in_list(other, promo_number) if other != where else None
            if found is not None:
                return Place(found, other)
        for other in searched.campaigns if lists_may_lag else ():
            found = self.seen(other, promo_number) if other != where else None
            if found is not None:
                return Place(found, other)
        if searched.unread:
            raise not_everything_was_read(promo_number, where, searched.unread)
        return None

    def _in_list(self, where: CampaignRef, promo_number: str) -> PromoNumber | None:
        """The live number, as the list has it; where the list may lack some, a GET has to tell."""
        listing = self._listing.of(where)
        found = listing.find(promo_number)
        if found is None and listing.may_lack_some():
            return self.seen(where, promo_number)
        return None if found is None or found.is_released else found

    def looked_at(self, place: Place, known: Declaration) -> PromoNumber:
        """A live number that is not as it is known, as a GET shows it: a list may be late, or leave
        fields out. As it was found where no GET shows it."""
        if not differences(known, place.live):
            return place.live
        return self.seen(place.where, place.live.promo_number) or place.live

    def as_declared(
        self, where: CampaignRef, declared: Declaration, listed: PromoNumber
    ) -> PromoNumber | None:
        """A number of a list that is as declared, by GET where the list leaves out what would tell;
        None where it is another. Raises InvocaError."""
        unlike = differences(declared, listed)
        if not unlike:
            return listed
        if any(one.field.split(".")[0] in listed.model_fields_set for one in unlike):
            return None
        live = self.seen(where, listed.promo_number)
        return live if live and not differences(declared, live) else None

    def listed(self, where: CampaignRef) -> Sequence[PromoNumber]:
        """Every live number of a campaign, as its list has it now and as this process wrote it."""
        self._listing.of(where).fetch()
        return [live for live in self._listing.of(where).known().values() if not live.is_released]

    def bought_as(self, name: str, where: CampaignRef) -> Iterator[PromoNumber]:
        """The live numbers of a campaign whose generated id was made for a name, as its list has
        them."""
        return of_name(readable(name), self._listing.of(where))

    # -- a number that no state holds --------------------------------------------------------------

    def look_for(self, sought: Sought, *, lists_first: bool = False) -> Located:
        """Every way in which a number may be live already, the surest first.

        lists_first: a list that shows it is enough, as it is for a plan of thousands. Raises
        InvocaError where its own campaign cannot be read.
        """
        if sought.digits:
            return self._named_by_digits(sought)
        if lists_first:
            place = self._listed_under(sought)
            if place is not None:
                return Located(place, id=str(place.live.id_from_network))
        located = self._by_ids(sought)
        if located.place is not None:
            return located
        listing = self._listing.of(sought.where)
        by_list = self._listed_under(sought)
        located = located._replace(before=listing.so_far(), place=by_list)
        if by_list is not None or not sought.ids:
            return located
        return self._with_others(sought, located)

    def _with_others(
        self, sought: Sought, located: Located, *, lists_alone: bool = False
    ) -> Located:
        """What was located, with what other campaigns have and what looks like it in its own."""
        searched = self.elsewhere(sought.where.advertiser_id)
        in_another = self._in_others(sought, searched.campaigns, lists_alone=lists_alone)
        return located._replace(
            place=in_another if sought.is_generated else None,
            elsewhere=None if sought.is_generated else in_another,
            lookalikes=tuple(lookalikes(sought, self._listing.of(sought.where))),
            unread=searched.unread,
        )

    def look_in_lists(self, sought: Sought) -> Located:
        """What the lists alone say of a number that is named by no digits: for a plan, which does
        not ask for each of thousands. Raises InvocaError where its own campaign cannot be read."""
        listed = Located(self._listed_under(sought))
        if listed.place or not sought.ids:
            return listed
        return self._with_others(sought, listed, lists_alone=True)

    def look_again(self, sought: Sought) -> Place | None:
        """A fresh look for a number that may have been bought a moment ago; None for none. Raises
        InvocaError where that could not be seen; a campaign of `also` that is gone has none."""
        place = self._look_again_in(sought)
        for where in sought.also if place is None else ():
            try:
                place = place or self._look_again_in(sought._replace(where=where))
            except NotFound as error:
                if not error.record_not_found:
                    raise
        return place

    def _look_again_in(self, sought: Sought) -> Place | None:
        answers_other: AnotherNumber | None = None
        try:
            located = self._by_ids(sought) if sought.ids else Located()
        except AnotherNumber as error:
            located, answers_other = Located(), error  # a new list may show the right one
        if located.place is not None:
            return located.place
        self._listing.of(sought.where).fetch()
        place = self._listed_under(sought)
        if place is None and answers_other is not None:
            raise answers_other
        return place

    def under_id(
        self, where: CampaignRef, id_: str, sought: Sought | None = None
    ) -> PromoNumber | None:
        """GET by id; None for Invoca's own RecordNotFound. A number that is released counts.

        sought: by what else it is known. Raises InvocaError, LookAtAccount too where a number of
        another id is answered.
        """
        try:
            live = self._client.get_by_id(where, id_)
        except NotFound as error:
            if not error.record_not_found:
                raise
            return None
        if not (sought or Sought(where)).is_it(id_, live):
            if may_be_same_id(id_, live.id_from_network):
                raise perhaps_stored_as(id_, live, where)
            raise another_number(f"id '{id_}'", live, where)
        return live

    def _named_by_digits(self, sought: Sought) -> Located:
        try:
            live = self.get(sought.where, sought.digits)
        except NotFound as error:
            return Located(not_found=error)
        except (FixCredentials, InvalidRequest) as error:
            return Located(released_as=self._word_of_hidden(error, sought.where, sought.digits))
        if live.is_released:
            return Located(released_as=live.status or "")
        return Located(Place(live, sought.where))

    def _by_ids(self, sought: Sought) -> Located:
        """By GET: under the first id, and those that it may have had, each with its successors as
        far as numbers of it were released."""
        if not sought.ids:
            return Located()
        answers_other: AnotherNumber | None = None
        first, *former = sought.ids
        located = Located(id=first)
        try:
            located = self._along(sought, first)
        except AnotherNumber as error:
            answers_other = error  # a list may show the right one
        if located.place is not None:
            return located
        for id_ in former:
            place = self._along(sought, id_).place
            if place is not None:
                return Located(place, id=first)
        if answers_other is not None:
            found = self._listed_under(sought)
            if found is None:
                raise answers_other
            return Located(found, id=first)
        return located

    def _along(self, sought: Sought, id_: str) -> Located:
        """The live number under an id, or under its successors as far as numbers of it were
        released."""
        spent: dict[str, str] = {}
        for candidate in sought.chain(id_):
            live, word = self._under(sought, candidate)
            if live is not None:
                return Located(Place(live, sought.where), id=candidate)
            if not word and candidate not in sought.spent:
                break
            spent[candidate] = word
        hidden = {one for one, word in spent.items() if word == _HIDDEN} - sought.spent
        released_as = next(filter(None, spent.values()), "")
        return Located(
            id=id_, released_as=released_as, spent=frozenset(spent), hidden=frozenset(hidden)
        )

    def _under(self, sought: Sought, id_: str) -> tuple[PromoNumber | None, str]:
        """The live number under an id; or the word for a released one, "" where there is none."""
        try:
            live = self.under_id(sought.where, id_, sought)
        except (FixCredentials, InvalidRequest) as error:
            word = self._released_under(sought, id_) if _is_hidden(error) else ""
            if word:
                return None, word
            if not (sought.is_generated and _is_hidden(error)):
                if isinstance(error, InvalidRequest) or _is_hidden(error):
                    error.remedy = id_may_be_spent(error, is_generated=sought.is_generated)
                raise
            # Hidden, as a released number may be; the lists have the last word.
            return None, _HIDDEN
        if live is None:
            return None, ""
        return (None, live.status or "released") if live.is_released else (live, "")

    def _released_under(self, sought: Sought, id_: str) -> str:
        """The word with which the campaign's list shows the number of an id as released; "" where
        it does not, or shows a live one of that id as well."""
        near = with_ids([id_], self._listing.of(sought.where))
        listed = [shown for shown in near if sought.is_it(id_, shown)]
        are_released = bool(listed) and all(shown.is_released for shown in listed)
        return listed[0].status or "" if are_released else ""

    def _listed_under(self, sought: Sought) -> Place | None:
        """The live number of the list under one of these ids, however the account stores them."""
        wanted = sought.listed_ids
        listed = with_ids(wanted, self._listing.of(sought.where))
        near = [live for live in listed if not live.is_released]
        for is_it in (_has_exactly, _has_the_id, sought.is_it):
            for id_ in wanted:
                for live in near:
                    if is_it(id_, live):
                        return Place(live, sought.where)
        return None

    def _in_others(
        self, sought: Sought, campaigns: Iterable[CampaignRef], *, lists_alone: bool
    ) -> Place | None:
        for there in (sought._replace(where=one) for one in campaigns if one != sought.where):
            place = self._listed_under(there)
            if not (place or lists_alone) and self._listing.of(there.where).may_lack_some():
                place = self._by_ids(there).place
            if place is not None:
                return place
        return None

    # -- what can be read --------------------------------------------------------------------------

    def require_readable(self, where: CampaignRef) -> None:
        """Raises InvocaError where the campaign itself cannot be read."""
        if where not in self._readable:
            self._client.read_campaign(where)
            self._readable.add(where)

    def elsewhere(self, advertiser_id: str) -> Elsewhere:
        """The advertiser's campaigns, listed once a run, with what could not be read of them."""
        return self._campaigns.of(advertiser_id) if self._searches_elsewhere else Elsewhere()


def _is_hidden(error: InvocaError) -> bool:
    """Whether it is Invoca itself that does not show a number, and no proxy before it."""
    is_invocas = not isinstance(error, InvalidRequest) or error.is_invocas
    return error.status == HTTPStatus.FORBIDDEN and is_invocas


def _has_exactly(id_: str, live: PromoNumber) -> bool:
    """Beside it, an account may have one that differs in capitals alone."""
    return id_ == live.id_from_network


def _has_the_id(id_: str, live: PromoNumber) -> bool:
    return is_same_id(id_, live.id_from_network)
