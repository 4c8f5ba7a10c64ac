"""Declares the campaign whose name is the selected stack."""

from pathlib import Path

import pulumi

from pulumi_invoca import Campaign, end_quietly_when_interrupted

end_quietly_when_interrupted()
campaign = Campaign.from_file("campaign", Path(__file__).parent / f"{pulumi.get_stack()}.yaml")
pulumi.export("numbers", campaign.numbers)
