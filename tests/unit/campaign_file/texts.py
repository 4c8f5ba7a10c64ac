"""Campaign files for tests, and how tests read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from invoca.campaign_file import CampaignFile, NumberEntry

Read = Callable[..., CampaignFile]
MistakesIn = Callable[..., list[str]]

HEAD = "advertiser_id: acme\ncampaign_id: spring-radio\n"
RADIO = 'defaults: {media_type: "Offline: Radio"}\n'
START = HEAD + RADIO + "numbers:\n"  # numbers begin on line 5
STACKS = Path(__file__).parents[3] / "stacks"


def only(campaign: CampaignFile) -> NumberEntry:
    (entry,) = campaign.numbers.values()
    return entry
