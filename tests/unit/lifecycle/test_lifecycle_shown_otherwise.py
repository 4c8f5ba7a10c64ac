"""A purchase of unclear outcome in an account that shows its number under no id, or a cut one."""

from __future__ import annotations

import pytest

from invoca.errors import InvocaError
from invoca.lifecycle.number import Number
from invoca.promo_number.record import ID_IS_GENERATED
from tests.unit.lifecycle.runs import Runs, number

ID = "kroq-000000000001"


@pytest.mark.parametrize("shown", [None, ID[:10]])
def test_a_person_names_by_its_digits_what_no_id_tells(runs: Runs, shown: str | None) -> None:
    inputs = number(id_from_network=ID).model_dump(mode="json", exclude_none=True)
    inputs = {**inputs, ID_IS_GENERATED: True}
    runs.simulator.add_fault("drop_after", method="POST")
    odd = {"id_from_network": shown, "promo_number": "8005550100", "description": "x"}
    # Each is asked once before the purchase.
    for path, body in (("promo_numbers_by_id/", odd), ("promo_numbers.json", [odd])):
        runs.simulator.add_fault(
            "status_after", method="GET", path=path, skip=1, times=-1, status=200, body=body
        )
    made = Number(runs.begin()).create(inputs)
    assert made.error is not None
    with pytest.raises(InvocaError, match='write adopt: "<its ten digits>"'):
        Number(runs.begin()).update(made.resource_id, made.outputs, inputs)
    later = Number(runs.begin())
    again = later.read(made.resource_id, made.outputs)
    assert again is not None
    assert again.resource_id == made.resource_id
    runs.simulator.clear_faults()
    digits = runs.simulator.numbers()[0]["promo_number"]
    taken = later.update(made.resource_id, again.outputs, {**inputs, "adopt": digits})
    assert taken.outputs["promo_number"] == digits
    assert runs.purchases() == 1
