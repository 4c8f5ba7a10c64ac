"""Generated ids: the same for ever, and another one for another number."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoca import Declaration
from invoca.promo_number.identity import generated_id

FACTS: dict[str, Any] = {
    "project": "promo-numbers",
    "stack": "spring-radio",
    "name": "kroq",
    "create_only": {"local_center": {"tn_prefix": "310"}},
    "generation": 1,
}


def test_the_id_of_a_declaration_never_changes() -> None:
    # Every number that was ever bought under such an id would be bought again.
    assert generated_id(**FACTS) == "kroq-54e9e3ff7ec5"
    bare = generated_id(project="p", stack="s", name="n", create_only={})
    assert bare == "n-c5f6abf8e997"
    awkward = generated_id(**{**FACTS, "name": "Zürich / 日本"})
    assert awkward == "Z-rich-548c3e1fec09"


@pytest.mark.parametrize(
    "change",
    [
        {"project": "other"},
        {"stack": "direct-mail"},
        {"name": "kroq2"},
        {"create_only": {}},
        {"create_only": {"local_center": {"tn_prefix": "805"}}},
        {"create_only": {**FACTS["create_only"], "promo_type": "Local"}},
        {"generation": 2},
    ],
    ids=str,
)
def test_another_fact_makes_another_id(change: dict[str, Any]) -> None:
    assert generated_id(**{**FACTS, **change}) != generated_id(**FACTS)


def test_facts_do_not_run_into_each_other() -> None:
    one = generated_id(**{**FACTS, "project": "a", "stack": "bc"})
    assert one != generated_id(**{**FACTS, "project": "ab", "stack": "c"})


def test_the_order_of_keys_does_not_count() -> None:
    center = {"city": "Ojai", "state": "CA"}
    turned = dict(reversed(center.items()))
    assert list(center) != list(turned)
    ids = {generated_id(**{**FACTS, "create_only": {"local_center": c}}) for c in (center, turned)}
    assert len(ids) == 1


def test_how_an_input_is_spelled_does_not_count() -> None:
    ids = {
        generated_id(
            **{
                **FACTS,
                "create_only": Declaration.model_validate(
                    {
                        "advertiser_id": "acme",
                        "campaign_id": "spring-radio",
                        "description": "d",
                        "media_type": "Offline: Radio",
                        **spelled,
                    }
                ).create_only(),
            }
        )
        for spelled in (
            {"local_center": {"tn_prefix": "310"}},
            {"local_center": {"tn_prefix": 310.0, "zipcode": None}, "tn_prefix_whitelist": []},
        )
    }
    assert ids == {generated_id(**FACTS)}


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("kroq", "kroq"),
        ("Power 106 mornings", "Power-106-mornings"),
        ("a/b\\c", "a-b-c"),
        ("../..", "number"),
        ("日本", "number"),
        ("x" * 100, "x" * 60),
    ],
)
def test_an_id_begins_with_the_readable_part_of_the_name(name: str, prefix: str) -> None:
    readable, _, digest = generated_id(**{**FACTS, "name": name}).rpartition("-")
    assert readable == prefix
    assert len(digest) == 12


@given(st.text(min_size=1))
def test_every_name_makes_an_id_that_can_be_declared(name: str) -> None:
    made = generated_id(**{**FACTS, "name": name})
    declared = Declaration.model_validate(
        {
            "advertiser_id": "acme",
            "campaign_id": "spring-radio",
            "description": "d",
            "media_type": "Offline: Radio",
            "id_from_network": made,
        }
    )
    assert declared.id_from_network == made
