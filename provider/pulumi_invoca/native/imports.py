"""Import: a number that is live, as the resource that a state is to hold.

Owns: the form of an import id. Must not know: how a number is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from invoca.lifecycle.importing import imported
from invoca.lifecycle.number import Outcome
from invoca.promo_number.models import CampaignRef

from .declared import declarer
from .refusals import CallRefused

if TYPE_CHECKING:
    from .account import ConfiguredProvider

_FORM = (
    "advertiser/campaign/8005550100, or advertiser/campaign/affiliate/8005550100 in an affiliate "
    "campaign; the number's id from the network may be used instead of its digits, and a slash "
    "within an id is written %2F"
)


def import_(provider: ConfiguredProvider, urn: str, import_id: str) -> Outcome:
    """Raises CallRefused, InvocaError."""
    *place, number = (unquote(part).strip() for part in import_id.strip().split("/"))
    if len(place) not in (2, 3) or not all((*place, number)):
        raise CallRefused(f"'{import_id}' does not name a promo number. Write {_FORM}")
    try:
        where = CampaignRef.checked([*place, None][:3])
    except ValueError:
        raise CallRefused(f"'{import_id}' does not name a campaign. Write {_FORM}") from None
    return imported(provider.life, provider.tell, where, number, declarer(urn))
