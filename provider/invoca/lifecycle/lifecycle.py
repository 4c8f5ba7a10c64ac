"""What may be done to a promo number in its life: acquire, read, update, release.

Owns: which step follows which. What is done is decided in `promo_number.decide`, from what
`promo_number.locate` found; the steps are `purchase`, `writes` and `release`. The rules are in
docs/reliability.md: "Buying a number" and "Reading, changing, moving, releasing".
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..account import Account
from ..client import Client
from ..client.listing import Listing
from ..errors import FixCredentials, InvalidRequest, LookAtAccount
from ..promo_number import decide, notices
from ..promo_number.decide import Action, Wanted
from ..promo_number.identity import Declarer
from ..promo_number.listed import with_ids
from ..promo_number.locate import Locator
from ..promo_number.located import Place
from ..promo_number.models import CampaignRef, Declaration, PromoNumber
from ..promo_number.open_purchases import (
    PendingPurchase,
    changed_while_pending,
    left_behind,
    removed_while_pending,
)
from ..promo_number.record import Identity, as_time, is_lately
from ..promo_number.refusals import (
    NotShownYet,
    changed_too_soon,
    in_another_campaign,
    moved_away,
    released_too_soon,
    released_without_consent,
    replaced_too_soon,
    vanished,
)
from ..run_facts import RunFacts
from ..timing import Timing
from .acquiring import Acquiring
from .deciding import Deciding
from .earlier_moves import EarlierMoves
from .foreseeing import Foreseeing, Foretelling
from .held import HeldNumbers, Holdings
from .holders import WhoHolds
from .pending import PendingWrites
from .purchase import Purchase
from .purchase_limit import PurchaseLimit
from .purchase_notes import PurchaseNotes, Sent
from .release import Release
from .settling import Settling
from .writes import REREAD_SECONDS, REREADS, Writes, require_same


class Lifecycle:
    """The life of every number that one run touches. Safe to share between threads.

    All methods raise errors of `invoca.errors`. tell: says to a person what is odd or takes long.
    holdings: what can be found out about states; None for nothing. facts: what the processes of
    the run know together; None where this is the only one.
    """

    def __init__(
        self,
        account: Account,
        *,
        client: Client | None = None,
        notes: PendingWrites | None = None,
        timing: Timing | None = None,
        tell: Callable[[str], None] = lambda text: None,
        holdings: Holdings | None = None,
        facts: RunFacts | None = None,
    ) -> None:
        self._timing = timing or Timing()
        self.tell = tell
        self._client = client or Client(account, timing=self._timing, tell=tell)
        self._listing = Listing(self._client)
        self._notes = notes or PendingWrites(None)
        self._purchases = PurchaseNotes(self._notes)
        facts = facts or RunFacts()
        # A run may use several accounts; an id, or a name, is one number in each.
        self.held = HeldNumbers(facts.part(account.scope))
        self._who_holds = WhoHolds(self.held, holdings, self._is_lately)
        self.limit = PurchaseLimit(account.purchase_limit, account.purchases_planned, facts=facts)
        self.locator = Locator(
            self._client, self._listing, searches_elsewhere=account.search_other_campaigns
        )
        self._account, self._began = account, self._notes.wall_clock()
        self.network = account.network_id  # whose numbers these are
        self._writes = Writes(self._client, self._listing, self.locator, self._notes, self._timing)
        self._settling = self._settling_for(account)
        moves = EarlierMoves(self._notes, self.locator, self._timing)
        parts = (self._settling, self._purchases, self.locator, self._who_holds, moves)
        self._deciding = Deciding(*parts)
        self._acquiring = self._made_acquiring()
        self._foretelling = self._foretelling_for(account)
        self._release = Release(self._client, self._listing, self.locator, self._timing)

    def _settling_for(self, account: Account) -> Settling:
        return Settling(
            self._listing,
            self.locator,
            self.held,
            self._purchases,
            grace_seconds=account.grace_seconds,
            is_over=self.is_over,
            timing=self._timing,
            tell=self.tell,
        )

    def _made_acquiring(self) -> Acquiring:
        locator, notes, timing = self.locator, self._purchases, self._timing
        client, listing, settling = self._client, self._listing, self._settling
        return Acquiring(
            self._deciding,
            settling,
            Purchase(client, listing, locator, settling, self.limit, notes=notes, timing=timing),
            notes,
            locator,
            self.held,
            self._who_holds,
            self._writes,
            tell=self.tell,
        )

    def _foretelling_for(self, account: Account) -> Foretelling:
        parts = (account, self._listing, self.locator, self.held, self._who_holds, self._notes)
        lists = self.locator.look_in_lists
        return Foretelling(Foreseeing(*parts, is_over=self.is_over, search=lists), self.tell)

    def is_over(self, sent_at: float) -> bool:
        """Whether a person said that no purchase from then, in seconds since the epoch, is pending:
        of what was sent after this run began nobody did, whatever their clock says."""
        return sent_at <= self._began and self._account.is_over(sent_at)

    # -- acquire -----------------------------------------------------------------------------------

    def acquire(self, wanted: Wanted, in_state: Sent | None = None) -> PromoNumber:
        """The number for `wanted`: found and taken over, or bought with exactly one POST. in_state:
        a purchase of it that the state holds as pending."""
        self._who_holds.require_own(wanted, self.network)
        return self._acquiring.acquire(wanted, in_state)

    def is_live(self, wanted: Wanted) -> bool:
        """Whether `acquire` would find it. Raises InvocaError."""
        return self._deciding.is_live(wanted)

    def foresee(self, wanted: Wanted) -> None:
        """Tells what a purchase would be beside, and what keeps it back, before it is agreed to."""
        self._foretelling.tell_of(wanted)

    # -- what is there -----------------------------------------------------------------------------

    def near_id(self, where: CampaignRef, id_: str) -> Collection[PromoNumber]:
        """The numbers of a campaign whose ids end with this one, from the one list that this run
        shares."""
        return with_ids([id_], self._listing.of(where))

    def holder_of(self, promo_number: str, asking: Declarer) -> str:
        """The name of what else holds a number, with its stack where that is another; "" for
        nothing that is known."""
        return self._who_holds.beside(promo_number, asking)

    def is_held(self, promo_number: str, wanted: Wanted) -> bool:
        """Whether this run holds a number, or a state under any name does."""
        return self._who_holds.is_held(promo_number, wanted)

    # -- read --------------------------------------------------------------------------------------

    def read(self, where: CampaignRef, identity: Identity) -> PromoNumber | None:
        """The live number, or None where it is certainly gone. Raises as `locate`."""
        place = self.locate(where, identity)
        return place and place.live

    def locate(self, where: CampaignRef, identity: Identity) -> Place | None:
        """The live number and where it is, or None where it is certainly gone.

        Raises LookAtAccount where another campaign of the advertiser holds it, unless it was moved
        there by a run that ended before it could say so: then it is read there, and `update`
        completes the move. Raises NotShownYet where it was bought a short while ago.
        """
        place = self._seek(where, identity)
        if place is None:
            if self._is_just_bought(identity):
                raise NotShownYet(notices.not_shown_yet(identity.promo_number, where))
            self._forget(where, identity)
            return None
        if not self._is_where_it_was_moved(place, where, identity):
            raise moved_away(identity.promo_number, where, place.where)
        return place

    def read_pending(self, wanted: Wanted) -> PromoNumber | None:
        """The number of a purchase that the state holds as pending; None where none shows yet."""
        if wanted.invoca_picks:
            return None
        place = self.locator.look_for(wanted.sought).place
        return place.live if place is not None and place.where == wanted.sought.where else None

    def require_settled(self, wanted: Wanted, identity: Identity) -> None:
        """Raises PendingPurchase while nobody knows what became of a purchase that is pending."""
        self._of_pending(wanted, identity)

    def require_shown(self, where: CampaignRef, identity: Identity) -> None:
        """Raises LookAtAccount while Invoca does not show a number that was just bought."""
        if self._is_just_bought(identity) and self._seek(where, identity) is None:
            raise replaced_too_soon(identity.promo_number, where)

    def let_go(self, wanted: Wanted, identity: Identity, name: str) -> PromoNumber | None:
        """What is to be released with a purchase that the state holds as pending, and that nobody
        wants any more; None where nothing was bought, or what shows is not certainly ours.

        name: as which the state holds it. Raises LookAtAccount while nobody knows.
        """
        if self._who_holds.goes_on(wanted):
            return None
        place = self._left_pending(wanted, identity, name, removed_while_pending)
        if place is None or self.is_held(place.live.promo_number, wanted):
            return None
        if wanted.id_is_generated:
            return place.live
        self.tell(left_behind(place.live, place.where))
        return None

    def bought_before(self, wanted: Wanted, identity: Identity, name: str) -> Place | None:
        """What was bought by a purchase that the state holds as pending, where its entry now asks
        for another number; None where nothing was.

        name: as which the state holds it. Raises LookAtAccount while nobody knows.
        """
        return self._left_pending(wanted, identity, name, changed_while_pending)

    def _left_pending(
        self,
        wanted: Wanted,
        identity: Identity,
        name: str,
        unsettled: Callable[[Declaration, str, str], LookAtAccount],
    ) -> Place | None:
        """What a purchase bought that nobody wants any more. unsettled: the words where nobody
        knows."""
        try:
            return self._of_pending(wanted, identity)
        except PendingPurchase as error:
            raise unsettled(wanted.declared, name, as_time(error.since + 1)) from None

    def _of_pending(self, wanted: Wanted, identity: Identity) -> Place | None:
        """What came of a purchase that the state holds as pending; None for nothing."""
        sent = Sent(identity.pending_since or 0.0, is_unclear=True, where=wanted.declared.campaign)
        return self._settling.settle(wanted, sent)

    def _seek(self, where: CampaignRef, identity: Identity) -> Place | None:
        digits = identity.promo_number
        is_recent = self._notes.is_recent(*where, digits)
        if is_recent or identity.unseen_since is not None:
            # Written from here a moment ago: Invoca may show it late.
            for _ in range(REREADS):
                live = self.locator.find(where, digits)
                if live is not None:
                    return Place(live, where)
                self._timing.sleep(REREAD_SECONDS)
        is_recent = is_recent or self._is_lately(identity.bought_at)
        return self.locator.find_anywhere(where, digits, lists_may_lag=is_recent)

    def _is_just_bought(self, identity: Identity) -> bool:
        """Whether Invoca never showed the number, and may yet."""
        return self._is_lately(identity.unseen_since)

    def _is_lately(self, at: float | None) -> bool:
        """at: seconds since the epoch; None for never."""
        return is_lately(at, self._notes.wall_clock())

    def _forget(self, where: CampaignRef, identity: Identity) -> None:
        self._notes.forget(*where, identity.promo_number)
        self._writes.forget_move(where, identity.promo_number)
        # It was known to the state, so its purchase is not in question.
        self._purchases.known(where, identity)

    # -- update ------------------------------------------------------------------------------------

    def update(
        self, identity: Identity, previous: Declaration, declared: Declaration
    ) -> PromoNumber:
        """Brings the live number to `declared` and moves it where that names another campaign.

        previous: the last declaration that was carried out.
        """
        place = self._before_update(identity, previous, declared)
        live, where = place
        if where == previous.campaign:
            require_same(identity, live, where)
        if where != declared.campaign:
            live = self._writes.move(declared, live, previous, where)
        return self._writes.converge(declared, live, previous)

    def _before_update(
        self, identity: Identity, previous: Declaration, declared: Declaration
    ) -> Place:
        """Where the number is now: where the state says; or where an earlier run moved it that died
        before it could say so; for a move that may be any campaign. The move may have changed its
        id, so the digits alone tell that it is the same number."""
        digits = identity.promo_number
        for where in dict.fromkeys((previous.campaign, declared.campaign)):
            live = self.locator.find(where, digits)
            if live is not None:
                return Place(live, where)
        place = self._seek(previous.campaign, identity)
        if place is None and self._is_just_bought(identity):
            raise changed_too_soon(digits, previous.campaign)
        if place is None:
            raise vanished(digits, previous.campaign)
        is_moving = previous.campaign != declared.campaign
        if is_moving or self._is_where_it_was_moved(place, previous.campaign, identity):
            return place
        raise moved_away(digits, previous.campaign, place.where)

    def _is_where_it_was_moved(self, place: Place, where: CampaignRef, who: Identity) -> bool:
        """Whether it is where the state says, or where a run moved it that could not say so of all
        that the state holds."""
        is_known = place.where == where or self._writes.was_moved_to(place.where, who.promo_number)
        return is_known or self._who_holds.holds_it_in(place, Declarer.read(who.declared_by))

    # -- release -----------------------------------------------------------------------------------

    def release(
        self,
        where: CampaignRef,
        identity: Identity,
        *,
        name: str = "",
        declared: Declaration | None = None,
        may_release: bool = True,
        needs_consent: bool = False,
    ) -> bool:
        """Releases the number for good; True where it was released or gone before.

        False where it is kept: another holds it, or was bought for the same declaration.
        name, declared: as which the state holds it. may_release: whether it holds the
        consent. needs_consent: raises FixDeclaration where it does not.
        """
        digits = identity.promo_number
        known = self._who_holds.let_go_of(digits, name, declared)._replace(
            may_release=may_release, needs_consent=needs_consent
        )
        action = decide.release(known)
        asking = Declarer.read(identity.declared_by)
        if action is Action.RELEASE and asking is not None:
            known = known._replace(held_twice=self._who_holds.held_twice(digits, asking))
            action = decide.release(known)
        if action is Action.REFUSE:
            raise released_without_consent(name, digits)
        if action is Action.KEEP:
            self._keep(where, digits, name, known)
            return False
        self._let_go(where, identity, name)
        if declared is not None and asking is not None:
            self._acquiring.name_what_is_left(where, asking, declared)
        return True

    def _keep(self, where: CampaignRef, digits: str, name: str, known: decide.ReleaseFacts) -> None:
        """Says why a number is kept, and leaves it for what asks for it again."""
        if known.is_held:
            self.tell(notices.kept(digits))
        elif known.held_twice:
            self.tell(notices.kept_for_another_stack(digits, known.held_twice))
        elif known.made_instead:
            self.tell(notices.kept_beside(digits, known.made_instead, name))
        else:
            self.held.leave_for(name, digits, where)
            self.tell(notices.kept_for(digits, name))

    def _let_go(self, where: CampaignRef, identity: Identity, name: str) -> None:
        was_seen_to_go = self._delete(where, identity, name)
        self._listing.of(where).left(identity.promo_number)
        self._forget(where, identity)
        if was_seen_to_go:
            self._purchases.released(identity)

    def _delete(self, where: CampaignRef, identity: Identity, name: str) -> bool:
        """Whether it was this run that released it. name: as which the state holds it."""
        digits = identity.promo_number
        try:
            place = self._seek(where, identity)
            place = place and self._release.sight(place)
        except (FixCredentials, InvalidRequest):
            if not self._release.is_hidden(where, digits):
                raise
            self._release.delete_unseen(where, digits)
            return True
        if place is None and self._is_just_bought(identity):
            raise released_too_soon(digits, where)
        if place is None:
            return False
        if not self._is_where_it_was_moved(place, where, identity):
            raise in_another_campaign(digits, name, where, place.where)
        if place.where == where:  # a move may have changed its id
            require_same(identity, place.live, where)
        self._release.delete(place.where, place.live)
        return True
