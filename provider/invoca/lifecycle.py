"""What may be done to a promo number in its life: acquire, read, update, release.

Owns: adoption, identity, what "gone" means, and that every write is read back.
Must not know: Pulumi, files, HTTP. The rules are design.md's "Buying a number" and "Reading,
updating, moving, releasing"; docs/reliability.md explains them.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple

from . import bodies
from .account import Account
from .claims import Claims
from .client import Client
from .comparison import Difference, differences
from .errors import (
    FixCredentials,
    InvalidRequest,
    InvocaError,
    LookAtAccount,
    NotFound,
    ReportBug,
    Unclear,
)
from .journal import Journal
from .listing import Listing
from .models import CampaignRef, Declaration, PromoNumber
from .purchase import Purchase
from .purchase_limit import PurchaseLimit
from .refusals import (
    local_number_elsewhere,
    moved_away,
    not_certainly_ours,
    not_kept,
    nothing_to_adopt,
    still_shown,
    vanished,
)
from .timing import Timing

REREADS = 6  # looks at a number that Invoca may show late
REREAD_SECONDS = 0.5
PUT_ATTEMPTS = 3
MOVED_HERE = "moved here"  # the journal's word for a move that was sent


class Identity(NamedTuple):
    """How the state remembers a number. promo_number: ten digits."""

    promo_number: str
    id_from_network: str | None = None


class Lifecycle:
    """The life of every number that one run touches. Safe to share between threads.

    All methods raise errors of `invoca.errors`. tell: says to a person what is odd or takes long.
    """

    def __init__(
        self,
        account: Account,
        *,
        client: Client | None = None,
        journal: Journal | None = None,
        timing: Timing | None = None,
        tell: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._timing = timing or Timing()
        self._tell = tell
        self._client = client or Client(account, timing=self._timing, tell=tell)
        self._listing = Listing(self._client)
        self._journal = journal or Journal(None)
        self.claims = Claims()
        self.limit = PurchaseLimit(account.purchase_limit)
        self._purchase = Purchase(
            self._client,
            self._listing,
            self.claims,
            self.limit,
            journal=self._journal,
            grace_seconds=account.grace_seconds,
            timing=self._timing,
            tell=tell,
        )
        self._readable: set[CampaignRef] = set()

    # -- acquire ---------------------------------------------------------------------------------

    def acquire(self, declared: Declaration, *, id_is_generated: bool) -> PromoNumber:
        """The number for `declared`: found and adopted, or bought with exactly one POST.

        id_is_generated: the id was made from the declaration, so whoever carries it is ours.
        """
        live = self._existing(declared)
        if live is None:
            live = self._purchase.buy(declared)
            self._claim(declared, live)
            if differences(declared, live):
                # The answer to a purchase may say less than what was stored.
                live = self._gets(declared.campaign, live.promo_number) or live
            if elsewhere := local_number_elsewhere(declared, live):
                self._tell(elsewhere)
        else:
            is_ours = id_is_generated or declared.id_assigned_by == "invoca"
            self._take_over(declared, live, is_ours)
        return self._wrote(declared, self._settle(declared, live, None, declared.campaign))

    def _existing(self, declared: Declaration) -> PromoNumber | None:
        """The live number that `declared` names. Raises PurchaseRefused where `adopt` must find."""
        if declared.id_assigned_by == "invoca" and not isinstance(declared.adopt, str):
            return self._purchase.look_again(declared)
        try:
            found = self._named(declared)
        except NotFound as error:
            if declared.adopt:
                raise nothing_to_adopt(declared, error.answer) from None
            if not error.record_not_found:
                raise
            return self._purchase.look_again(declared)
        except InvalidRequest as error:
            error.remedy = (
                "If the number of this id was released, count `generation` up to buy another one"
            )
            raise
        if not found.is_released:
            return found
        if declared.adopt:
            raise nothing_to_adopt(declared, f"Invoca shows it as {found.status}")
        # The id may have been bought anew a moment ago, and that number may show late.
        return self._purchase.look_again(declared)

    def _named(self, declared: Declaration) -> PromoNumber:
        if isinstance(declared.adopt, str):
            return self._client.get(declared.campaign, declared.adopt)
        return self._client.get_by_id(declared.campaign, str(declared.id_from_network))

    def _take_over(self, declared: Declaration, live: PromoNumber, is_ours: bool) -> None:
        changes = differences(declared, live)
        if changes and not (declared.adopt or is_ours):
            raise not_certainly_ours(declared, live, changes)
        self._claim(declared, live)

    def _claim(self, declared: Declaration, live: PromoNumber) -> None:
        if not self.claims.claim(live.promo_number):
            raise LookAtAccount(
                f"taking over {live.promo_number} for '{declared.description}'",
                answer="another number of this run holds it already",
                remedy=f"Give one of the two another id_from_network than '{live.id_from_network}'",
            )

    # -- read ------------------------------------------------------------------------------------

    def read(self, where: CampaignRef, identity: Identity) -> PromoNumber | None:
        """The live number, or None where it is certainly gone.

        Gone means: not in the list, and GET answers RecordNotFound, and the campaign can be read.
        Raises LookAtAccount where another campaign of the advertiser holds it, unless it was moved
        there by a run that died before it could say so: then it is read there, and `update`
        completes the move.
        """
        live, elsewhere = self._seek(where, identity)
        if elsewhere is None:
            return live
        if self._journal.is_recent(*elsewhere, MOVED_HERE, identity.promo_number):
            return self._find(elsewhere, identity)
        raise moved_away(identity.promo_number, where, elsewhere)

    def _seek(
        self, where: CampaignRef, identity: Identity
    ) -> tuple[PromoNumber | None, CampaignRef | None]:
        """The number in this campaign; or the other campaign that holds it; or neither."""
        live = self._find(where, identity)
        for _ in range(REREADS):
            if live is not None or not self._journal.is_recent(*where, identity.promo_number):
                break
            # Written from here a moment ago: Invoca may show it late.
            self._timing.sleep(REREAD_SECONDS)
            live = self._find(where, identity)
        if live is not None:
            return live, None
        elsewhere = self._elsewhere(where, identity)
        if elsewhere is None:
            # It was known to the state, so its purchase is no open question.
            self._forget(where, identity)
        return None, elsewhere

    def _forget(self, where: CampaignRef, identity: Identity) -> None:
        self._journal.forget(*where, identity.promo_number)
        self._purchase.forget(where, identity.id_from_network)

    def _find(self, where: CampaignRef, identity: Identity) -> PromoNumber | None:
        """The number in this campaign, or None where it is certainly not there."""
        listed = self._listing.find(where, identity.promo_number)
        if listed is not None and not listed.is_released:
            return listed
        try:
            live = self._client.get(where, identity.promo_number)
        except NotFound as error:
            if not error.record_not_found:
                raise
            self._require_readable(where)
            return None
        return None if live.is_released else live

    def _require_readable(self, where: CampaignRef) -> None:
        if where not in self._readable:
            self._client.read_campaign(where)
            self._readable.add(where)

    def _elsewhere(self, where: CampaignRef, identity: Identity) -> CampaignRef | None:
        """Another campaign of the same advertiser that lists the number, as far as can be told."""
        try:
            for campaign in self._client.list_campaigns(where.advertiser_id):
                other = CampaignRef(where.advertiser_id, campaign.id_from_network or "")
                if other != where and other.campaign_id and self._lists(other, identity):
                    return other
        except InvocaError:
            # The search is a courtesy: accounts without such a list, or without access to every
            # campaign, keep the plain meaning of "gone".
            return None
        return None

    def _lists(self, where: CampaignRef, identity: Identity) -> bool:
        return self._listing.find(where, identity.promo_number) is not None

    # -- update ----------------------------------------------------------------------------------

    def update(
        self, identity: Identity, previous: Declaration, declared: Declaration
    ) -> PromoNumber:
        """Brings the live number to `declared` and moves it where that names another campaign.

        previous: the last declaration that was carried out.
        """
        where = previous.campaign
        live = self._find(where, identity)
        if live is None and where != declared.campaign:
            # An earlier run moved it and died before it could say so. The move may have changed
            # its id, so the digits alone tell that it is the same number.
            where = declared.campaign
            live = self._find(where, identity)
        if where == previous.campaign:
            live = self._require_same(identity, live, where)
        if live is None:
            raise vanished(identity.promo_number, where)
        if where != declared.campaign:
            live = self._move(declared, live, previous, where)
        return self._wrote(declared, self._settle(declared, live, previous, declared.campaign))

    def _wrote(self, declared: Declaration, live: PromoNumber) -> PromoNumber:
        """Lets later readers, of this run and of the next one, know what was written."""
        self._listing.wrote(declared.campaign, live)
        self._journal.sent(*declared.campaign, live.promo_number)
        return live

    def _require_same(
        self, identity: Identity, live: PromoNumber | None, where: CampaignRef
    ) -> PromoNumber:
        """`live`, if it is what the state remembers. Raises LookAtAccount."""
        if live is None:
            raise vanished(identity.promo_number, where)
        known = identity.id_from_network
        if known and live.id_from_network and live.id_from_network != known:
            raise LookAtAccount(
                f"checking promo number {identity.promo_number} in {where}",
                answer=f"its id is '{live.id_from_network}', not '{known}' as the state says",
                remedy="Somebody changed it. Run `pulumi refresh` to take note of it, then try "
                "again",
            )
        return live

    def _move(
        self,
        declared: Declaration,
        live: PromoNumber,
        previous: Declaration,
        origin: CampaignRef,
    ) -> PromoNumber:
        def write() -> PromoNumber | None:
            body = bodies.update(declared, live, previous) | bodies.destination(declared.campaign)
            return self._client.update(origin, live.promo_number, body)

        def is_done() -> bool:
            # Looked at for a while: a PUT on a number that has left might buy one.
            for _ in range(REREADS):
                if self._gets(origin, live.promo_number) is None:
                    return True
                self._timing.sleep(REREAD_SECONDS)
            return False

        note = (*declared.campaign, MOVED_HERE, live.promo_number)
        # An earlier run may have sent it and died a moment ago, and Invoca may show it late.
        if self._journal.is_recent(*note) and is_done():
            moved = None
        else:
            self._journal.sent(*note)
            moved = self._carry_out(write, is_done)
        if moved is not None:
            _require_same_digits(live, moved)
        self._listing.left(origin, live.promo_number)
        # Ids may be adjusted by a move, so the number is read again under its new parent.
        return self._reread(declared.campaign, live.promo_number)

    def _carry_out(
        self, write: Callable[[], PromoNumber | None], is_done: Callable[[], bool]
    ) -> PromoNumber | None:
        """`write`, repeated after an unclear outcome only where `is_done` denies it.

        None where it was carried out and its answer is lost.
        """
        for _ in range(PUT_ATTEMPTS - 1):
            try:
                return write()
            except Unclear:
                self._timing.sleep(REREAD_SECONDS)
                if is_done():
                    return None
        return write()

    def _settle(
        self,
        declared: Declaration,
        live: PromoNumber,
        previous: Declaration | None,
        where: CampaignRef,
    ) -> PromoNumber:
        """Writes until `live` agrees with the declaration; none, one or two PUTs.

        Raises LookAtAccount naming what Invoca dropped or changed.
        """
        unlike = _unlike(declared, live, previous)
        for clear_token in bodies.CLEAR_TOKENS:
            if not unlike:
                return live
            live = self._put(declared, live, previous, where, clear_token)
            unlike = _unlike(declared, live, previous)
            # Only a key that did not go away is worth the other way of saying "no value".
            if not bodies.to_clear(declared, live, previous):
                break
        for _ in range(REREADS):
            if not unlike:
                break
            # What Invoca answered, or shows at once, may lag behind what it stored.
            self._timing.sleep(REREAD_SECONDS)
            live = self._gets(where, live.promo_number) or live
            unlike = _unlike(declared, live, previous)
        if unlike:
            raise not_kept(live, unlike)
        return live

    def _put(
        self,
        declared: Declaration,
        live: PromoNumber,
        previous: Declaration | None,
        where: CampaignRef,
        clear_token: str | None,
    ) -> PromoNumber:
        def write() -> PromoNumber | None:
            body = bodies.update(declared, live, previous, clear_token)
            return self._client.update(where, live.promo_number, body)

        def is_done() -> bool:
            seen = self._gets(where, live.promo_number)
            if seen is None:
                # A PUT on a number that is not there might buy one.
                raise vanished(live.promo_number, where)
            return not _unlike(declared, seen, previous)

        answer = self._carry_out(write, is_done)
        if answer is None:
            return self._client.get(where, live.promo_number)
        _require_same_digits(live, answer)
        return answer

    def _gets(self, where: CampaignRef, promo_number: str) -> PromoNumber | None:
        """GET, with None for what is not there."""
        try:
            live = self._client.get(where, promo_number)
        except NotFound:
            return None
        return None if live.is_released else live

    def _reread(self, where: CampaignRef, promo_number: str) -> PromoNumber:
        """GET, again for a short while where Invoca shows a write late. Raises NotFound."""
        for _ in range(REREADS):
            live = self._gets(where, promo_number)
            if live is not None:
                return live
            self._timing.sleep(REREAD_SECONDS)
        return self._client.get(where, promo_number)

    # -- release ---------------------------------------------------------------------------------

    def release(self, where: CampaignRef, identity: Identity) -> bool:
        """Releases the number for good; True where it was released or gone before.

        False where this run still holds it: the engine deletes what a forced replacement kept.
        """
        if self.claims.hold(identity.promo_number):
            return False
        try:
            live, elsewhere = self._seek(where, identity)
        except (FixCredentials, InvalidRequest):
            if not self._is_hidden(where, identity.promo_number):
                raise
            self._delete_unseen(where, identity.promo_number)
        else:
            if elsewhere is not None:
                raise moved_away(identity.promo_number, where, elsewhere)
            if live is not None:
                self._require_same(identity, live, where)
                self._delete(where, identity.promo_number)
        self._listing.left(where, identity.promo_number)
        self._forget(where, identity)
        return True

    def _delete(self, where: CampaignRef, promo_number: str) -> None:
        try:
            with self._listing.leaving(where):
                self._client.delete(where, promo_number)
        except InvocaError as error:
            # A DELETE that was repeated may complain that there is nothing left to delete.
            if not self._is_gone(where, promo_number) or self._is_shown(where, promo_number):
                raise error from None
            return
        for _ in range(REREADS):
            if self._is_gone(where, promo_number):
                return
            self._timing.sleep(REREAD_SECONDS)
        raise still_shown(promo_number, where)

    def _is_hidden(self, where: CampaignRef, promo_number: str) -> bool:
        """Whether Invoca forbids to look at this number, in a campaign that it shows without it."""
        if promo_number in self._listing.fetch(where):
            return False
        self._require_readable(where)
        try:
            self._client.get(where, promo_number)
        except (FixCredentials, InvalidRequest) as error:
            return error.status == HTTPStatus.FORBIDDEN
        return False

    def _delete_unseen(self, where: CampaignRef, promo_number: str) -> None:
        """Releases what is not in the list and may not be looked at, as what is gone may not.

        There is nothing to compare, but a DELETE of these digits is what was consented to. Only
        its success counts: a refusal says nothing of the number.
        """
        self._client.delete(where, promo_number)
        if not self._is_gone(where, promo_number):
            raise still_shown(promo_number, where)

    def _is_gone(self, where: CampaignRef, promo_number: str) -> bool:
        """Whether a number that was to be deleted is. Lists that lag are overruled by GET."""
        if self._listing.is_long(where):
            try:
                return self._gets(where, promo_number) is None
            except (FixCredentials, InvalidRequest):
                # Invoca may forbid to look at what is gone; then the list says it.
                pass
        if promo_number not in self._listing.fetch(where):
            return True
        return self._gets(where, promo_number) is None

    def _is_shown(self, where: CampaignRef, promo_number: str) -> bool:
        """Whether GET shows it: a list that is cut is no proof that a DELETE was carried out."""
        try:
            return self._gets(where, promo_number) is not None
        except (FixCredentials, InvalidRequest):
            # Invoca may forbid to look at what is gone.
            return False


def _unlike(
    declared: Declaration, live: PromoNumber, previous: Declaration | None
) -> list[Difference]:
    """What a PUT would still have to change, dropped keys included."""
    old = previous.custom_data if previous else {}
    kept = [
        Difference(f"custom_data.{key}", "", live.custom_data[key])
        for key in sorted(bodies.to_clear(declared, live, previous) - declared.custom_data.keys())
        # Another value than the one we wrote is not ours: inherited, or somebody else's by now.
        if live.custom_data[key] == old.get(key)
    ]
    return differences(declared, live) + kept


def _require_same_digits(live: PromoNumber, answer: PromoNumber) -> None:
    if answer.promo_number != live.promo_number:
        raise ReportBug(
            f"changing promo number {live.promo_number}",
            answer=f"Invoca answered with another number, {answer.promo_number}, which it may "
            "have sold just now",
            remedy="Look at both in Invoca before you run anything again",
        )
