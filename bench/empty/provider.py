"""Answers every verb at once and sends nothing, with as many calls at a time as ours."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi.dynamic import (
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)

from pulumi_invoca.concurrency import lift_call_limit


class EmptyProvider(ResourceProvider):
    serialize_as_secret_always = False

    def configure(self, req: ConfigureRequest) -> None:
        lift_call_limit()

    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult(
            props["custom_data"]["station"], {**props, "promo_number": "8005550100"}
        )

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        return ReadResult(id_, props)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=_olds["description"] != _news["description"])

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        return UpdateResult({**_news, "promo_number": "8005550100"})


class EmptyNumber(Resource):
    promo_number: pulumi.Output[str]

    def __init__(self, name: str, opts: pulumi.ResourceOptions, **inputs: Any) -> None:
        super().__init__(EmptyProvider(), name, {"promo_number": None, **inputs}, opts)
