"""Declares the campaign whose name is the selected stack."""

from pathlib import Path

import pulumi

from pulumi_invoca import Campaign, end_quietly_when_interrupted

end_quietly_when_interrupted()
file = Path(__file__).parent / "stacks" / f"{pulumi.get_stack()}.yaml"
campaign = Campaign.from_file("campaign", file)
pulumi.export("numbers", campaign.numbers)
