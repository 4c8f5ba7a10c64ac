"""Numbers that exist already: their identity, and the state that a first look makes of them.

Owns: how an import names a number, and under which key it comes in. Decides nothing: what is read
is what a declaration of the number as it is would say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from invoca.campaign_file.naming import first_free
from invoca.errors import FixDeclaration
from invoca.lifecycle import importing, lookups
from invoca.promo_number import record
from invoca.promo_number.as_declared import Oddity
from invoca.promo_number.identity import Declarer, is_same_id, name_in
from invoca.promo_number.models import CampaignRef, PromoNumber
from invoca.promo_number.values import ten_digits

from . import state
from .declaring import declared
from .fields import DELETION_PROTECTION, KEY, NETWORK_ID, TAKEN_OVER
from .lookups import campaign_of
from .run import Run
from .state import Made
from .wire.schema import STRING, Attribute, IdentityAttribute, Schema
from .wire.values import holds_unknown

FORM = "advertiser/campaign/ten digits, or advertiser/campaign/affiliate/ten digits"
IDENTITY_VERSION = 0

IDENTITY = (
    IdentityAttribute("advertiser_id", STRING, "The advertiser, as the network's own id."),
    IdentityAttribute("campaign_id", STRING, "The advertiser campaign, as the network's own id."),
    IdentityAttribute("affiliate_id", STRING, "The affiliate, if any.", is_required=False),
    IdentityAttribute("promo_number", STRING, "The phone number, ten digits."),
)


class ImportTarget(NamedTuple):
    where: CampaignRef
    digits: str


def target(id_: str, identity: Mapping[str, Any] | None) -> ImportTarget:
    """Which number is meant, by its import id or its identity. Raises FixDeclaration."""
    parts: list[Any] = [unquote(part) for part in id_.split("/")]
    if identity is not None:
        parts = [identity.get(one.name) for one in IDENTITY]
    elif len(parts) == len(IDENTITY) - 1:
        parts.insert(2, None)
    try:
        advertiser, campaign, affiliate, digits = parts
        where = CampaignRef.checked([advertiser, campaign, affiliate or None])
        return ImportTarget(where, ten_digits(str(digits)))
    except ValueError:
        shown = id_ or ", ".join(str(part) for part in parts)
        raise FixDeclaration(
            f"importing '{shown}'",
            answer="it is not the id of a number",
            remedy=f"Write {FORM}, such as acme/spring-radio/8005550100",
        ) from None


def identity(now: Mapping[str, Any]) -> dict[str, Any] | None:
    """The identity of the number in a state; None while that is not known."""
    found = {one.name: now.get(one.name) for one in IDENTITY}
    return None if holds_unknown(found) or not found["promo_number"] else found


def imported(run: Run, wanted: ImportTarget) -> Made:
    """The state of a live number. Raises InvocaError where it is not there, or is held."""
    live = importing.find(run.life, wanted.where, wanted.digits)
    made = state_of(run, wanted.where, live)
    run.walk.imports(wanted.digits)
    if run.namespace is not None and made.state is not None:
        # An engine does not say at which address. Under another key the plan finds what else holds
        # the number.
        who = Declarer.within(run.namespace, made.state[KEY.name])
        importing.require_unheld(run.life, live, who)
    return made


def state_of(run: Run, where: CampaignRef, live: PromoNumber) -> Made:
    """The state that a configuration makes which declares the number as it is."""
    inputs, remarks = importing.as_it_is(run.life, where, live)
    told = {remark.oddity: remark.text for remark in remarks}
    if Oddity.ID_IS_UNUSABLE not in told:
        # A state names the number by its digits anyway; only an id that misleads needs more.
        del inputs["adopt"]
        told.pop(Oddity.HAS_NO_ID, None)
    made = record.outputs_of(inputs, live, network=run.life.network)
    key, is_generated = _key(run, inputs, live)
    state_ = {
        **{name: inputs.get(name) for name in record.DECLARED},
        KEY.name: key,
        DELETION_PROTECTION.name: inputs[record.PROTECT],
        NETWORK_ID.name: run.network,
        TAKEN_OVER.name: True,
        **state.outputs_only(made),
    }
    kept = state.private(made)
    if is_generated:
        kept[record.ID_IS_GENERATED] = True
    for text in told.values():
        run.tell(text)
    return Made(state_, kept)


def list_schema() -> Schema:
    """The block of a `list` of numbers (`terraform query`)."""
    return Schema(
        "The live numbers of a campaign.",
        tuple(
            Attribute(
                one.name,
                one.type,
                one.description,
                required=one.is_required,
                optional=not one.is_required,
            )
            for one in IDENTITY
            if one.name in CampaignRef._fields
        ),
    )


def listed(run: Run, config: Mapping[str, Any]) -> list[tuple[str, Made]]:
    """Every live number of a campaign: what a person calls it, and its state."""
    where = campaign_of(config)
    return [
        (f"{live.description or 'without a description'} ({live.e164})", state_of(run, where, live))
        for live in lookups.every(run.life, where)
    ]


def _key(run: Run, inputs: Mapping[str, Any], live: PromoNumber) -> tuple[str, bool]:
    """The key of which the number's id was made, or a name made of its description; and whether the
    id is the one that is made of that key."""
    named = name_in(inputs.get("id_from_network"))
    if named is not None and _is_generated(run, inputs, named):
        return named, True
    with run.walk.names() as taken:
        key = first_free(live, taken)
        taken.add(key)
    return key, _is_generated(run, inputs, key)


def _is_generated(run: Run, inputs: Mapping[str, Any], key: str) -> bool:
    """Whether the number's id is the one that is made of a key."""
    made = declared({**inputs, KEY.name: key, "id_from_network": None}, run.namespace)
    id_ = made.get("id_from_network")
    return isinstance(id_, str) and is_same_id(id_, inputs.get("id_from_network"))
