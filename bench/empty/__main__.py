"""The program of the empty contender: as many resources as ours, in a component as ours."""

import csv
from pathlib import Path

import pulumi

from bench.declarations import ADVERTISER, CAMPAIGN, MEDIA_TYPE
from bench.empty.provider import EmptyNumber

component = pulumi.ComponentResource("bench:index:Empty", "campaign")
with (Path(__file__).parent / "bench.csv").open(newline="", encoding="utf-8") as file:
    numbers = {
        row["name"]: EmptyNumber(
            row["name"],
            pulumi.ResourceOptions(parent=component),
            advertiser_id=ADVERTISER,
            campaign_id=CAMPAIGN,
            description=row["description"],
            media_type=MEDIA_TYPE,
            custom_data={
                key: row[f"custom_data.{key}"] for key in ("channel", "station", "region")
            },
        )
        for row in csv.DictReader(file)
    }
pulumi.export("numbers", {name: number.promo_number for name, number in numbers.items()})
