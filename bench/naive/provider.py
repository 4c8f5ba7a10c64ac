"""The ordinary dynamic provider: one verb, one request. No lookup, no retry, no shared list.

Kept as a yardstick. It is quick to write and right while nothing goes wrong: a `create` whose
answer is lost buys a second number in the next run.
"""

from __future__ import annotations

import os
from typing import Any

import pulumi
import requests
from pulumi.dynamic import (
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)

FIELDS = ("description", "media_type", "custom_data")
session = requests.Session()


def send(method: str, path: str, props: dict[str, Any], body: object = None) -> requests.Response:
    campaign = f"advertisers/{props['advertiser_id']}/advertiser_campaigns/{props['campaign_id']}"
    network = f"{os.environ['INVOCA_BASE_URL']}/api/2022-08-01/{os.environ['INVOCA_NETWORK_ID']}"
    return session.request(
        method,
        f"{network}/{campaign}/{path}.json",
        json=body,
        headers={"Authorization": os.environ["INVOCA_API_TOKEN"]},
        timeout=30,
    )


def content(response: requests.Response) -> dict[str, Any]:
    response.raise_for_status()
    answer: dict[str, Any] = response.json()
    return {name: answer[name] for name in (*FIELDS, "promo_number")}


class NaiveProvider(ResourceProvider):
    serialize_as_secret_always = False  # as ours: encrypting each resource would only slow it

    def create(self, props: dict[str, Any]) -> CreateResult:
        bought = content(send("POST", "promo_numbers", props, {k: props[k] for k in FIELDS}))
        return CreateResult(bought["promo_number"], {**props, **bought})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        response = send("GET", f"promo_numbers/{id_}", props)
        if response.status_code == requests.codes.not_found:
            return ReadResult(None, {})
        return ReadResult(id_, {**props, **content(response)})

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=any(_olds.get(name) != _news[name] for name in FIELDS))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        body = {name: _news[name] for name in FIELDS}
        return UpdateResult({**_news, **content(send("PUT", f"promo_numbers/{_id}", _olds, body))})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        send("DELETE", f"promo_numbers/{_id}", _props).raise_for_status()


class NaiveNumber(Resource):
    promo_number: pulumi.Output[str]

    def __init__(self, name: str, **inputs: Any) -> None:
        super().__init__(NaiveProvider(), name, {"promo_number": None, **inputs})
