"""What a report says that the next deployment does: nothing that the run then refuses."""

from __future__ import annotations

import pytest

from tests.unit.drift.workplace import STACK, Workplace, resource

DECLARED = """\
advertiser_id: acme
campaign_id: spring-radio
defaults: {media_type: "Offline: Radio"}
numbers:
  kroq: {description: KROQ, id_from_network: radio-1}
"""


@pytest.mark.parametrize("is_generated", [False, True])
def test_a_missing_number_whose_id_was_declared_may_need_another_id(
    work: Workplace, is_generated: bool
) -> None:
    digits = work.deploy(DECLARED)["kroq"]
    held = resource(STACK, work.entries()["kroq"], digits)
    for bag in ("inputs", "outputs"):
        held[bag]["id_is_generated"] = is_generated
    work.save([held])
    work.account.release_number(digits)
    finding = work.drift("--stack", STACK).only()
    assert finding["kind"] == "missing"
    assert ("declare another id_from_network" in finding["remedy"]) is not is_generated
