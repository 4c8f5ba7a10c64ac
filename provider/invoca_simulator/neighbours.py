"""The endpoints around promo numbers, which are only read: advertisers, campaigns, affiliates."""

from __future__ import annotations

from . import errors
from .access import refuse_advertiser, refuse_parent
from .account import SimulatedAccount
from .answering import refused_list
from .knobs import Knobs
from .number_request import FIRST_ERROR_HANDLE
from .objects import show_advertiser, show_affiliate, show_affiliate_campaign, show_campaign
from .paths import PathMeaning
from .records import InvocaAnswer, Parent, StoredCampaign, Token

ENDPOINTS = frozenset(
    {
        "advertisers",
        "advertiser_campaigns",
        "advertiser_campaign",
        "affiliates",
        "advertiser_affiliates",
        "affiliate_campaigns",
        "affiliate_campaign",
        "js_tags",
        "transactions",
    }
)
AFFILIATES = frozenset({"affiliates", "advertiser_affiliates", "affiliate_campaigns"})


def read(target: PathMeaning, path: str, token: Token, account: SimulatedAccount) -> InvocaAnswer:
    advertiser = target.parent.advertiser
    refused = refused_list(_knob(target.kind, account.knobs), path, FIRST_ERROR_HANDLE)
    if refused:
        return refused
    if target.kind == "advertisers":
        return _advertisers(token, account)
    if target.kind == "js_tags":
        return _tags(account)
    if target.kind == "transactions":
        return _transactions(account)
    if target.kind == "affiliates":
        return _affiliates(_readable(account.state.directory.campaigns(), token, account))
    if target.kind in {"advertiser_campaigns", "advertiser_affiliates"}:
        return _of_advertiser(target.kind, advertiser, token, account)
    refused = refuse_parent(target.parent, token, account)
    campaign = account.state.directory.campaign(advertiser, target.parent.campaign)
    if refused or campaign is None:
        return refused or errors.campaign_not_found(target.parent)
    return _in_campaign(target, campaign)


def _knob(kind: str, knobs: Knobs) -> str:
    if kind == "advertiser_campaigns":
        return knobs.campaigns_list
    return knobs.affiliates_list if kind in AFFILIATES else "open"


def _in_campaign(target: PathMeaning, campaign: StoredCampaign) -> InvocaAnswer:
    if target.kind == "affiliate_campaigns":
        shares = [show_affiliate_campaign(campaign, name) for name in campaign.affiliates]
        return InvocaAnswer(200, shares)
    if target.parent.affiliate is not None:
        return InvocaAnswer(200, show_affiliate_campaign(campaign, target.parent.affiliate))
    return InvocaAnswer(200, show_campaign(campaign))


def _readable(
    campaigns: list[StoredCampaign], token: Token, account: SimulatedAccount
) -> list[StoredCampaign]:
    return [
        campaign
        for campaign in campaigns
        if not refuse_parent(Parent(campaign.advertiser, campaign.campaign), token, account)
    ]


def _advertisers(token: Token, account: SimulatedAccount) -> InvocaAnswer:
    names = dict.fromkeys(campaign.advertiser for campaign in account.state.directory.campaigns())
    allowed = [name for name in names if not refuse_advertiser(name, token, account.knobs)]
    return InvocaAnswer(200, [show_advertiser(name) for name in allowed])


def _tags(account: SimulatedAccount) -> InvocaAnswer:
    """One tag, which uses every field of the account."""
    fields = [
        {"enabled": True, "partner_name": name} for name in account.state.directory.custom_fields()
    ]
    tag = {"id": "1", "name": "Web site", "live_revision": {"custom_data_fields": fields}}
    return InvocaAnswer(200, {"data": [tag]})


def _transactions(account: SimulatedAccount) -> InvocaAnswer:
    """A report without rows: its first line names the account's fields."""
    names = ",".join(account.state.directory.custom_fields())
    return InvocaAnswer(200, f"{names}\n", {"content-type": "text/csv; charset=utf-8"})


def _affiliates(campaigns: list[StoredCampaign]) -> InvocaAnswer:
    names = dict.fromkeys(name for campaign in campaigns for name in campaign.affiliates)
    return InvocaAnswer(200, [show_affiliate(name) for name in names])


def _of_advertiser(
    kind: str, advertiser: str, token: Token, account: SimulatedAccount
) -> InvocaAnswer:
    refused = refuse_advertiser(advertiser, token, account.knobs)
    if refused:
        return refused
    campaigns = account.state.directory.campaigns(advertiser)
    if not campaigns:
        return errors.advertiser_not_found(advertiser)
    if kind == "advertiser_affiliates":
        return _affiliates(campaigns)
    return InvocaAnswer(200, [show_campaign(campaign) for campaign in campaigns])
