"""Decides who may call: version, rate, token, network, and the campaign that is named.

Each check answers what Invoca would, or None where the call may go on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import errors, server_clock, versions
from .account import SimulatedAccount
from .knobs import Knobs
from .records import Auth, InvocaAnswer, Json, Parent, Token


@dataclass(frozen=True)
class Credentials:
    auth: Auth
    token: Token | None


def read_credentials(sent: Mapping[Auth, object], account: SimulatedAccount) -> Credentials:
    """sent: the tokens of a request, by where they stood; the first that is one counts."""
    for auth, value in sent.items():
        if value:
            token = account.state.directory.token(str(value))
            return Credentials("wrong" if token is None else auth, token)
    return Credentials("none", None)


def version_meant(version: str, knobs: Knobs) -> str | InvocaAnswer:
    if version in versions.KNOWN:
        return version
    if knobs.unknown_version == "not_found":
        return errors.unknown_version(version, 404)
    earlier = versions.nearest_earlier(version)
    if knobs.unknown_version == "bad_request" or earlier is None:
        return errors.unknown_version(version, 400)
    return earlier


def refuse_token(token: Token, network_id: str | None, method: str) -> InvocaAnswer | None:
    if network_id is not None and network_id not in token.network_ids:
        return errors.unauthorized_operation(f"Not authorized for network {network_id}")
    if token.read_only and method != "GET":
        return errors.unauthorized_operation("This API token may only read")
    return None


def refuse_advertiser(advertiser: str, token: Token, knobs: Knobs) -> InvocaAnswer | None:
    if token.advertisers is None or advertiser in token.advertisers:
        return None
    if knobs.no_access == "not_found":
        return errors.advertiser_not_found(advertiser)
    return errors.no_access_to_advertiser(advertiser)


def refuse_parent(parent: Parent, token: Token, account: SimulatedAccount) -> InvocaAnswer | None:
    knobs, directory = account.knobs, account.state.directory
    if knobs.unknown_campaign == "create":
        _create_missing(parent, account)
    campaign = directory.campaign(parent.advertiser, parent.campaign)
    if campaign is not None and campaign.access == "unavailable":
        return errors.unavailable(campaign.id)
    closed = campaign is not None and campaign.access == "closed"
    if closed or refuse_advertiser(parent.advertiser, token, knobs):
        if knobs.no_access == "not_found":
            return errors.campaign_not_found(parent)
        return errors.no_access_to_advertiser(parent.advertiser)
    if campaign is None:
        return errors.campaign_not_found(parent)
    if parent.affiliate is not None and parent.affiliate not in campaign.affiliates:
        return errors.affiliate_not_found(parent)
    return None


def _create_missing(parent: Parent, account: SimulatedAccount) -> None:
    directory = account.state.directory
    affiliates = () if parent.affiliate is None else (parent.affiliate,)
    campaign = directory.campaign(parent.advertiser, parent.campaign)
    if campaign is None or not {*affiliates} <= {*campaign.affiliates}:
        name = None if campaign is None else campaign.name
        inherited: Json = {} if campaign is None else campaign.inherited_custom_data
        directory.add_campaign(
            parent.advertiser,
            parent.campaign,
            name=name,
            affiliates=affiliates,
            inherited_custom_data=inherited,
        )


class RateLimit:
    """Counts the calls of each second. The clock is a parameter, so tests need not wait."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._second = -1
        self._calls = 0

    def refuse(self, knobs: Knobs) -> InvocaAnswer | None:
        if knobs.rate_limit == "off":
            return None
        second = int(self._clock())
        self._calls = self._calls + 1 if second == self._second else 1
        self._second = second
        if self._calls <= knobs.requests_per_second:
            return None
        retry_after = None
        if "retry_after" in knobs.rate_limit:
            retry_after = server_clock.retry_after(knobs)
        return errors.too_many_requests(int(knobs.rate_limit[:3]), retry_after)
