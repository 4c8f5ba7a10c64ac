"""Two campaigns in one stack: their numbers are planned, bought and released together."""

import pulumi

from pulumi_invoca import Campaign, PromoNumberArgs, end_quietly_when_interrupted

end_quietly_when_interrupted()


def declared(campaign_id: str, media_type: str, channel: str) -> dict[str, PromoNumberArgs]:
    return {
        city: PromoNumberArgs(
            advertiser_id="acme",
            campaign_id=campaign_id,
            description=f"{city.title()} {channel}",
            media_type=media_type,
            custom_data={"channel": channel, "market": city},
        )
        for city in ("austin", "dallas")
    }


# Both have an `austin`; a prefix keeps the names of the resources apart.
radio = Campaign("radio", declared("spring-radio", "Offline: Radio", "radio"), prefix="radio-")
mail = Campaign("mail", declared("direct-mail", "Offline: Direct Mail", "mail"), prefix="mail-")

pulumi.export("numbers", {"radio": radio.numbers, "mail": mail.numbers})
