"""Outputs of other resources as inputs of promo numbers, and a number as the input of another."""

import secrets

import pulumi

from pulumi_invoca import PromoNumber, end_quietly_when_interrupted

end_quietly_when_interrupted()

CAMPAIGN = {
    "advertiser_id": "acme",
    "campaign_id": "direct-mail",
    "media_type": "Offline: Direct Mail",
}

# A code is drawn once; after that the state holds it, and what would be drawn is ignored.
code = pulumi.Stash(
    "offer-code",
    input=f"SPRING-{secrets.token_hex(2).upper()}",
    opts=pulumi.ResourceOptions(ignore_changes=["input"]),
)
postcard = PromoNumber(
    "postcard",
    description=pulumi.Output.concat("Postcard with ", code.output),
    custom_data={"channel": "mail", "offer": code.output},
    **CAMPAIGN,
)
# While the postcard's number is not bought yet, a preview shows this as an output to come.
overflow = PromoNumber(
    "overflow",
    description="Overflow line",
    custom_data={"channel": "mail", "notes": postcard.e164.apply("Overflow of {}".format)},
    **CAMPAIGN,
)

pulumi.export("offer_code", code.output)
pulumi.export("numbers", {"postcard": postcard.e164, "overflow": overflow.e164})
