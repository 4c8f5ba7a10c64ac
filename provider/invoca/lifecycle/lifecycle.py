"""What may be done to a promo number in its life: acquire, read, update, release.

Owns: adoption, identity, and which step follows which. The steps are `purchase`, `presence`,
`writes` and `release`. Must not know: Pulumi, files, HTTP. The rules are in docs/reliability.md:
"Buying a number" and "Reading, changing, moving, releasing".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..account import Account
from ..client import Client
from ..client.listing import Listing
from ..client.lookup import first_live
from ..errors import (
    FixCredentials,
    InvalidRequest,
    LookAtAccount,
    NotFound,
)
from ..promo_number.comparison import differences
from ..promo_number.models import CampaignRef, Declaration, PromoNumber
from ..timing import Timing
from .claims import Claims
from .journal import Journal
from .presence import Identity, Presence
from .purchase import Purchase
from .purchase_limit import PurchaseLimit
from .refusals import (
    local_number_elsewhere,
    moved_away,
    not_certainly_ours,
    nothing_to_adopt,
    vanished,
)
from .release import Release
from .writes import Writes


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
        self.limit = PurchaseLimit(account.purchase_limit, account.purchases_planned)
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
        self._presence = Presence(self._client, self._listing, self._journal, self._timing)
        self._writes = Writes(
            self._client, self._listing, self._presence, self._journal, self._timing
        )
        self._release = Release(self._client, self._listing, self._presence, self._timing)

    # -- acquire ---------------------------------------------------------------------------------

    def acquire(
        self, declared: Declaration, *, id_is_generated: bool, former_ids: Sequence[str] = ()
    ) -> PromoNumber:
        """The number for `declared`: found and adopted, or bought with exactly one POST.

        id_is_generated: the id was made from the declaration, so whoever carries it is ours.
        former_ids: made from the names that it had before; where the state is lost, it lives under
        one of these.
        """
        live = self._existing(declared, former_ids)
        if live is None:
            live = self._purchase.buy(declared)
            self._claim(declared, live)
            if differences(declared, live):
                # The answer to a purchase may say less than what was stored.
                live = self._presence.shown(declared.campaign, live.promo_number) or live
            if elsewhere := local_number_elsewhere(declared, live):
                self._tell(elsewhere)
        else:
            is_ours = id_is_generated or declared.id_assigned_by == "invoca"
            self._take_over(declared, live, is_ours)
        live = self._writes.settle(declared, live, None, declared.campaign)
        return self._wrote(declared, live)

    def _existing(self, declared: Declaration, former_ids: Sequence[str]) -> PromoNumber | None:
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
            by_id = partial(self._client.get_by_id, declared.campaign)
            renamed = first_live(partial(by_id, id_) for id_ in former_ids)
            return renamed or self._purchase.look_again(declared)
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
        live, elsewhere = self._presence.seek(where, identity)
        if elsewhere is None:
            if live is None:
                self._forget(where, identity)
            return live
        if self._writes.was_moved_to(elsewhere, identity.promo_number):
            return self._presence.find(elsewhere, identity)
        raise moved_away(identity.promo_number, where, elsewhere)

    def _forget(self, where: CampaignRef, identity: Identity) -> None:
        self._journal.forget(*where, identity.promo_number)
        # It was known to the state, so its purchase is no open question.
        self._journal.forget(*where, identity.id_from_network)

    # -- update ----------------------------------------------------------------------------------

    def update(
        self, identity: Identity, previous: Declaration, declared: Declaration
    ) -> PromoNumber:
        """Brings the live number to `declared` and moves it where that names another campaign.

        previous: the last declaration that was carried out.
        """
        where = previous.campaign
        live = self._presence.find(where, identity)
        if live is None and where != declared.campaign:
            # An earlier run moved it and died before it could say so. The move may have changed
            # its id, so the digits alone tell that it is the same number.
            where = declared.campaign
            live = self._presence.find(where, identity)
        if live is None:
            raise vanished(identity.promo_number, where)
        if where == previous.campaign:
            _require_same(identity, live, where)
        if where != declared.campaign:
            live = self._writes.move(declared, live, previous, where)
        return self._wrote(
            declared, self._writes.settle(declared, live, previous, declared.campaign)
        )

    def _wrote(self, declared: Declaration, live: PromoNumber) -> PromoNumber:
        """Lets later readers, of this run and of the next one, know what was written."""
        self._listing.of(declared.campaign).wrote(live)
        self._journal.sent(*declared.campaign, live.promo_number)
        return live

    # -- release ---------------------------------------------------------------------------------

    def release(self, where: CampaignRef, identity: Identity) -> bool:
        """Releases the number for good; True where it was released or gone before.

        False where this run still holds it: the engine deletes what a forced replacement kept.
        """
        if self.claims.is_held(identity.promo_number):
            return False
        try:
            live, elsewhere = self._presence.seek(where, identity)
        except (FixCredentials, InvalidRequest):
            if not self._release.is_hidden(where, identity.promo_number):
                raise
            self._release.delete_unseen(where, identity.promo_number)
        else:
            if elsewhere is not None:
                raise moved_away(identity.promo_number, where, elsewhere)
            if live is not None:
                _require_same(identity, live, where)
                self._release.delete(where, identity.promo_number)
        self._listing.of(where).left(identity.promo_number)
        self._forget(where, identity)
        return True


def _require_same(identity: Identity, live: PromoNumber, where: CampaignRef) -> None:
    """Raises LookAtAccount where `live` is not what the state remembers."""
    known = identity.id_from_network
    if known and live.id_from_network and live.id_from_network != known:
        raise LookAtAccount(
            f"checking promo number {identity.promo_number} in {where}",
            answer=f"its id is '{live.id_from_network}', not '{known}' as the state says",
            remedy="Somebody changed it. Run `pulumi refresh` to take note of it, then try again",
        )
