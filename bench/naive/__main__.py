"""The program of the naive contender: a resource for every row of the CSV beside it."""

import csv
from pathlib import Path

import pulumi

from bench.declarations import ADVERTISER, CAMPAIGN, MEDIA_TYPE
from bench.naive.provider import NaiveNumber

with (Path(__file__).parent / "bench.csv").open(newline="", encoding="utf-8") as file:
    numbers = {
        row["name"]: NaiveNumber(
            row["name"],
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
