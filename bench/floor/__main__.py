"""The program of the floor: what is left of Pulumi where a program does next to nothing.

As many resources as ours, in a component as ours, on the empty contender's provider. Each is one
message to the engine's monitor; nothing is kept of the answers but the digits.
"""

import csv
from pathlib import Path

import pulumi
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider
from pulumi.runtime.settings import SETTINGS, get_monitor

from bench.declarations import ADVERTISER, CAMPAIGN, MEDIA_TYPE
from bench.empty.provider import EmptyProvider
from pulumi_invoca.registration.monitor import RegistrationRefused, Request, Response, register_all
from pulumi_invoca.registration.request import registration, written

TYPE = "pulumi-python:dynamic:Resource"


class FloorCampaign(pulumi.ComponentResource):
    def __init__(self, rows: list[dict[str, str]]) -> None:
        super().__init__("bench:index:Floor", "campaign")
        self.numbers: pulumi.Output[dict[str, str]] = pulumi.Output.from_input(self._register(rows))

    async def _register(self, rows: list[dict[str, str]]) -> dict[str, str]:
        parent = await self.urn.future() or ""
        code = serialize_provider(EmptyProvider())
        digits: dict[str, str] = {}

        def answered(name: str, request: Request, answer: Response | RegistrationRefused) -> None:
            if isinstance(answer, RegistrationRefused):
                raise answer
            digits[name] = answer.object.fields["promo_number"].string_value

        await register_all(
            get_monitor(),
            SETTINGS.parallel,
            ((row["name"], _message(row, parent, code)) for row in rows),
            answered,
        )
        return digits


def _message(row: dict[str, str], parent: str, code: str) -> Request:
    inputs = {
        "advertiser_id": ADVERTISER,
        "campaign_id": CAMPAIGN,
        "description": row["description"],
        "media_type": MEDIA_TYPE,
        "custom_data": {key: row[f"custom_data.{key}"] for key in ("channel", "station", "region")},
        PROVIDER_KEY: code,
    }
    return registration(TYPE, row["name"], parent, written(inputs))


with (Path(__file__).parent / "bench.csv").open(newline="", encoding="utf-8") as file:
    component = FloorCampaign(list(csv.DictReader(file)))
pulumi.export("numbers", component.numbers)
