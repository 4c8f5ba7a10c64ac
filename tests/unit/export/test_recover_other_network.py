"""`invoca recover` and a state of another network: no number of it counts as gone."""

from __future__ import annotations

import pytest

from tests.unit.export.desk import Desk
from tests.unit.export.test_recover_command import recover


@pytest.mark.parametrize("marked", [("kroq",), ("kroq", "power106")])
def test_it_is_refused_and_no_step_is_printed(desk: Desk, marked: tuple[str, ...]) -> None:
    desk.deploy()
    resources = desk.resources()
    for one in resources:
        if one["urn"].rsplit("::", 1)[1] in marked:
            one["outputs"]["network_id"] = "2"
    desk.save(resources)
    desk.account.clear_calls()
    ended = recover(desk)
    assert "to network 2, and this run works with network 1" in ended.error
    assert (ended.code, ended.stdout, desk.account.calls()) == (1, "", [])
