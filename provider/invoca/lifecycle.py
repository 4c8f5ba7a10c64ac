"""What may be done to a promo number in its life: acquire, read, update, release.

Owns: adoption, identity, what "gone" means, and that every write is read back.
Must not know: Pulumi, files, HTTP. The rules are design.md's "Buying a number" and "Reading,
updating, moving, releasing"; docs/reliability.md explains them.
"""

from __future__ import annotations

from typing import NamedTuple

from . import bodies
from .account import Account
from .claims import Claims
from .client import Client
from .comparison import Difference, differences
from .errors import LookAtAccount, NotFound, PurchaseRefused, ReportBug
from .listing import Listing
from .models import CampaignRef, Declaration, PromoNumber
from .purchase import Purchase
from .purchase_limit import PurchaseLimit
from .timing import Timing

REREADS = 5  # looks at a number that Invoca may show late
REREAD_SECONDS = 0.5


class Identity(NamedTuple):
    """How the state remembers a number. promo_number: ten digits."""

    promo_number: str
    id_from_network: str | None = None


class Lifecycle:
    """The life of every number that one run touches. Safe to share between threads.

    All methods raise errors of `invoca.errors`.
    """

    def __init__(
        self, account: Account, *, client: Client | None = None, timing: Timing | None = None
    ) -> None:
        self._timing = timing or Timing()
        self._client = client or Client(account, timing=self._timing)
        self._listing = Listing(self._client)
        self.claims = Claims()
        self.limit = PurchaseLimit(account.purchase_limit)
        self._purchase = Purchase(
            self._client,
            self._listing,
            self.claims,
            self.limit,
            grace_seconds=account.grace_seconds,
            timing=self._timing,
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
            self.claims.claim(live.promo_number)
        else:
            self._take_over(declared, live, id_is_generated)
        agreed = self._settle(declared, live, None, declared.campaign)
        self._listing.wrote(declared.campaign, agreed)
        return agreed

    def _existing(self, declared: Declaration) -> PromoNumber | None:
        """The live number that `declared` names. Raises PurchaseRefused where `adopt` must find."""
        where = declared.campaign
        try:
            if isinstance(declared.adopt, str):
                found = self._client.get(where, declared.adopt)
            elif declared.id_assigned_by == "invoca":
                return None
            else:
                found = self._client.get_by_id(where, str(declared.id_from_network))
        except NotFound as error:
            if declared.adopt:
                raise _nothing_to_adopt(declared, error.answer) from None
            if not error.record_not_found:
                raise
            return None
        if found.is_released and declared.adopt:
            raise _nothing_to_adopt(declared, f"Invoca shows it as {found.status}")
        return None if found.is_released else found

    def _take_over(self, declared: Declaration, live: PromoNumber, id_is_generated: bool) -> None:
        changes = differences(declared, live)
        if not (declared.adopt or id_is_generated) and changes:
            raise _not_certainly_ours(declared, live, changes)
        if not self.claims.claim(live.promo_number):
            raise LookAtAccount(
                f"taking over {live.promo_number} for '{declared.description}'",
                answer="another number of this run holds it already",
                remedy=f"Give one of the two another id_from_network than '{live.id_from_network}'",
            )

    # -- read ------------------------------------------------------------------------------------

    def read(self, where: CampaignRef, identity: Identity) -> PromoNumber | None:
        """The live number, or None where it is certainly gone from the campaign.

        Gone means: not in the list, and GET answers RecordNotFound, and the campaign can be read.
        """
        listed = self._listing.find(where, identity.promo_number)
        if listed is not None:
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

    # -- update ----------------------------------------------------------------------------------

    def update(
        self, identity: Identity, previous: Declaration, declared: Declaration
    ) -> PromoNumber:
        """Brings the live number to `declared` and moves it where that names another campaign.

        previous: the last declaration that was carried out.
        """
        where = self._whereabouts(identity, previous.campaign, declared.campaign)
        live = self._same_number(identity, where)
        if where != declared.campaign:
            live = self._move(declared, live, previous, where)
        agreed = self._settle(declared, live, previous, declared.campaign)
        self._listing.wrote(declared.campaign, agreed)
        return agreed

    def _whereabouts(self, identity: Identity, old: CampaignRef, new: CampaignRef) -> CampaignRef:
        """Which of the two campaigns holds the number: an earlier run may have moved it already."""
        if old == new or self.read(old, identity) is not None:
            return old
        return new

    def _same_number(self, identity: Identity, where: CampaignRef) -> PromoNumber:
        """The live number. Raises LookAtAccount where it is gone or is another one."""
        live = self.read(where, identity)
        doing = f"checking promo number {identity.promo_number} in {where}"
        if live is None:
            raise LookAtAccount(
                doing,
                answer="it is no longer there",
                remedy="Run `pulumi refresh`, then `pulumi preview`: it shows what would be bought",
            )
        known = identity.id_from_network
        if known and live.id_from_network and live.id_from_network != known:
            raise LookAtAccount(
                doing,
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
        body = bodies.update(declared, live, previous) | bodies.destination(declared.campaign)
        moved = self._client.update(origin, live.promo_number, body)
        _require_same_digits(live, moved)
        self._listing.left(origin, live.promo_number)
        # Ids may be adjusted by a move, so the number is read again under its new parent.
        return self._reread(declared.campaign, live.promo_number)

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
            body = bodies.update(declared, live, previous, clear_token)
            answer = self._client.update(where, live.promo_number, body)
            _require_same_digits(live, answer)
            live, unlike = answer, _unlike(declared, answer, previous)
            # Only a key that did not go away is worth the other way of saying "no value".
            if not bodies.to_clear(declared, live, previous):
                break
        if unlike:
            live = self._reread(where, live.promo_number)
            unlike = _unlike(declared, live, previous)
        if unlike:
            raise _not_kept(live, unlike)
        return live

    def _reread(self, where: CampaignRef, promo_number: str) -> PromoNumber:
        """GET, again for a short while where Invoca shows a write late. Raises NotFound."""
        for _ in range(REREADS - 1):
            try:
                return self._client.get(where, promo_number)
            except NotFound:
                self._timing.sleep(REREAD_SECONDS)
        return self._client.get(where, promo_number)

    # -- release ---------------------------------------------------------------------------------

    def release(self, where: CampaignRef, identity: Identity) -> bool:
        """Releases the number for good; True where it was released or gone before.

        False where this run still holds it: the engine deletes what a forced replacement kept.
        """
        promo_number = identity.promo_number
        if self.claims.hold(promo_number):
            return False
        if self.read(where, identity) is None:
            return True
        self._same_number(identity, where)
        try:
            self._client.delete(where, promo_number)
        except NotFound as error:
            if not error.record_not_found:
                raise
        self._require_gone(where, promo_number)
        self._listing.left(where, promo_number)
        return True

    def _require_gone(self, where: CampaignRef, promo_number: str) -> None:
        for _ in range(REREADS):
            if promo_number not in self._listing.fetch(where) or self._is_gone(where, promo_number):
                return
            self._timing.sleep(REREAD_SECONDS)
        raise LookAtAccount(
            f"releasing promo number {promo_number} of {where}",
            answer="Invoca accepted it, but still shows the number",
            remedy="Look at it in Invoca; the next `pulumi up` tries again",
        )

    def _is_gone(self, where: CampaignRef, promo_number: str) -> bool:
        try:
            return self._client.get(where, promo_number).is_released
        except NotFound:
            return True


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


def _nothing_to_adopt(declared: Declaration, answer: str) -> PurchaseRefused:
    by = declared.adopt if isinstance(declared.adopt, str) else f"id '{declared.id_from_network}'"
    return PurchaseRefused(
        f"adopting {by} in {declared.campaign}",
        answer=answer,
        remedy="`adopt` never buys. Check the number and the campaign, or take `adopt` away to buy",
    )


def _not_certainly_ours(
    declared: Declaration, live: PromoNumber, changes: list[Difference]
) -> LookAtAccount:
    return LookAtAccount(
        f"taking over {live.promo_number}, which already has id '{live.id_from_network}' in "
        f"{declared.campaign}",
        answer="; ".join(map(str, changes)),
        remedy="If it is yours, write `adopt: true` and it is brought to the declaration; if not, "
        "declare another id_from_network",
    )


def _not_kept(live: PromoNumber, unlike: list[Difference]) -> LookAtAccount:
    return LookAtAccount(
        f"checking what Invoca made of promo number {live.promo_number}",
        answer="; ".join(map(str, unlike)),
        remedy="Invoca accepted the request but not these values. Check that the custom data "
        "fields exist in the account and that the values fit them",
    )
