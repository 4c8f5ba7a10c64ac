"""The wording of mistakes, for declarations that come from a program."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.promo_number.problems import Problem, declaration_problems

COMPLETE: dict[str, Any] = {
    "advertiser_id": "acme",
    "campaign_id": "spring-radio",
    "description": "KROQ drive time",
    "media_type": "Offline: Radio",
}


def test_a_right_declaration_has_no_problems() -> None:
    assert declaration_problems(COMPLETE) == []


def test_every_problem_is_found_at_once() -> None:
    found = declaration_problems({**COMPLETE, "description": "", "colour": "red", "generation": 0})
    assert {problem.field for problem in found} == {"description", "colour", "generation"}


def test_a_problem_inside_a_field_is_named_by_its_path() -> None:
    (problem,) = declaration_problems({**COMPLETE, "tn_prefix_whitelist": ["805", "80"]})
    assert problem == Problem(
        ("tn_prefix_whitelist", 1), "cannot be '80'; write an area code, such as \"310\""
    )
    assert problem.field == "tn_prefix_whitelist.1"


@pytest.mark.parametrize("key", ["street", "boolean", "function-after", "constrained-str", "[key]"])
def test_a_key_that_reads_like_a_word_of_the_machinery_is_named(key: str) -> None:
    (at_top,) = declaration_problems({**COMPLETE, key: "x"})
    assert at_top.path == (key,)
    (within,) = declaration_problems({**COMPLETE, "local_center": {"tn_prefix": "310", key: "x"}})
    assert within.path == ("local_center",) if key == "[key]" else ("local_center", key)


def test_a_field_whose_value_is_not_known_yet_has_no_problems() -> None:
    values = {**COMPLETE, "media_type": "?", "adwords_account_id": "627-345-9815"}
    assert declaration_problems(values)
    assert declaration_problems(values, {"media_type"}) == []
    missing = {name: value for name, value in COMPLETE.items() if name != "advertiser_id"}
    assert declaration_problems(missing)
    assert declaration_problems(missing, {"advertiser_id"}) == []


def test_a_problem_beside_an_unknown_value_is_still_told() -> None:
    (problem,) = declaration_problems({**COMPLETE, "generation": 0}, {"media_type"})
    assert problem.field == "generation"


def test_a_long_wrong_value_is_cut() -> None:
    (problem,) = declaration_problems({**COMPLETE, "promo_type": "x" * 1000})
    assert len(problem.text) < 120


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("description", 5 * [1]),
        ("custom_data", "text"),
        ("custom_data", {"a": {}}),
        ("local_center", 5),
        ("local_center", {"tn_prefix": None}),
        ("local_number_preferences", {"search_radius_miles": -1}),
        ("tn_prefix_whitelist", "805"),
        ("promo_type", 5),
        ("adopt", []),
        ("generation", 1.5),
        ("hours_of_operation", {"time_zone": "Hawaii", "schedules": [5]}),
    ],
)
def test_no_problem_is_told_in_words_of_the_machinery(field: str, value: object) -> None:
    (problem,) = declaration_problems({**COMPLETE, field: value})
    for word in ("pydantic", "validation", "Input", "parse", "[type=", "dict", "str_", "instance"):
        assert word not in problem.text
    assert problem.path[0] == field
