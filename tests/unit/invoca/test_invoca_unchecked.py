"""What can be used of a declaration that need not be valid."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.promo_number.models import Declaration
from invoca.promo_number.record import unchecked

VALID: dict[str, Any] = {
    "advertiser_id": "acme",
    "campaign_id": "spring-radio",
    "description": "KROQ drive time",
    "media_type": "Offline: Radio",
}
HOURS = {"open_24_7": True, "time_zone": "UTC"}


def test_a_valid_one_is_read_as_ever() -> None:
    values = {**VALID, "hours_of_operation": HOURS, "adopt": None, "id_is_generated": True}
    read = unchecked(values)
    assert read == (Declaration.model_validate({**VALID, "hours_of_operation": HOURS}), frozenset())


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("description", "", ""),
        ("adopt", "5", "5"),
        ("generation", 0, 0),
        ("adwords_account_id", 6273459815.0, "6273459815"),
        (
            "custom_data",
            {"station": "x" * 10_001, "share": 5},
            {"station": "x" * 10_001, "share": "5"},
        ),
    ],
)
def test_a_value_that_breaks_a_rule_is_kept(field: str, value: Any, kept: Any) -> None:
    declared, lost = unchecked({**VALID, "hours_of_operation": HOURS, field: value})
    assert (declared.value(field), lost) == (kept, frozenset())
    assert declared.value("hours_of_operation") == HOURS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("description", {"ciphertext": "v1:abc"}),
        ("custom_data", "text"),
        ("custom_data", {"station": {"ciphertext": "v1:abc"}}),
        ("hours_of_operation", "always"),
        ("hours_of_operation", {**HOURS, "id": 3}),
        ("local_center", {"tn_prefix": "310", "zipcode": "93101"}),
    ],
)
def test_a_value_of_another_shape_is_lost(field: str, value: Any) -> None:
    declared, lost = unchecked({**VALID, "affiliate_id": "kroq", field: value})
    assert lost == {field}
    assert not declared.value(field)
    assert str(declared.campaign) == (
        "campaign 'spring-radio' of advertiser 'acme', affiliate 'kroq'"
    )


def test_what_is_required_may_be_missing() -> None:
    declared, lost = unchecked({})
    assert (declared.description, declared.campaign.campaign_id, lost) == ("", "", frozenset())
