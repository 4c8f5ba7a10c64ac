"""What surrounds promo numbers, as Invoca shows it: advertisers, campaigns, affiliates' shares.

Owns: the fields of these that are of use here, read leniently. Must not know: HTTP.
Source: the pages "Advertisers", "Advertiser Campaigns" and "Affiliate Campaigns" of Invoca's
Network API.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from ..promo_number.shown import live_custom_data, live_int, live_text

_Text = Annotated[str | None, BeforeValidator(live_text)]
_Int = Annotated[int | None, BeforeValidator(live_int)]


class _Neighbour(BaseModel):
    """id: Invoca's own. id_from_network: the network's; None where there is none. status: Invoca's
    word, such as "Activated"; None where it is not shown."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: _Int = None
    id_from_network: _Text = None
    name: _Text = None
    status: _Text = None
    object_url: _Text = None

    @model_validator(mode="after")
    def _says_which_it_is(self) -> _Neighbour:
        # An empty object does not show that anything could be read.
        if self.id is None and not self._network_id():
            raise ValueError("has no id")
        return self

    def _network_id(self) -> str | None:
        return self.id_from_network


class Advertiser(_Neighbour):
    """Whom numbers are bought for."""


class AdvertiserCampaign(_Neighbour):
    """An advertiser campaign."""


class AffiliateCampaign(_Neighbour):
    """One affiliate's share of an advertiser campaign.

    max_promo_numbers: how many promo numbers it may hold, or None. custom_data: as text.
    """

    affiliate_id_from_network: _Text = None
    max_promo_numbers: _Int = None
    custom_data: Annotated[dict[str, str], BeforeValidator(live_custom_data)] = {}

    def _network_id(self) -> str | None:
        return self.affiliate_id_from_network or self.id_from_network
