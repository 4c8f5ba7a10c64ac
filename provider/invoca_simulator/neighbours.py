"""The endpoints around promo numbers, which are only read: advertisers, campaigns, affiliates."""

from __future__ import annotations

from . import errors
from .access import refuse_advertiser, refuse_parent
from .account import Account
from .objects import show_campaign, show_named
from .paths import Target
from .records import Answer, Campaign, Token

ENDPOINTS = frozenset(
    {
        "advertisers",
        "advertiser_campaigns",
        "advertiser_campaign",
        "affiliates",
        "affiliate_campaign",
    }
)


def read(target: Target, token: Token, account: Account) -> Answer:
    if target.kind == "advertisers":
        return _advertisers(token, account)
    if target.kind == "advertiser_campaigns":
        return _advertiser_campaigns(target.parent.advertiser, token, account)
    refused = refuse_parent(target.parent, token, account)
    campaign = account.state.directory.campaign(target.parent.advertiser, target.parent.campaign)
    if refused or campaign is None:
        return refused or errors.campaign_not_found(target.parent)
    return _in_campaign(target, campaign)


def _in_campaign(target: Target, campaign: Campaign) -> Answer:
    if target.kind == "affiliates":
        return Answer(200, [show_named("affiliate", name) for name in campaign.affiliates])
    if target.parent.affiliate is not None:
        affiliate = show_named("affiliate", target.parent.affiliate)
        return Answer(200, {**show_campaign(campaign), "affiliate": affiliate})
    return Answer(200, show_campaign(campaign))


def _advertisers(token: Token, account: Account) -> Answer:
    names = dict.fromkeys(campaign.advertiser for campaign in account.state.directory.campaigns())
    allowed = [name for name in names if not refuse_advertiser(name, token, account.knobs)]
    return Answer(200, [show_named("advertiser", name) for name in allowed])


def _advertiser_campaigns(advertiser: str, token: Token, account: Account) -> Answer:
    refused = refuse_advertiser(advertiser, token, account.knobs)
    if refused:
        return refused
    campaigns = account.state.directory.campaigns(advertiser)
    if not campaigns:
        return errors.advertiser_not_found(advertiser)
    return Answer(200, [show_campaign(campaign) for campaign in campaigns])
