"""Lists of an advertiser's campaigns and of their affiliates: what they leave out is not gone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from invoca.client.transport import RequestsTransport
from invoca.client.wire import Answer
from invoca.errors import LookAtAccount
from invoca.lifecycle import Lifecycle
from invoca.promo_number.models import CampaignRef
from tests.unit.lifecycle.runs import MAIL, PARTNER, SPRING, Runs, identity, number

CAMPAIGNS = r"/advertiser_campaigns\.json$"
AFFILIATES = r"/spring-radio/affiliate_campaigns\.json$"
LISTS = pytest.mark.parametrize(
    ("at", "holder"), [(CAMPAIGNS, MAIL), (AFFILIATES, PARTNER)], ids=["campaigns", "affiliates"]
)


@pytest.fixture(autouse=True)
def where_other_campaigns_are_looked_through(runs: Runs) -> None:
    runs.searches = True


class Cut(RequestsTransport):
    """Lists of campaigns and of affiliates end after a hundred."""

    def send(self, method: str, path: str, body: Mapping[str, Any] | None, doing: str) -> Answer:
        answer = super().send(method, path, body, doing)
        if not path.endswith("_campaigns.json"):
            return answer
        return answer._replace(content=json.dumps(json.loads(answer.content)[:100]).encode())


@LISTS
@pytest.mark.parametrize("body", ["<html>404 page not found</html>", "", {"message": "no route"}])
def test_a_404_of_something_before_invoca_does_not_say_that_there_are_none(
    run: Lifecycle, runs: Runs, at: str, holder: CampaignRef, body: object
) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, *holder)
    runs.simulator.add_fault("status_before", method="GET", path=at, status=404, body=body)
    with pytest.raises(LookAtAccount, match=f"it is in {re.escape(str(holder))} now"):
        run.read(SPRING, identity(live))


@pytest.mark.parametrize("lists", ["campaigns_list", "affiliates_list"])
def test_an_account_that_says_that_it_has_no_such_list_has_none(
    run: Lifecycle, runs: Runs, lists: str
) -> None:
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    runs.simulator.set_knobs(**{lists: "missing"})
    assert run.read(SPRING, identity(live)) is None


def hundreds_of(runs: Runs, holder: CampaignRef) -> CampaignRef:
    """Of campaigns, or of affiliates of one; the last of them."""
    names = [f"c{index:03}" for index in range(103)]
    if holder.affiliate_id:
        runs.simulator.add_campaign("acme", "spring-radio", affiliates=names)
        return holder._replace(affiliate_id=names[-1])
    for name in names:
        runs.simulator.add_campaign("acme", name)
    return holder._replace(campaign_id=names[-1])


@LISTS
def test_a_list_that_may_be_cut_does_not_say_that_there_are_no_more(
    runs: Runs, at: str, holder: CampaignRef
) -> None:
    last = hundreds_of(runs, holder)
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, *last)
    with pytest.raises(LookAtAccount, match=r"exactly 100 .*searchOtherCampaigns false"):
        runs.begin(transport=Cut).read(SPRING, identity(live))
    runs.searches = False  # a person says that what these lists leave out does not count
    assert runs.begin(transport=Cut).read(SPRING, identity(live)) is None
