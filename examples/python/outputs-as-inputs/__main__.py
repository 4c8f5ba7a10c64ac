"""Outputs of other resources as inputs of promo numbers, and a number as the input of another."""

import hashlib

import pulumi

from pulumi_invoca import PromoNumber, end_quietly_when_interrupted

end_quietly_when_interrupted()

CAMPAIGN = {
    "advertiser_id": "acme",
    "campaign_id": "direct-mail",
    "media_type": "Offline: Direct Mail",
}

# Made of what stays the same, not drawn: a review runs this program once and the deployment runs it
# again, and the number has to be bought with the code that was reviewed.
of = f"{pulumi.get_project()}/{pulumi.get_stack()}"
made = f"SPRING-{hashlib.sha256(of.encode()).hexdigest()[:4].upper()}"
# The state holds the first one, also if the stack is renamed one day.
code = pulumi.Stash("offer-code", input=made, opts=pulumi.ResourceOptions(ignore_changes=["input"]))
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
