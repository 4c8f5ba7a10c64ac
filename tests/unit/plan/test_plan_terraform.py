"""Plans of Terraform as JSON: what is read of each number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from invoca_cli.workspace.terraform_plan import read_plan


@pytest.mark.parametrize(
    ("id_", "is_generated"),
    [
        ("kroq-0123456789ab", True),
        ("kroq-0123456789ab-2", True),
        ("KROQ-0123456789AB", True),
        ("radio-1", None),
    ],
    ids=["as made", "its successor", "stored in capitals", "declared"],
)
def test_an_id_that_was_generated_is_recognised(
    tmp_path: Path, id_: str, is_generated: bool | None
) -> None:
    values = {"key": "kroq", "id_from_network": id_, "description": "KROQ"}
    change = {"actions": ["create"], "before": None, "after": values}
    address = "invoca_promo_number.kroq"
    number = {"address": address, "mode": "managed", "type": "invoca_promo_number"}
    plan = {"planned_values": {}, "resource_changes": [{**number, "change": change}]}
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan), "utf-8")
    [step] = read_plan(str(file)).steps
    assert step.new is not None
    assert step.new.inputs.get("id_is_generated") is is_generated
