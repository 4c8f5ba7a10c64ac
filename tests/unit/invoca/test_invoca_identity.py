"""Generated ids: the same for ever, and another one for another number."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoca import Declaration
from invoca.promo_number.identity import Declarer, generated_id, identities, is_same_id

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
    assert awkward == "z-rich-548c3e1fec09"


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
        ("Power 106 mornings", "power-106-mornings"),
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


WHO = Declarer("promo-numbers", "spring-radio", "Kroq.FM")


def test_ids_of_older_recipes_are_looked_for_as_former_ones() -> None:
    made = identities(WHO, {"local_center": {"tn_prefix": 310}})
    assert re.fullmatch(r"[a-z0-9-]+", made.id)
    as_written = _as_once({"local_center": {"tn_prefix": 310}})
    canonical = _as_once({"local_center": {"tn_prefix": "310"}})
    assert {f"Kroq.FM-{as_written}", f"Kroq.FM-{canonical}"} <= {*made.former}
    assert made.id == f"kroq-fm-{canonical}"


def test_however_an_input_is_spelled_the_id_is_the_same() -> None:
    spellings: list[dict[str, Any]] = [
        {"local_center": {"tn_prefix": "310"}, "tn_prefix_whitelist": ["310", "805"]},
        {"local_center": {"tn_prefix": 310}, "tn_prefix_whitelist": [805.0, 310, "310"]},
        {
            "local_center": {"tn_prefix": 310.0, "zipcode": None},
            "tn_prefix_whitelist": ("805", 310),
        },
    ]
    assert len({identities(WHO, spelled).id for spelled in spellings}) == 1


def test_the_names_that_a_number_had_make_former_ids() -> None:
    made = identities(WHO, {}, ["kroq", "K-FM"])
    first = identities(WHO._replace(name="kroq"), {})
    assert first.id in made.former
    assert made.former.index(first.id) < len(made.former) - 1


def test_a_plain_declaration_has_no_former_ids() -> None:
    assert identities(WHO._replace(name="kroq"), {"description": "x"}).former == ()


@pytest.mark.parametrize(
    ("asked", "shown", "is_same"),
    [
        ("kroq-54e9e3ff7ec5", "KROQ-54E9E3FF7EC5", True),
        ("kroq-54e9e3ff7ec5", " kroq-54e9e3ff7ec5 ", True),
        ("kroq-54e9e3ff7ec5", "net-7:kroq-54e9e3ff7ec5", True),
        ("kroq-54e9e3ff7ec5", "kroq-54e9e3ff7ec5-2", False),
        ("Radio-1", "radio-1", True),
        ("1", "11", False),
        ("radio-1", "net-radio-1", False),
        ("radio-1", None, False),
    ],
)
def test_an_account_may_store_an_id_in_its_own_way(
    asked: str, shown: str | None, is_same: bool
) -> None:
    assert is_same_id(asked, shown) is is_same


def _as_once(create_only: dict[str, Any]) -> str:
    """The hash as the first recipe made it: of the inputs as they were written."""
    facts = [*WHO, create_only, 1]
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
