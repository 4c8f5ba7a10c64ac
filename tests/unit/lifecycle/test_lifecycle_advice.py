"""What an error advises where an account keeps texts in its own way: whoever does as it says, word
by word, is not told the same again."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from invoca.errors import NotKept
from invoca.promo_number.comparison import Difference, differences
from invoca.promo_number.decide import Wanted
from invoca.promo_number.models import Declaration, PromoNumber
from invoca.promo_number.refusals import not_kept
from tests.unit.lifecycle.runs import Runs, identity, number

WRITE = re.compile(r"`([a-z_]+)(?:\.(\w+))?: ((?:\"(?:[^\"\\]|\\.)*\"|[^`])*)`")
RENAME = re.compile(r"`custom_data\.(\w+)` as `custom_data\.(\w+)`")
DECLARED = {
    "description": " R\u00e9n\u00e9e's night spot, all of the winter and spring ",
    "custom_data": {"channel": " radio Mixed ", "station": "05", "region": "1.50"},
}
PLAIN = {"description": "KROQ", "custom_data": {"channel": "radio", "station": "KROQ"}}
ACCOUNTS = {
    "descriptions are trimmed": {"description_stored": "trimmed"},
    "descriptions are decomposed": {"description_stored": "nfd"},
    "descriptions are cut": {"description_stored": "cut"},
    "descriptions are in capitals": {"description_stored": "upper_case"},
    "descriptions have a label": {"description_stored": "labelled"},
    "custom data is trimmed": {"coercion": "trimmed"},
    "custom data values are in capitals": {"custom_data_values": "upper_case"},
    "custom data keys are in capitals": {"custom_data_keys": "upper_case"},
    "keys and values are in capitals": {
        "custom_data_keys": "upper_case",
        "custom_data_values": "upper_case",
    },
}


def as_told(declared: Declaration, message: str) -> Declaration:
    """The declaration after a person wrote what the message says."""
    values: dict[str, Any] = {}
    data = dict(declared.custom_data)
    for field, key, text in WRITE.findall(message):
        value = yaml.safe_load(text)
        if key:
            data[key] = value
        else:
            values[field] = value
    for key, name in RENAME.findall(message):
        data[name] = data.pop(key)
    return declared.model_copy(update={**values, "custom_data": data})


def follow(runs: Runs, declared: Declaration, told: NotKept) -> tuple[Declaration, PromoNumber]:
    followed = as_told(declared, str(told))
    assert followed != declared
    assert isinstance(told.live, PromoNumber)
    return followed, runs.begin().update(identity(told.live), declared, followed)


@pytest.mark.parametrize("knobs", ACCOUNTS.values(), ids=ACCOUNTS.keys())
def test_whoever_does_as_the_error_says_has_a_number_as_declared(
    runs: Runs, knobs: dict[str, str]
) -> None:
    runs.simulator.set_knobs(**knobs)
    declared = number(**DECLARED)
    with pytest.raises(NotKept) as told:
        runs.begin().acquire(Wanted(declared, id_is_generated=True))
    # In capitals, the name comes first and the value by the name second.
    try:
        followed, live = follow(runs, declared, told.value)
    except NotKept as again:
        followed, live = follow(runs, as_told(declared, str(told.value)), again)
    assert differences(followed, live) == []
    read = runs.begin("another machine").read(followed.campaign, identity(live))
    assert read is not None
    assert differences(followed, read) == []


@pytest.mark.parametrize(
    "knobs",
    [
        {"custom_data_types": "nested"},
        {"custom_data_types": "nested", "custom_data_form": "named"},
        {"coercion": "padded"},
        {"description_stored": "padded"},
    ],
)
def test_what_an_account_puts_around_a_text_is_not_of_the_text(
    runs: Runs, knobs: dict[str, str]
) -> None:
    runs.simulator.set_knobs(**knobs)
    live = runs.begin().acquire(Wanted(number(**PLAIN), id_is_generated=True))
    assert differences(number(**PLAIN), live) == []
    changed = number(description="KIIS", custom_data={"channel": "tv", "station": "KROQ"})
    live = runs.begin().update(identity(live), number(**PLAIN), changed)
    assert differences(changed, live) == []
    assert runs.count("PUT promo_number") == 1


def test_blanks_that_were_declared_are_written_away(runs: Runs) -> None:
    spaced = number(description=" KROQ ", custom_data={"station": " KROQ "})
    live = runs.bought(spaced)
    plain = number(description="KROQ", custom_data={"station": "KROQ"})
    runs.begin().update(identity(live), spaced, plain)
    kept = runs.live(live.promo_number)
    assert (kept["description"], kept["custom_data"]) == ("KROQ", {"station": "KROQ"})


def test_a_field_of_which_an_account_keeps_several_values_is_to_be_taken_out(runs: Runs) -> None:
    live = runs.bought(number())
    kept = {**runs.live(live.promo_number), "custom_data": {"station": ["KROQ", "KIIS"]}}
    runs.simulator.add_fault("status_before", method="PUT", status=200, body=kept)
    one = r"/promo_numbers/\d"
    runs.simulator.add_fault(
        "status_before", method="GET", path=one, status=200, body=kept, times=-1
    )
    changed = number(custom_data={"station": "KROQ and KIIS"})
    with pytest.raises(NotKept, match=r"more than one value of custom_data\.station.*take it out"):
        runs.begin().update(identity(live), number(custom_data={"station": "KROQ"}), changed)


def test_an_account_that_adds_to_a_text_again_and_again_is_named_as_the_cause(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(description_stored="labelled")
    with pytest.raises(NotKept, match=r"adds the same once more.*turned off in Invoca"):
        runs.begin().update(identity(live), number(), number(description="Night"))


@pytest.mark.parametrize(
    ("field", "advice"),
    [
        ("adwords_account_id", "in adwords_account_id: check in Invoca that the account has it"),
        ("custom_data.station", "that the custom data field exists in the account"),
    ],
)
def test_what_was_dropped_is_called_custom_data_only_where_it_is(field: str, advice: str) -> None:
    dropped = Difference(field, "declared", "")
    assert advice in str(not_kept(PromoNumber(promo_number="8005550100"), [dropped]))
