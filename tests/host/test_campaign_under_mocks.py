"""A program that declares a campaign can be tested as Pulumi says: with mocks, without engine."""

from __future__ import annotations

import contextvars
import signal
from typing import Any

import pulumi

from pulumi_invoca import Campaign


class Mocked(pulumi.runtime.Mocks):
    def __init__(self) -> None:
        self.seen: dict[str, dict[str, Any]] = {}

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], None]:
        return {}, None

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.seen[args.name] = args.inputs
        return "8005550100", {**args.inputs, "promo_number": "8005550100", "e164": "+18005550100"}


def test_numbers_are_seen_by_the_mocks_and_have_their_answers() -> None:
    mocks, found = Mocked(), []
    before = signal.getsignal(signal.SIGINT)

    @pulumi.runtime.test
    def program() -> pulumi.Output[Any]:
        inputs = {"advertiser_id": "acme", "campaign_id": "radio", "media_type": "Offline: Radio"}
        numbers = {name: {**inputs, "description": name.upper()} for name in ("kroq", "kpwr")}
        campaign = Campaign("campaign", numbers)
        kroq = campaign.promo_numbers["kroq"]
        seen = pulumi.Output.all(campaign.numbers, kroq.e164, kroq.description, kroq.id)
        return seen.apply(found.append)

    def run() -> None:
        pulumi.runtime.set_mocks(mocks)
        program()

    contextvars.Context().run(run)
    digits = {"kroq": "8005550100", "kpwr": "8005550100"}
    assert found == [[digits, "+18005550100", "KROQ", "8005550100"]]
    assert mocks.seen["kpwr"]["description"] == "KPWR"
    assert mocks.seen["kpwr"]["__provider"].startswith("gAS")
    assert signal.getsignal(signal.SIGINT) is before  # Ctrl-C stays the test runner's
