"""The paths of Invoca's Network Integration API.

Owns: how a campaign and an id become a path. Must not know: how a path is requested.
Source: promo-numbers page, "API Endpoints", and the pages of advertisers and campaigns.
"""

from __future__ import annotations

from urllib.parse import quote

from ..promo_number.models import CampaignRef

ADVERTISERS = "/advertisers.json"


def campaigns(advertiser_id: str) -> str:
    return f"/advertisers/{_segment(advertiser_id)}/advertiser_campaigns.json"


def campaign(where: CampaignRef) -> str:
    return f"{_advertiser_campaign(where)}.json"


def affiliate_campaigns(where: CampaignRef) -> str:
    """The affiliate campaigns of the advertiser campaign, whichever affiliate `where` names."""
    return f"{_advertiser_campaign(where)}/affiliate_campaigns.json"


def affiliate_campaign(where: CampaignRef) -> str:
    """`where` names an affiliate."""
    return f"{_parent(where)}.json"


def promo_numbers(where: CampaignRef) -> str:
    """The collection in which Invoca picks the id."""
    return f"{_parent(where)}/promo_numbers.json"


def promo_number(where: CampaignRef, digits: str) -> str:
    return f"{_parent(where)}/promo_numbers/{_segment(digits)}.json"


def promo_numbers_by_id(where: CampaignRef) -> str:
    """The collection in which the caller picks id_from_network."""
    return f"{_parent(where)}/promo_numbers_by_id.json"


def promo_number_by_id(where: CampaignRef, id_from_network: str) -> str:
    return f"{_parent(where)}/promo_numbers_by_id/{_segment(id_from_network)}.json"


def _advertiser_campaign(where: CampaignRef) -> str:
    advertiser, campaign = _segment(where.advertiser_id), _segment(where.campaign_id)
    return f"/advertisers/{advertiser}/advertiser_campaigns/{campaign}"


def _parent(where: CampaignRef) -> str:
    path = _advertiser_campaign(where)
    if where.affiliate_id is None:
        return path
    return f"{path}/affiliates/{_segment(where.affiliate_id)}/affiliate_campaigns"


def _segment(text: str) -> str:
    if text in {"", ".", ".."}:
        raise ValueError(f"{text!r} cannot be part of a path: it would point somewhere else")
    # Everything outside RFC 3986 "unreserved" is encoded, the slash too.
    return quote(text, safe="-._~")
