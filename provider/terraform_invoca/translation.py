"""The core's own steps over records, in the names that this provider uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoca.lifecycle import Lifecycle
from invoca.lifecycle.number import Number as Number
from invoca.promo_number import decide, locate, record
from invoca.promo_number.identity import Declarer, identities
from invoca.promo_number.models import CampaignRef, PromoNumber

DECLARED = record.DECLARED
ID_IS_GENERATED, FORMER_IDS, PROTECT = record.ID_IS_GENERATED, record.FORMER_IDS, record.PROTECT
DECLARED_BY, DECLARED_ID = record.DECLARED_BY, record.DECLARED_ID
CREATE_ONLY_UNKNOWN = record.CREATE_ONLY_UNKNOWN
outputs_of = record.outputs_of


class Locator:
    """Looks for numbers as an import or a data source names them."""

    def __init__(self, life: Lifecycle) -> None:
        self._locator: locate.Locator = life.locator

    def find(self, where: CampaignRef, digits: str) -> PromoNumber | None:
        return self._locator.find(where, digits)

    def under_id(self, where: CampaignRef, id_: str) -> PromoNumber | None:
        return self._locator.under_id(where, id_)

    def listed(self, where: CampaignRef) -> list[PromoNumber]:
        return list(self._locator.listed(where))


def made_id(declared_by: tuple[str, str, str], inputs: Mapping[str, Any]) -> str:
    return identities(Declarer(*declared_by), inputs).id


def replacing(id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    """The inputs for which another number would be needed."""
    return list(decide.change(record.Identity(id_), olds, news).replaces)
