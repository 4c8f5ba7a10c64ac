"""Whether the custom data fields that campaign files declare are known. Sends GET only.

Must not know: where the settings come from. Where no field is visible, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from invoca.account import Account
from invoca.at_once import AtOnce
from invoca.client import Client
from invoca.client.account_fields import account_fields
from invoca.counted import first
from invoca.errors import InvocaError
from invoca.promo_number.known_fields import Known, known_together
from invoca.promo_number.models import CampaignRef

from . import Check, note, ok
from .campaigns import Declared

_SUBJECT = "custom data"
_REMEDY = "Correct the key, or make the field in Invoca before anything is bought with it"


def look_at_fields(
    account: Account,
    client: Client,
    files: Mapping[str, Declared],
    campaigns: Iterable[CampaignRef],
    listed: Known,
) -> list[Check]:
    """files: what each campaign file declares. campaigns: those whose live numbers are asked where
    the account does not tell its fields. listed: the project's own list."""
    declared = [one for numbers in files.values() for one in numbers]
    if not any(keys for _, keys in declared):
        return []
    named = account_fields(account)
    carried = set() if named.is_complete else set(_carried(client, campaigns))
    known = known_together(
        named.names, is_complete=named.is_complete, carried=carried, listed=listed
    )
    if not known.keys:
        return []
    told = [
        f"{file}: {field.told(known.by)}"
        for file, numbers in files.items()
        for field in known.unknown(numbers)
    ]
    checks = [note(_SUBJECT, text, _REMEDY) for text in first(told, "field")]
    return checks or [ok(_SUBJECT, f"every field is one that {known.by}")]


def _carried(client: Client, campaigns: Iterable[CampaignRef]) -> Iterator[str]:
    with AtOnce() as at_once:
        for _, numbers in at_once.each(client.list, list(campaigns)):
            if not isinstance(numbers, InvocaError):
                yield from (key for number in numbers for key in number.custom_data)
