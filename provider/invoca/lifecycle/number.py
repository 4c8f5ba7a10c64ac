"""A promo number as every engine manages it: check, diff, create, read, update, delete.

Owns: which step of a number's life each verb is, and what a state keeps after it. A face translates
its engine's values into these and back, and decides nothing. Records are maps of the keys of
`promo_number.record`, with UNKNOWN where a value is not known yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..account import WrongSettings
from ..errors import InvocaError, NotKept
from ..promo_number import decide, networks, record
from ..promo_number.another_number import AnotherNumber
from ..promo_number.check import CheckedInputs, check, counts_as_purchase
from ..promo_number.decide import Action, Decision, Wanted
from ..promo_number.identity import Declarer, name_in
from ..promo_number.located import Place
from ..promo_number.models import CampaignRef, PromoNumber, short
from ..promo_number.notices import counts_as_gone
from ..promo_number.open_purchases import PendingPurchase, left_behind
from ..promo_number.problems import Problem
from ..promo_number.record import BOUGHT_AT, DECLARED_ID, NETWORK_ID, UNSEEN, Identity
from ..promo_number.refusals import NotShownYet, asked_for_twice, held_already, named_twice
from .held import Purchased, is_same_choice
from .lifecycle import Lifecycle
from .purchase_notes import Sent

Record = Mapping[str, Any]


class Outcome(NamedTuple):
    """What a state is to hold after a verb.

    inputs: those that would declare what was read. error: what went wrong all the same; the state
    keeps the number, and the next run repairs it.
    """

    resource_id: str
    outputs: dict[str, Any]
    inputs: dict[str, Any]
    error: InvocaError | None = None


class Number:
    """The verbs of one run.

    needs_consent: whether a release needs the consent of the record; False where the engine itself
    protects what the program does not let go of.
    """

    def __init__(self, life: Lifecycle, *, needs_consent: bool = False) -> None:
        self._life = life
        self._needs_consent = needs_consent
        self._held = life.held
        self._tell = life.tell

    def check(self, olds: Record, news: Record, resource: str = "") -> CheckedInputs:
        """The inputs to use, and what is wrong with them; counts them against the purchase limit.

        olds: the inputs in the state; {} where it has no such number. resource: what the engine
        tells it from others by, where it lets two have one name; "" where that is not known. Sends
        nothing, never raises.
        """
        self._held.checked(record.holder(olds), may_release=record.may_be_released(olds))
        checked = check(olds, news)
        problems = checked.problems or self._asked_twice(olds, checked.inputs, resource)
        if not problems and olds:
            self._note_renamed(_name(olds), _name(checked.inputs))
        elif not problems:
            self._note_what_is_created(checked.inputs)
        if not problems and counts_as_purchase(olds, checked.inputs):
            problems = self._beyond_the_limit(checked.inputs)
        return CheckedInputs(checked.inputs, problems)

    def diff(self, resource_id: str, olds: Record, news: Record) -> Decision:
        """What the checked inputs make of a number that the state holds. Sends nothing.

        olds: the outputs in the state. Refused where it would be replaced without consent, or where
        something else of this run holds its number, and where it is another network's.
        """
        who = record.identity(resource_id, olds)
        try:
            self._require_own("planning", who, olds)
        except WrongSettings as error:
            return Decision(Action.REFUSE, refusal=error)
        key = record.holder(olds)
        may_release = self._held.may_release(key, record.may_be_released(olds))
        decision = decide.change(who, olds, news, may_release=may_release)
        is_decided = decision.refusal is not None or not who.promo_number
        if is_decided or not self._held.is_planned(who.promo_number, key):
            return decision
        if decision.action is Action.REPLACE:
            self._held.will_replace(who.promo_number)
            return decision
        refusal = self._claim(who, news)
        if refusal:
            return Decision(Action.REFUSE, refusal=refusal)
        self._held.saw(_name(news), resource_id, olds)
        return decision

    def foresee(self, inputs: Record) -> None:
        """Tells what creating the number of checked inputs would tell beside a purchase, where all
        of them are known. Reads lists only."""
        if not record.unknown_names(inputs):
            self._life.foresee(Wanted.of(inputs))

    def is_live(self, inputs: Record) -> bool:
        """Whether the number for checked inputs would be taken over. Raises InvocaError."""
        return self._life.is_live(Wanted.of(inputs))

    def create(self, inputs: Record, *, only_buys: bool = False) -> Outcome:
        """The number for checked inputs: bought, or taken over. only_buys: refused where it is
        live, because no plan has seen who holds it."""
        return self._acquired(inputs, only_buys=only_buys)

    def read(self, resource_id: str, outputs: Record) -> Outcome | None:
        """What is live of a number that the state holds; None where it is certainly gone."""
        who = record.identity(resource_id, outputs)
        self._require_own("reading", who, outputs)
        if not who.promo_number:
            return self._read_pending(resource_id, outputs)
        self._held.looked_at(who.promo_number, record.holder(outputs))
        try:
            place = self._life.locate(record.campaign(outputs), who)
        except NotShownYet as error:
            self._tell(str(error))
            return Outcome(who.promo_number, dict(outputs), record.inputs_seen(outputs))
        if place is None:
            where, name = record.campaign(outputs), _shown_name(who, outputs)
            self._tell(counts_as_gone(who.promo_number, who.id_from_network, name, where))
            return None
        live = self._life.locator.looked_at(place, record.last_declaration(outputs))
        # Where a dead run moved it: a diff moves it back, if it is declared elsewhere by now.
        now = record.put_in(outputs, place.where)
        marked = record.spelled_network(outputs.get(NETWORK_ID))
        seen = self._outputs(now, live, {**outputs, UNSEEN: None}, network=marked)
        self._held.looked_at(who.promo_number, record.holder(seen))
        return Outcome(who.promo_number, seen, record.inputs_seen(seen))

    def update(self, resource_id: str, olds: Record, news: Record) -> Outcome:
        """Brings the live number to the checked inputs, or settles its purchase."""
        who = record.identity(resource_id, olds)
        self._require_own("changing", who, olds)
        if not who.promo_number:
            return self._acquired_after(who, olds, news)._replace(resource_id=resource_id)
        previous, declared = record.last_declaration(olds), record.declaration(news)
        if decide.only_consent_changed(who, olds, news):
            return Outcome(resource_id, _consented(olds, news), dict(news))
        live = self._life.update(who, previous, declared)
        outputs = self._outputs(news, live, {**olds, UNSEEN: None})
        return Outcome(resource_id, outputs, record.inputs_seen(outputs))

    def delete(self, resource_id: str, outputs: Record, name: str = "") -> bool:
        """Releases the number for good; False where it was kept, and a person hears of it.

        name: as which the state holds it, where the engine says so; the outputs say as which it was
        when it was changed last.
        """
        who = record.identity(resource_id, outputs)
        self._require_own("releasing", who, outputs)
        if not who.promo_number:
            return self._delete_pending(who, outputs)
        return self._life.release(
            record.campaign(outputs),
            who,
            name=self._held.renamed_to(outputs.get(DECLARED_ID))
            or self._held.renamed_from(name or _shown_name(who, outputs)),
            declared=record.last_declaration(outputs),
            may_release=record.may_be_released(outputs),
            needs_consent=self._needs_consent,
        )

    def _require_own(self, doing: str, who: Identity, outputs: Record) -> None:
        """Raises WrongSettings where the number is another network's."""
        name = _shown_name(who, outputs)
        networks.require_own(outputs, self._life.network, doing, who.promo_number, name)

    # -- creating ----------------------------------------------------------------------------------

    def _acquired(
        self, inputs: Record, in_state: Sent | None = None, *, only_buys: bool = False
    ) -> Outcome:
        wanted = Wanted.of(inputs)._replace(only_buys=only_buys)
        try:
            live = self._life.acquire(wanted, in_state)
        except NotKept as error:
            # Bought, or taken over, but not as declared: it is ours, and the state has to say so.
            if not isinstance(error.live, PromoNumber):
                raise
            at = error.where if isinstance(error.where, CampaignRef) else wanted.declared.campaign
            outputs = self._outputs(record.put_in(inputs, at), error.live, {})
            seen = record.inputs_seen(outputs)
            return Outcome(error.live.promo_number, outputs, seen, error)
        except PendingPurchase as error:
            outputs = record.outputs_of_pending(
                inputs if error.sent_as is None else record.declared_as(inputs, error.sent_as),
                error.since,
                error.record,
                network=self._life.network,
            )
            return Outcome(record.pending_id(outputs), outputs, record.inputs_seen(outputs), error)
        return Outcome(live.promo_number, self._outputs(inputs, live, {}), dict(inputs))

    def _outputs(
        self, inputs: Record, live: PromoNumber, kept_from: Record, network: str | None = None
    ) -> dict[str, Any]:
        """network: what the state says of it; None where that is the run's from now on."""
        bought = self._held.purchased(live.promo_number)
        before = record.seconds(kept_from.get(BOUGHT_AT))
        bought = bought or (Purchased(before, bool(kept_from.get(UNSEEN))) if before else None)
        return record.outputs_of(
            inputs,
            live,
            network=self._life.network if network is None else network,
            bought_at=bought.at if bought else None,
            is_unseen=bool(bought and bought.is_unseen),
        )

    # -- while a purchase is pending ---------------------------------------------------------------

    def _read_pending(self, resource_id: str, outputs: Record) -> Outcome | None:
        inputs = record.inputs_seen(outputs)
        live = self._shown_of_pending(Wanted.of(inputs))
        if live is None:
            return Outcome(resource_id, dict(outputs), inputs)
        seen = self._outputs(inputs, live, {})
        return Outcome(live.promo_number, seen, record.inputs_seen(seen))

    def _shown_of_pending(self, wanted: Wanted) -> PromoNumber | None:
        """The number of a pending purchase; None where none shows that is certainly it. Where
        Invoca shows another id, or none, a person names it by its digits."""
        try:
            return self._life.read_pending(wanted)
        except AnotherNumber:
            return None

    def require_settled(self, resource_id: str, outputs: Record) -> None:
        """Raises PendingPurchase or LookAtAccount while nobody knows what became of the purchase
        of a number, or Invoca does not show it yet."""
        who = record.identity(resource_id, outputs)
        self._require_own("replacing", who, outputs)
        if who.promo_number:
            self._life.require_shown(record.campaign(outputs), who)
        else:
            self._life.require_settled(Wanted.of(record.inputs_seen(outputs)), who)

    def _acquired_after(self, who: Identity, olds: Record, news: Record) -> Outcome:
        """The number of a purchase that is pending, for what is declared now. Where that is
        another number, none is bought before it is settled what became of the first, which is
        named."""
        wanted, before = Wanted.of(news), Wanted.of(record.inputs_seen(olds))
        if _is_same_purchase(wanted, before):
            return self._acquired(news, Sent.in_state(olds))
        left = self._bought_before(wanted, before, who, _name(olds))
        made = self._acquired(news)
        if left is None or left.live.promo_number == made.outputs.get("promo_number"):
            return made
        # Asked last: another entry may have taken it over meanwhile.
        if not self._life.is_held(left.live.promo_number, before):
            self._tell(left_behind(left.live, left.where))
        return made

    def _bought_before(
        self, wanted: Wanted, before: Wanted, who: Identity, name: str
    ) -> Place | None:
        if not wanted.declared.adopted_digits:
            return self._life.bought_before(before, who, name)
        # Nothing is bought, and a person says which number it is: also one that shows late.
        live = self._shown_of_pending(before)
        return Place(live, before.declared.campaign) if live else None

    def _delete_pending(self, who: Identity, outputs: Record) -> bool:
        """A purchase that nobody wants any more; raises while nobody knows whether it was one."""
        wanted = Wanted.of(record.inputs_seen(outputs))
        live = self._life.let_go(wanted, who, _name(outputs))
        if live is None:
            return True
        return self._life.release(
            record.campaign(outputs),
            Identity(live.promo_number, live.id_from_network),
            name=_name(outputs),
            may_release=record.may_be_released(outputs),
            needs_consent=self._needs_consent,
        )

    # -- what a run would do twice -----------------------------------------------------------------

    def _asked_twice(self, olds: Record, inputs: Record, resource: str) -> list[Problem]:
        wanted, name = inputs.get("id_from_network"), _name(inputs)
        if not wanted or not name or record.holds_unknown(wanted):
            return []
        where = [str(inputs.get(part)) for part in ("advertiser_id", "campaign_id")]
        is_made = bool(inputs.get(record.ID_IS_GENERATED))
        first = self._held.ask_for((*where, wanted), (name, resource))
        if first is not None:
            # Whichever the engine checks first, the one that the state holds is not the new one.
            is_held = olds.get("id_from_network") == wanted
            new, other = (first[0], name) if is_held else (name, first[0])
            said = asked_for_twice(str(wanted), new, other, is_made=is_made)
            return [Problem(("id_from_network",), said)]
        return self._named_twice(inputs, name) if is_made else []

    def _named_twice(self, inputs: Record, name: str) -> list[Problem]:
        """An id that was made from a name is the same in each campaign: it would be one number."""
        if any(record.holds_unknown(inputs.get(part)) for part in CampaignRef._fields):
            return []
        elsewhere = self._held.ask_for(("name", name), [_place(inputs)])
        if elsewhere is None:
            return []
        return [Problem((), named_twice(name, _place(inputs), elsewhere[0]))]

    def _note_renamed(self, former: str, name: str) -> None:
        """A replacement that the engine forces is created without a word of what it replaces."""
        if former and name and former != name:
            self._held.goes_on_from(name, former)

    def _note_what_is_created(self, inputs: Record) -> None:
        name = _name(inputs)
        if name and not record.unknown_names(inputs):
            self._held.wants_anew(name, inputs)

    def _beyond_the_limit(self, inputs: Record) -> list[Problem]:
        wanted = inputs.get("id_from_network")
        # Two numbers whose ids are not known yet are still two.
        is_known = wanted and not record.holds_unknown(wanted)
        key = f"{_place(inputs)}/{wanted}" if is_known else ""
        try:
            self._life.limit.plan(key)
        except InvocaError as error:
            return [Problem((), str(error))]
        return []

    def _claim(self, who: Identity, news: Record) -> InvocaError | None:
        """Why not: something of another name holds the number in this run."""
        name = _name(news)
        self._held.claim(who.promo_number, name or None)
        holder = self._held.holder(who.promo_number)
        if not name or holder in (None, name):
            return None
        live = PromoNumber(promo_number=who.promo_number, id_from_network=who.id_from_network)
        return held_already(record.unchecked(news).declared, live, str(holder))


def _consented(olds: Record, news: Record) -> dict[str, Any]:
    """A consent that is given or withdrawn changes the state alone."""
    bookkeeping = record.present(news, record.BOOKKEEPING)
    return {**olds, **bookkeeping}


def _is_same_purchase(wanted: Wanted, before: Wanted) -> bool:
    """Whether what was bought before is what is wanted now. Where Invoca picks ids, what chooses a
    number tells one from another."""
    now, then = wanted.declared, before.declared
    is_same_id = now.id_from_network == then.id_from_network
    return is_same_id and (not wanted.invoca_picks or is_same_choice(now, then))


def _place(inputs: Record) -> str:
    """The campaign, as advertiser/campaign or advertiser/campaign/affiliate."""
    return short(inputs.get(part) for part in CampaignRef._fields)


def _name(properties: Record) -> str:
    who = Declarer.read(properties.get(record.DECLARED_BY))
    return who.name if who else ""


def _shown_name(who: record.Identity, outputs: Record) -> str:
    """The name that the state knows it by, or that its generated id was made for; "" for none."""
    return _name(outputs) or name_in(who.id_from_network) or ""
