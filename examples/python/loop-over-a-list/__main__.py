"""One promo number for each station of a list."""

import pulumi

from pulumi_invoca import PromoNumber, end_quietly_when_interrupted

end_quietly_when_interrupted()

STATIONS = {"KROQ": "drive time", "KPWR": "mornings", "KJAZ": "late nights"}

numbers = {}
for station, slot in STATIONS.items():
    # The name is what a number is recognised by: it must not change with its place in the list.
    number = PromoNumber(
        station.lower(),
        advertiser_id="acme",
        campaign_id="spring-radio",
        description=f"{station} {slot}",
        media_type="Offline: Radio",
        custom_data={"channel": "radio", "station": station},
    )
    numbers[station] = number.e164

pulumi.export("numbers", numbers)
