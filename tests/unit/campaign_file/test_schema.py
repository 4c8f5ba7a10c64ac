"""The JSON Schema: current, valid, and of one mind with the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from invoca.campaign_file import CampaignFileMistakes, read_campaign_file
from invoca.campaign_file.schema import campaign_file_schema
from invoca.promo_number.models import Declaration

STACKS = Path(__file__).parents[3] / "stacks"
SCHEMA = campaign_file_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
KNOWN_KEYS = {
    *SCHEMA["properties"],
    *SCHEMA["$defs"]["Number"]["properties"],
    *SCHEMA["$defs"]["LocalCenter"]["properties"],
}
NUMBER: dict[str, Any] = {"description": "KROQ drive time", "media_type": "Offline: Radio"}


def campaign(**number: Any) -> dict[str, Any]:
    return {
        "advertiser_id": "acme",
        "campaign_id": "spring-radio",
        "numbers": {"kroq": {**NUMBER, **number}},
    }


def reader_accepts(folder: Path, document: object) -> bool:
    path = folder / "x.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    try:
        read_campaign_file(path)
    except CampaignFileMistakes:
        return False
    return True


def test_the_committed_schema_is_current() -> None:
    committed = json.loads((STACKS / "campaign.schema.json").read_text("utf-8"))
    assert committed == SCHEMA, "run `make schema`"


def test_it_is_a_schema_of_draft_2020_12() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", ["spring-radio", "direct-mail"])
def test_it_accepts_the_campaigns_of_this_repository(name: str) -> None:
    document = yaml.safe_load((STACKS / f"{name}.yaml").read_text("utf-8"))
    assert list(VALIDATOR.iter_errors(document)) == []


@pytest.mark.parametrize("name", ["spring-radio", "direct-mail"])
def test_the_campaigns_of_this_repository_point_editors_to_it(name: str) -> None:
    first = (STACKS / f"{name}.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=campaign.schema.json"


ACCEPTED: list[dict[str, Any]] = [
    {},
    *({name: None} for name in Declaration.model_fields if name not in {*NUMBER, "advertiser_id"}
      if name != "campaign_id"),
    {"was": None, "protect": None},
    {"was": "old", "protect": False},
    {"was": ["old", "older"]},
    {"custom_data": {"a": "text", "b": 5, "c": True, "d": 1.5, "e": None}},
    {"adopt": 8885550123},
    {"adopt": "888-555-0123"},
    {"adopt": True, "id_from_network": 5},
    {"generation": 2},
    {"local_center": {"tn_prefix": 310}},
    {"local_center": {"zipcode": "02108", "tn_prefix": None}},
    {"local_center": {"city": "Ojai", "state": "CA"}},
    {"local_number_preferences": {"search_radius_miles": 0, "restrict_search_to_state": False}},
    {"tn_prefix_whitelist": [805, "310"]},
    {"promo_type": "Mobile", "promo_number_looks_like": 49891},
    {"media_type": "Google Call Extension", "adwords_account_id": 6273459815},
    {"hours_of_operation": {"time_zone": "Hawaii", "open_24_7": True}},
    {"id_assigned_by": "invoca"},
    {"advertiser_id": 5, "campaign_id": 6, "affiliate_id": 7},
]  # fmt: skip


@pytest.mark.parametrize("number", ACCEPTED, ids=str)
def test_what_the_reader_accepts_the_schema_accepts(tmp_path: Path, number: dict[str, Any]) -> None:
    document = campaign(**number)
    assert reader_accepts(tmp_path, document)
    assert list(VALIDATOR.iter_errors(document)) == []


@pytest.mark.parametrize(
    "document",
    [
        {**campaign(), "defaults": None, "affiliate_id": None, "numbers_from": None},
        {**campaign(), "defaults": {"custom_data": {"a": 1}, "protect": False}},
        {**campaign(), "defaults": NUMBER, "numbers": {"kroq": None, "5": {}}},
    ],
)
def test_what_the_reader_accepts_of_the_head_the_schema_accepts(
    tmp_path: Path, document: dict[str, Any]
) -> None:
    assert reader_accepts(tmp_path, document)
    assert list(VALIDATOR.iter_errors(document)) == []


REJECTED: list[Any] = [
    None,
    [],
    "text",
    {"numbers": {}},
    {**campaign(), "nummbers": {}},
    {**campaign(), "description": "d"},
    {**campaign(), "defaults": []},
    {**campaign(), "defaults": {"colour": "red"}},
    {**campaign(), "defaults": {"id_from_network": "a"}},
    {**campaign(), "defaults": {"was": "old"}},
    {**campaign(), "numbers": []},
    {**campaign(), "numbers": {"kroq": "text"}},
    campaign(colour="red"),
    campaign(strategy="x"),
    campaign(name="kroq"),
    campaign(promo_number="8885550123"),
    campaign(local_center={"tn_prefix": "310", "zip": "93101"}),
    campaign(local_number_preferences={"radius": 5}),
    campaign(local_number_preferences={"search_radius_miles": -1}),
    campaign(hours_of_operation={"time_zone": "Hawaii", "open_24_7": True, "closed": False}),
    campaign(hours_of_operation={"open_24_7": True}),
    campaign(custom_data={"a": ["b"]}),
    campaign(custom_data="text"),
    campaign(promo_type="Global"),
    campaign(id_assigned_by="me"),
    campaign(generation=0),
    campaign(tn_prefix_whitelist="805"),
    campaign(protect="maybe"),
]


@pytest.mark.parametrize("document", REJECTED, ids=str)
def test_what_the_schema_rejects_the_reader_rejects(tmp_path: Path, document: Any) -> None:
    assert not VALIDATOR.is_valid(document)
    assert not reader_accepts(tmp_path, document)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    key=(
        st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1)
        | st.sampled_from(["str", "bool", "title", "default", "names", "custom-data"])
    ).filter(lambda key: key not in KNOWN_KEYS),
    place=st.sampled_from(["head", "defaults", "number", "local_center"]),
)
def test_an_unknown_key_is_rejected_by_both(tmp_path: Path, key: str, place: str) -> None:
    document = campaign()
    document["defaults"] = {"media_type": "Offline: Radio"}
    number = document["numbers"]["kroq"]
    number["local_center"] = {"tn_prefix": "310"}
    places = {
        "head": document,
        "defaults": document["defaults"],
        "number": number,
        "local_center": number["local_center"],
    }
    assert VALIDATOR.is_valid(document)
    assert reader_accepts(tmp_path, document)
    places[place][key] = "x"
    assert not VALIDATOR.is_valid(document)
    assert not reader_accepts(tmp_path, document)


def test_every_field_is_explained_to_those_who_write_it() -> None:
    bare = {
        name
        for name, field in {
            **SCHEMA["properties"],
            **SCHEMA["$defs"]["Number"]["properties"],
        }.items()
        if "description" not in field and "$ref" not in json.dumps(field)
    }
    assert bare == set()
