"""How many calls a run makes of Invoca, as the simulator's own call log counts them."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.engine.workspace import Workspace

COUNT = 60


def declare(workspace: Workspace, station: str) -> None:
    rows = "".join(f"n{index},Number {index},{station}\n" for index in range(COUNT))
    head = "name,description,custom_data.station\n"
    (workspace.folder / "stacks" / "many.csv").write_text(head + rows, "utf-8")
    workspace.campaign(
        """\
        advertiser_id: acme
        campaign_id: spring-radio
        defaults: {media_type: "Offline: Radio", protect: false}
        numbers_from: many.csv
        """
    )


def calls(workspace: Workspace) -> Counter[str]:
    made = Counter(f"{call.method} {call.endpoint}" for call in workspace.account.calls())
    workspace.account.clear_calls()
    return made


@pytest.mark.journey
def test_sixty_numbers_from_the_first_up_to_destroy(workspace: Workspace) -> None:
    workspace.settings["PULUMI_SKIP_CHECKPOINTS"] = "true"
    declare(workspace, "KROQ")
    workspace.up("--parallel", "32")
    # Each is looked for before its purchase and seen after it; that nobody moved one of them to
    # another campaign is asked once for all.
    assert calls(workspace) == {
        "GET promo_number_by_id": 2 * COUNT,
        "POST promo_numbers_by_id": COUNT,
        "GET advertiser_campaigns": 1,
        "GET affiliate_campaigns": 2,
        "GET promo_numbers": 2,
    }

    workspace.up("--parallel", "32", "--expect-no-changes")
    assert calls(workspace) == {}

    workspace.succeeds("preview", "--refresh", "--expect-no-changes", "--parallel", "32")
    assert calls(workspace) == {"GET promo_numbers": 1}

    declare(workspace, "KPWR")
    workspace.up("--parallel", "32")
    assert calls(workspace) == {"GET promo_numbers": 1, "PUT promo_number": COUNT}

    workspace.succeeds("destroy", "--yes", "--skip-preview", "--parallel", "32")
    made = calls(workspace)
    # A list alone says neither that a number is there nor that it is gone: each release has a GET
    # before it and one after it, and each list that confirms is shared by those that wait for it.
    assert made.pop("DELETE promo_number") == COUNT
    assert made.pop("GET promo_number") == 2 * COUNT
    confirming = made.pop("GET promo_numbers") - 1
    assert confirming < COUNT / 2
    assert made == {}
