"""What `invoca export` writes is adopted by `pulumi up`: nothing is bought, nothing is changed."""

from __future__ import annotations

import json
import random
import shlex
import subprocess
from typing import Any

import pytest

from tests.account import Account
from tests.engine.workspace import Workspace

TEXTS = (
    "KROQ drive time", "Größe L", "=1+1", "007", "日本 radio", "May 5", 'O\'Brien: "late"', "yes",
    "1e5", "2026-01-01", " padded ", "two\nlines", "a#b", "8885550123", "'=1", "- dash", "@x",
)  # fmt: skip
PLACE = ("--advertiser", "acme", "--campaign", "spring-radio")
FILE = "stacks/spring-radio.yaml"


def fill(account: Account, count: int, seed: int = 0) -> None:
    """Numbers as people leave them: odd texts, ids twice, no ids."""
    draw = random.Random(seed)  # noqa: S311 - makes texts up
    for index in range(count):
        data = {"channel": "radio", "station": draw.choice(TEXTS)}
        if draw.random() < 0.3:
            data["region"] = draw.choice(TEXTS)
        account.put_number(
            "acme",
            "spring-radio",
            id_from_network=draw.choice(
                [None, "twice", f"0{index}", f"a/b {index}", f"id-{index}"]
            ),
            description=draw.choice([draw.choice(TEXTS), f"{draw.choice(TEXTS)} {index}"]),
            media_type=draw.choice(["Offline: Radio", "Offline: In\u00adCall Ad", "Pooling"]),
            custom_data=data,
        )


def plain(account: Account) -> dict[str, dict[str, Any]]:
    return {number["promo_number"]: number for number in account.numbers()}


@pytest.mark.parametrize(
    ("count", "more"),
    [
        (40, ("--csv",)),
        pytest.param(1, (), marks=pytest.mark.wide),
        pytest.param(2_000, ("--csv",), marks=pytest.mark.wide),
    ],
)
def test_a_random_account_is_adopted_without_a_write(
    workspace: Workspace, count: int, more: tuple[str, ...]
) -> None:
    account = workspace.account
    fill(account, count, seed=count + len(more))
    before = plain(account)
    workspace.settings["PULUMI_SKIP_CHECKPOINTS"] = "true"
    assert workspace.invoca("export", *PLACE, "-o", FILE, *more).code == 0
    workspace.up("--parallel", "32")
    workspace.succeeds("preview", "--refresh", "--expect-no-changes", "--parallel", "32")
    assert account.writes() == []
    assert plain(account) == before
    assert sorted(workspace.numbers().values()) == sorted(before)


def test_a_name_of_the_campaign_file_survives_a_second_export(workspace: Workspace) -> None:
    account = workspace.account
    digits = account.put_number("acme", "spring-radio", description="KROQ", id_from_network="k")
    workspace.invoca("export", *PLACE, "-o", FILE)
    workspace.up()
    account.change_number(digits, description="Somebody's words")
    assert workspace.invoca("export", *PLACE, "-o", FILE).code == 1
    assert workspace.invoca("export", *PLACE, "-o", FILE, "--force").code == 0
    workspace.up("--refresh")
    assert workspace.numbers() == {"kroq": digits}
    assert account.writes() == []


def test_what_adopt_prints_is_adopted_in_the_campaign_file(workspace: Workspace) -> None:
    account = workspace.account
    head = (
        "advertiser_id: acme\ncampaign_id: spring-radio\n"
        'defaults: {media_type: "Offline: Radio", custom_data: {channel: radio},'
        ' local_center: {tn_prefix: "310"}}\nnumbers:\n  kroq: {description: KROQ}\n'
    )
    workspace.campaign(head)
    workspace.up()
    account.clear_calls()
    digits = account.put_number("acme", "spring-radio", custom_data={"notes": "ask Ann"})
    printed = workspace.invoca("adopt", digits, "--stack", "spring-radio")
    assert printed.code == 0
    workspace.campaign(head + printed.output)
    workspace.up()
    assert account.writes() == []
    assert workspace.numbers()["bought-by-hand"] == digits
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


def follow(workspace: Workspace, printed: str) -> None:
    """Runs the commands that `invoca recover` printed, as a person would paste them."""
    block = printed.partition("To make them agree")[2].split("\n", 2)[2]
    for line in block.splitlines():
        if line.startswith("pulumi "):
            command = shlex.split(line)[1:]
            workspace.succeeds(*command, *(("--yes", "--skip-preview") * (command[0] == "up")))


def recover(workspace: Workspace, *arguments: str) -> tuple[int, str]:
    done = workspace.invoca("recover", *(arguments or ("--stack", workspace.stack)))
    assert done.code in (0, 2), workspace.transcript
    return done.code, done.output


TWO = "numbers:\n  kroq: {description: KROQ}\n  jazz: {description: Jazz}\n"


def test_a_lost_state_is_made_again_without_a_purchase(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.up()
    held = workspace.numbers()
    assert recover(workspace)[0] == 0
    workspace.account.clear_calls()
    workspace.succeeds("stack", "rm", "--force", "--yes", "--preserve-config", workspace.stack)
    code, printed = recover(workspace)
    assert (code, workspace.account.writes()) == (2, [])
    follow(workspace, printed)
    assert workspace.numbers() == held
    assert workspace.account.writes() == []
    assert recover(workspace)[0] == 0


def test_a_renamed_number_is_not_bought_again_after_its_state_was_lost(
    workspace: Workspace,
) -> None:
    workspace.campaign(TWO)
    workspace.up()
    held = workspace.numbers()
    workspace.campaign("numbers:\n  k: {description: KROQ, was: kroq}\n  j: {description: Jazz}\n")
    workspace.account.clear_calls()
    workspace.succeeds("stack", "rm", "--force", "--yes", "--preserve-config", workspace.stack)
    code, printed = recover(workspace)
    assert code == 2
    # `was` says that k is kroq; nothing says that j is jazz.
    assert "under k: write" not in printed
    assert f'under j: write `adopt: "{held["jazz"]}"`' in printed
    workspace.campaign(
        "numbers:\n  k: {description: KROQ, was: kroq}\n"
        f'  j: {{description: Jazz, adopt: "{held["jazz"]}"}}\n'
    )
    follow(workspace, recover(workspace)[1])
    assert workspace.numbers() == {"k": held["kroq"], "j": held["jazz"]}
    assert workspace.account.writes() == []


def test_more_numbers_than_the_purchase_limit_are_adopted_again(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.up()
    held = workspace.numbers()
    workspace.account.clear_calls()
    workspace.succeeds("config", "set", "invoca:purchaseLimit", "1")
    workspace.succeeds("stack", "rm", "--force", "--yes", "--preserve-config", workspace.stack)
    _, printed = recover(workspace)
    assert "pulumi config set invoca:purchaseLimit 2" in printed
    follow(workspace, printed)
    assert workspace.numbers() == held
    assert workspace.account.writes() == []
    assert workspace.succeeds("config", "get", "invoca:purchaseLimit").strip() == "1"


def test_a_saved_state_is_put_back_by_the_commands_that_are_printed(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.up()
    held = workspace.numbers()
    workspace.account.clear_calls()
    workspace.succeeds("stack", "export", "--file", "saved.json")
    workspace.succeeds("stack", "rm", "--force", "--yes", "--preserve-config", workspace.stack)
    code, printed = recover(workspace, "--state", "saved.json", "--file", FILE)
    assert code == 0
    follow(workspace, printed.replace("To use this state", "To make them agree"))
    assert workspace.numbers() == held
    workspace.succeeds("preview", "--expect-no-changes")
    assert workspace.account.writes() == []


def test_a_number_that_is_gone_is_taken_out_of_the_state_by_what_is_printed(
    workspace: Workspace,
) -> None:
    workspace.campaign(TWO)
    workspace.up()
    held = workspace.numbers()
    workspace.account.release_number(held["jazz"])
    workspace.account.clear_calls()
    code, printed = recover(workspace)
    assert code == 2
    assert "is gone for good" in printed
    workspace.campaign("numbers:\n  kroq: {description: KROQ}\n")
    follow(workspace, recover(workspace)[1])
    assert workspace.numbers() == {"kroq": held["kroq"]}
    assert workspace.account.writes() == []
    assert recover(workspace)[0] == 0


def test_an_interrupted_purchase_is_settled_and_forgotten(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.up()
    held = workspace.numbers()
    workspace.account.clear_calls()
    # What a killed run leaves; `pulumi stack import` would leave the operation out.
    [path] = (workspace.folder / "state" / ".pulumi" / "stacks").rglob("spring-radio.json")
    state = json.loads(path.read_text("utf-8"))
    deployment = state["checkpoint"]["latest"]
    [lost] = [one for one in deployment["resources"] if one["urn"].endswith("::kroq")]
    deployment["resources"].remove(lost)
    created = {key: lost[key] for key in lost if key not in ("id", "outputs")}
    deployment["pending_operations"] = [{"type": "creating", "resource": created}]
    path.write_text(json.dumps(state), "utf-8")
    code, printed = recover(workspace)
    assert code == 2
    assert "creating kroq" in printed
    follow(workspace, printed)
    assert recover(workspace)[0] == 0
    assert workspace.numbers() == held
    assert workspace.account.writes() == []


def test_a_rename_that_the_file_does_not_tell_is_told(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.up()
    held = workspace.numbers()
    workspace.account.clear_calls()
    workspace.campaign("numbers:\n  k: {description: KROQ}\n  jazz: {description: Jazz}\n")
    code, printed = recover(workspace)
    assert code == 2
    assert "under k: write `was: kroq`" in printed
    workspace.campaign(
        "numbers:\n  k: {description: KROQ, was: kroq}\n  jazz: {description: Jazz}\n"
    )
    workspace.up()
    assert workspace.numbers() == {"k": held["kroq"], "jazz": held["jazz"]}
    assert workspace.account.writes() == []


def test_foreign_code_in_the_state_is_forgotten_and_never_run(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.up()
    held = workspace.numbers()
    workspace.account.clear_calls()
    exported = workspace.succeeds("stack", "export")
    mark = workspace.folder / "ran"
    evil = subprocess.run(
        ["python3", "-c", _EVIL, str(mark)], capture_output=True, encoding="utf-8", check=True
    ).stdout
    ours = (
        "gASVNQAAAAAAAACMFnB1bHVtaV9pbnZvY2EucHJvdmlkZXKUjBNQcm9tb051bWJlclByb3ZpZGVylJOUKYGULg=="
    )
    assert ours in exported
    (workspace.folder / "bad.json").write_text(exported.replace(ours, evil), "utf-8")
    workspace.succeeds("stack", "import", "--file", "bad.json")
    code, printed = recover(workspace)
    assert (code, mark.exists()) == (2, False)
    follow(workspace, printed)
    assert workspace.numbers() == held
    assert not mark.exists()
    assert workspace.account.writes() == []


_EVIL = """
import base64, pickle, sys
class Evil:
    def __reduce__(self):
        return open, (sys.argv[1], "w")
print(base64.b64encode(pickle.dumps(Evil())).decode(), end="")
"""
