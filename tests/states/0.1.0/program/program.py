"""What people write in Python, integers and outputs included."""

import pulumi

from pulumi_invoca import Campaign, PromoNumber, PromoNumberArgs

PROTECT = True
COMMON = {"advertiser_id": "acme", "campaign_id": "spring-radio", "media_type": "Offline: Radio"}

args = PromoNumberArgs(
    description="Area code and miles as integers",
    local_center={"tn_prefix": 310},
    local_number_preferences={"search_radius_miles": 50, "restrict_search_to_state": False},
    tn_prefix_whitelist=[310, 323],
    generation=2,
    **COMMON,
)
first = PromoNumber("integers", args, pulumi.ResourceOptions(protect=PROTECT))
second = PromoNumber(
    "of-an-output",
    description=pulumi.Output.concat("overflow of ", first.promo_number),
    custom_data={"channel": "radio", "notes": first.e164},
    opts=pulumi.ResourceOptions(protect=PROTECT, aliases=[pulumi.Alias(name="older")]),
    **COMMON,
)
many = Campaign(
    "many",
    {
        name: PromoNumberArgs(description=f"{name} in a loop", id_from_network=own_id, **COMMON)
        for name, own_id in (("kroq", None), ("kpwr", 4532))
    },
    pulumi.ResourceOptions(protect=PROTECT),
    prefix="west-",
)
pulumi.export("numbers", {"first": first.promo_number, "second": second.promo_number})
