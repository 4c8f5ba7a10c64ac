"""Buys the numbers and exports them for other stacks."""

import pulumi

from pulumi_invoca import PromoNumber, end_quietly_when_interrupted

end_quietly_when_interrupted()

number = PromoNumber(
    "late-night",
    advertiser_id="acme",
    campaign_id="spring-radio",
    description="Late night spot",
    media_type="Offline: Radio",
    custom_data={"channel": "radio"},
)

pulumi.export("numbers", {"late-night": number.promo_number})
