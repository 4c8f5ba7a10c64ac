"""The schema: what generators, YAML and editors know of the package."""

from __future__ import annotations

import json
from typing import Any

import pytest

from invoca.account import SETTINGS
from invoca.promo_number.media_types import MEDIA_TYPES
from invoca.promo_number.models import CREATE_ONLY, Declaration
from pulumi_invoca.native.schema import schema
from pulumi_stack.kinds import CAMPAIGN, NATIVE
from pulumi_stack.names import camel
from tests.native.plugin_process import PLUGIN
from tests.native.workspace import PluginWorkspace

SCHEMA = schema()


def inputs(resource: str) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["resources"][resource]["inputProperties"]
    return found


def test_every_declared_field_is_an_input_and_an_output() -> None:
    fields = {camel(name) for name in Declaration.model_fields}
    assert fields <= inputs(NATIVE).keys()
    assert fields <= SCHEMA["resources"][NATIVE]["properties"].keys()
    assert inputs(NATIVE).keys() - fields == {"protect", "formerNames"}


def test_every_setting_of_a_stack_is_one_and_only_the_token_is_secret() -> None:
    settings = SCHEMA["provider"]["inputProperties"]
    # What is the machine's own is refused in a stack, so no editor may offer it.
    assert [*settings] == [*SETTINGS]
    assert SCHEMA["config"]["variables"] == settings
    assert [name for name, spec in settings.items() if spec.get("secret")] == ["apiToken"]


def test_every_setting_says_what_it_is_for_and_what_it_is_without_being_set() -> None:
    settings = SCHEMA["provider"]["inputProperties"]
    assert [name for name, spec in settings.items() if "." not in spec.get("description", "")] == []
    assert "`100` by default" in settings["purchaseLimit"]["description"]
    assert "`INVOCA_NETWORK_ID`" in settings["networkId"]["description"]


def test_no_default_would_bring_a_token_into_a_state() -> None:
    assert "defaultInfo" not in str(SCHEMA)


def test_what_chooses_the_number_says_that_it_replaces_it() -> None:
    replacing = {name for name, spec in inputs(NATIVE).items() if spec.get("willReplaceOnChanges")}
    assert replacing == {camel(name) for name in CREATE_ONLY}
    assert "replaceOnChanges" not in str(SCHEMA)


def test_media_types_are_listed_and_another_text_is_allowed() -> None:
    assert {"type": "string"} in inputs(NATIVE)["mediaType"]["oneOf"]
    listed = [one["value"] for one in SCHEMA["types"]["invoca:index:MediaType"]["enum"]]
    assert listed == list(MEDIA_TYPES)


def test_a_deprecated_field_says_what_to_write_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Declaration.model_fields["promo_type"], "deprecated", "write media_type in its place"
    )
    spec = schema()["resources"][NATIVE]["inputProperties"]["promoType"]
    assert spec["deprecationMessage"] == "write mediaType in its place"


def test_every_reference_leads_to_a_type() -> None:
    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"].removeprefix("#/types/")} if "$ref" in node else set()
            return own.union(*map(references, node.values()), set())
        return set().union(*map(references, node)) if isinstance(node, list) else set()

    assert references(SCHEMA) <= SCHEMA["types"].keys()


def test_no_name_is_written_as_python_does() -> None:
    def names(node: Any) -> set[str]:
        found = set(node.get("properties", {})) | set(node.get("inputProperties", {}))
        return found.union(*(names(one) for one in node.values() if isinstance(one, dict)), set())

    assert [name for name in names(SCHEMA) if "_" in name] == []


def test_a_number_of_the_dynamic_resource_becomes_one_of_these() -> None:
    aliases = SCHEMA["resources"][NATIVE]["aliases"]
    assert aliases == [{"type": "pulumi-python:dynamic/invoca:PromoNumber"}]


def test_a_campaign_takes_a_file_or_numbers() -> None:
    assert {"file", "numbers"} <= inputs(CAMPAIGN).keys()
    assert SCHEMA["resources"][CAMPAIGN]["isComponent"] is True
    assert SCHEMA["resources"][CAMPAIGN]["properties"].keys() == {"numbers"}


def test_an_engine_accepts_the_schema_that_it_gets_from_the_plugin(
    python: PluginWorkspace,
) -> None:
    printed = python.succeeds("package", "get-schema", str(PLUGIN))
    file = python.folder / "schema.json"
    file.write_text(printed, "utf-8")
    assert set(json.loads(printed)["resources"]) == {NATIVE, CAMPAIGN}
    assert python.succeeds("schema", "check", str(file)) == ""
