"""The reference at /docs: Invoca's endpoints and the control plane, from one OpenAPI document.

Rendered here, since the usual viewers load their script from another host.
"""

from __future__ import annotations

import re
from posixpath import commonpath
from typing import Any, NamedTuple

from fastapi import FastAPI

from .knobs import Knobs
from .paths import TEMPLATES as PATHS
from .templates import render as render_template

PREFIX = "/api/{version}/{network_id}/"
NUMBER = "Promo numbers"
AROUND = "Advertisers, campaigns, affiliates"
BY_DIGITS = {
    "get": "One promo number, by its digits",
    "put": "Update it with a complete copy; move it with destination_*",
    "delete": "Release it",
}
SUMMARIES: dict[str, dict[str, str]] = {
    "advertisers": {"get": "All advertisers"},
    "advertiser_campaigns": {"get": "An advertiser's campaigns"},
    "advertiser_campaign": {"get": "One campaign"},
    "affiliates": {"get": "All affiliates"},
    "advertiser_affiliates": {"get": "An advertiser's affiliates"},
    "affiliate_campaigns": {"get": "The affiliates' shares of a campaign"},
    "affiliate_campaign": {"get": "One affiliate's share of a campaign"},
    "promo_numbers": {"get": "All promo numbers", "post": "Buy one; Invoca picks its id"},
    "promo_number": BY_DIGITS,
    "promo_numbers_by_id": {"get": "All promo numbers", "post": "Buy one; you pick its id"},
    "promo_number_by_id": {**BY_DIGITS, "get": "One promo number, by its id"},
}


class Row(NamedTuple):
    method: str
    path: str
    summary: str


class Group(NamedTuple):
    """Endpoints of one tag; `start` is what their paths share, said once."""

    name: str
    start: str
    rows: list[Row]


def describe(app: FastAPI) -> dict[str, Any]:
    """The control plane's OpenAPI document, with Invoca's endpoints added."""
    document = dict(FastAPI.openapi(app))
    document["paths"] = {**_invoca_paths(), **document["paths"]}
    return document


def _invoca_paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for name, template in PATHS.items():
        kind = name.removeprefix("affiliate_") if "promo" in name else name
        tag = NUMBER if "promo" in name else AROUND
        if name != kind:
            tag = f"{NUMBER} of an affiliate"
        paths[f"{PREFIX}{template}.json"] = {
            method: _operation(summary, tag, template, method)
            for method, summary in SUMMARIES[kind].items()
        }
    return paths


def _operation(summary: str, tag: str, template: str, method: str) -> dict[str, Any]:
    names = re.findall(r"{(\w+)}", PREFIX + template)
    return {
        "tags": [tag],
        "summary": summary,
        "security": [{"token": []}],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in names
        ],
        "responses": {"201" if method == "post" else "200": {"description": "As documented"}},
    }


def render(app: FastAPI) -> str:
    knobs = [_knob(name, schema) for name, schema in _knob_schemas().items()]
    return render_template("docs.html", groups=_groups(app.openapi()["paths"]), knobs=knobs)


def _groups(paths: dict[str, Any]) -> list[Group]:
    rows: dict[str, list[Row]] = {}
    for path, operations in paths.items():
        for method, operation in operations.items():
            row = Row(method.upper(), path, operation["summary"])
            rows.setdefault(operation["tags"][0], []).append(row)
    return [Group(name, _shared_start(group), group) for name, group in rows.items()]


def _shared_start(rows: list[Row]) -> str:
    return commonpath([row.path.rpartition("/")[0] for row in rows])


def _knob_schemas() -> dict[str, dict[str, Any]]:
    properties: dict[str, dict[str, Any]] = Knobs.model_json_schema()["properties"]
    return properties


def _knob(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "description": schema["description"],
        "default": schema["default"],
        "values": schema.get("enum") or schema.get("items", {}).get("enum") or [schema["type"]],
    }
