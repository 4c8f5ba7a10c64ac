"""Every campaign of the network that the token can see, as far as its ids are wanted.

Owns: that nobody has to know an id beforehand, and what is left out is said. Must not know: what is
done with the campaigns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from invoca.at_once import AtOnce
from invoca.client import Client
from invoca.counted import some
from invoca.errors import FixCredentials, InvocaError, LookAtAccount, NotFound
from invoca.promo_number.models import CampaignRef

from .campaigns import Errors, shares_of

UNAUTHORIZED = 401  # of the token as a whole, not of one campaign


class Chosen(NamedTuple):
    """Which campaigns are wanted: patterns such as `acme`, `acme/spring-*`, `*/*/kroq`, where *
    stands for anything. One of an advertiser is for all its campaigns, one of a campaign for its
    affiliates' shares, too. only: without any, all are. without: wins over only."""

    only: Sequence[str] = ()
    without: Sequence[str] = ()

    def takes(self, *ids: str) -> bool:
        """Whether the advertiser, campaign or share of these ids is wanted."""
        is_in = not self.only or any(_fits(pattern, ids) for pattern in self.only)
        return is_in and not any(_fits(pattern, ids) for pattern in self.without)

    def may_take(self, *ids: str) -> bool:
        """Whether something below these ids may be wanted."""
        is_in = not self.only or any(_begins(pattern, ids) for pattern in self.only)
        return is_in and not any(_fits(pattern, ids) for pattern in self.without)


def campaigns_of_network(
    client: Client, chosen: Chosen, parallel: int, warn: Callable[[str], None]
) -> list[CampaignRef]:
    """warn: hears of what could not be seen. Raises InvocaError where nothing is wanted, or where
    Invoca is in trouble: half of a network is not the whole."""
    doing = "listing the advertisers"
    listed = client.list_advertisers()
    _warn_nameless([one.name or "?" for one in listed if not one.id_from_network], doing, warn)
    named = dict.fromkeys(str(one.id_from_network) for one in listed if one.id_from_network)
    advertisers = [one for one in named if chosen.may_take(one)]
    own = _campaigns(client, advertisers, chosen, parallel, warn)
    shares = shares_of(client, own, parallel, warn)
    found = [where for where in (*own, *shares) if chosen.takes(*filter(None, where))]
    if not found:
        raise LookAtAccount(
            "looking for campaigns in the network",
            answer=f"none of {len(named):,} advertisers has a matching campaign"
            if named
            else "Invoca lists no advertisers",
            remedy="Check --only, --skip and the permissions of the token",
        )
    return found


def is_hidden(error: InvocaError) -> bool:
    """Whether it says no more than that the token may not see this one."""
    is_refused = isinstance(error, FixCredentials) and error.status != UNAUTHORIZED
    return is_refused or isinstance(error, NotFound)


def _campaigns(
    client: Client,
    advertisers: Sequence[str],
    chosen: Chosen,
    parallel: int,
    warn: Callable[[str], None],
) -> list[CampaignRef]:
    found: list[CampaignRef] = []
    errors: list[InvocaError] = []
    with AtOnce(parallel) as ask:
        answers = list(ask.each(client.list_campaigns, advertisers))
    for advertiser, listed in answers:
        if isinstance(listed, InvocaError):
            if not is_hidden(listed):
                errors.append(listed)
            elif not isinstance(listed, NotFound):
                warn(f"warning: {listed.doing}: {listed.answer}; they are left out")
            continue
        nameless = [one.name or "?" for one in listed if not one.id_from_network]
        _warn_nameless(nameless, f"listing the campaigns of advertiser '{advertiser}'", warn)
        ids = [str(one.id_from_network) for one in listed if one.id_from_network]
        found += [CampaignRef(advertiser, id_) for id_ in ids if chosen.may_take(advertiser, id_)]
    if errors:
        raise Errors(errors)
    return found


def _warn_nameless(names: Sequence[str], doing: str, warn: Callable[[str], None]) -> None:
    if names:
        warn(f"warning: {doing}: these have no id_from_network, and are left out: {some(names)}")


def _fits(pattern: str, ids: Sequence[str]) -> bool:
    parts = pattern.split("/")
    return len(parts) <= len(ids) and all(map(fnmatchcase, ids, parts))


def _begins(pattern: str, ids: Sequence[str]) -> bool:
    return all(map(fnmatchcase, ids, pattern.split("/")))
