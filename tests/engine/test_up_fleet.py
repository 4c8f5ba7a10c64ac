"""`invoca up` for many campaigns: made, deployed, locked, interrupted, struck, and run again."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from invoca_simulator import Call
from tests.engine.workspace import Run, Workspace

STACKS = ("a", "b", "c", "d")
MANY = 20


def declare(workspace: Workspace, *stacks: str, numbers: int = 2) -> None:
    for stack in stacks:
        lines = "".join(
            f"  {stack}{one}: {{description: {stack} {one}}}\n" for one in range(numbers)
        )
        workspace.campaign(
            "advertiser_id: acme\ncampaign_id: spring-radio\n"
            f'defaults: {{media_type: "Offline: Radio"}}\nnumbers:\n{lines}',
            stack,
        )


@pytest.fixture
def fleet(workspace: Workspace) -> Workspace:
    """A project with four campaigns, of whose stacks none was made."""
    workspace.succeeds("stack", "rm", "--yes", workspace.stack)
    workspace.stack = ""
    declare(workspace, *STACKS)
    return workspace


def outcomes(run: Run) -> dict[str, str]:
    """The last column of the table, by stack."""
    rows = [line.split(maxsplit=1) for line in run.output.splitlines()]
    return {row[0]: row[1].strip() for row in rows if len(row) == 2 and row[0] in STACKS}


def descriptions(workspace: Workspace) -> list[str]:
    return sorted(number["description"] for number in workspace.account.numbers())


def counted_runs(workspace: Workspace) -> Callable[[], list[str]]:
    """Makes the program note each of its runs; gives the stacks of those so far."""
    program = workspace.folder / "stacks" / "__main__.py"
    noted = workspace.folder / "runs.txt"
    note = f"print(pulumi.get_stack(), file=open({str(noted)!r}, 'a', encoding='utf-8'))"
    program.write_text(f"{program.read_text('utf-8')}\nimport pulumi\n{note}\n", "utf-8")
    return lambda: noted.read_text("utf-8").split()


ALL = sorted(f"{stack} {one}" for stack in STACKS for one in range(2))


def test_campaigns_that_were_never_made_are_planned_made_deployed_and_then_left_alone(
    fleet: Workspace,
) -> None:
    plan = fleet.invoca("plan", "--all", "--format", "json")
    document = json.loads(plan.output)
    assert (plan.code, document["totals"]["buys"], document["errors"]) == (2, 8, [])
    assert sorted(path.name for path in (fleet.folder / "stacks").glob("Pulumi.*")) == []

    refused = fleet.invoca("up", "--stack", "a", "--yes")
    assert refused.code == 1
    assert "a. invoca up --stack a --create creates what is missing" in " ".join(
        fleet.transcript.split()
    )

    (fleet.folder / "stacks" / "b.yaml").write_text("advertiser_id: acme\n", "utf-8")  # a mistake
    run = fleet.invoca("up", "--all", "--create", "--yes")
    assert run.code == 1
    assert {stack: text.split("  ")[-1].strip() for stack, text in outcomes(run).items()} == {
        "a": "done", "b": "not deployed", "c": "done", "d": "done",
    }  # fmt: skip
    declare(fleet, "b")
    assert fleet.invoca("up", "--all", "--create", "--yes").code == 0
    assert descriptions(fleet) == ALL
    fleet.account.clear_calls()
    runs = counted_runs(fleet)
    again = fleet.invoca("up", "--all")  # nothing to do, so nobody is asked
    assert again.code == 0
    assert fleet.account.writes() == []
    assert sorted(runs()) == list(STACKS)  # for the plan, which is a moment old: not once more
    assert fleet.invoca("drift", "--all").code == 0


def test_a_locked_stack_is_not_planned_and_stops_no_other(fleet: Workspace) -> None:
    locks = fleet.folder / "state/.pulumi/locks/organization/promo-numbers/b"
    locks.mkdir(parents=True)
    said = {"pid": os.getpid(), "username": "kim", "hostname": socket.gethostname(),
            "timestamp": "2027-01-01T00:00:00Z"}  # fmt: skip
    (locks / "one.json").write_text(json.dumps(said), "utf-8")
    run = fleet.invoca("up", "--stack", "a", "--stack", "b", "--create", "--yes")
    assert run.code == 1
    assert f"it is locked by kim@{socket.gethostname()}" in " ".join(run.output.split())
    assert descriptions(fleet) == ["a 0", "a 1"]
    assert not any("b 0" in repr(call) for call in fleet.account.calls())


class Struck:
    """`invoca up --all`, one stack after the other, which something befalls in the third."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.reached = threading.Event()
        self.goes_on = threading.Event()
        self._posts = 0
        workspace.account.on_call = self._on_call
        self.process = subprocess.Popen(
            ["invoca", "up", "--all", "--create", "--yes", "--at-once", "1", "--parallel", "1"],
            cwd=workspace.folder,
            env=workspace.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert self.reached.wait(240)

    def _on_call(self, call: Call, when: str) -> None:
        if call.method == "POST" and when == "after":
            self._posts += 1
            if self._posts == 5:
                self.reached.set()
                assert self.goes_on.wait(60)

    def says(self, text: str) -> str:
        """What it says until `text` comes, while Invoca has not answered yet."""
        said = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said += line
            if text in " ".join(said.split()):
                return said
        raise AssertionError(said)

    def ended(self) -> str:
        self.goes_on.set()
        output, _ = self.process.communicate(timeout=240)
        self.workspace.transcript += output
        return output


def test_ctrl_c_in_the_third_campaign_ends_it_in_order_and_the_next_run_goes_on(
    fleet: Workspace,
) -> None:
    declare(fleet, "c", numbers=MANY)  # more than the engine can buy before it hears the signal
    struck = Struck(fleet)
    struck.process.send_signal(signal.SIGINT)
    output = struck.says("each run finishes what it has started") + struck.ended()
    assert struck.process.returncode == 130
    said = " ".join(output.split())
    assert "Next, for c, d: run `invoca up --stack NAME` again" in said
    assert 5 <= len(descriptions(fleet)) < 4 + MANY
    again = fleet.invoca("up", "--all", "--create", "--yes")
    assert again.code == 0, fleet.transcript[-3000:]
    assert len(set(descriptions(fleet))) == 6 + MANY
    assert len(fleet.account.ledger("bought")) == 6 + MANY


def test_when_the_command_is_killed_the_engine_ends_its_campaign_and_the_next_run_goes_on(
    fleet: Workspace,
) -> None:
    struck = Struck(fleet)
    struck.process.kill()
    struck.ended()
    locked = fleet.folder / "state/.pulumi/locks/organization/promo-numbers/c"
    for _ in range(600):
        if not list(locked.glob("*.json")):
            break
        threading.Event().wait(0.1)
    assert descriptions(fleet) == ALL[:6]  # the engine went on to its end, and gave the lock back
    again = fleet.invoca("up", "--all", "--create", "--yes")
    assert again.code == 0, fleet.transcript[-3000:]
    assert descriptions(fleet) == ALL
    assert len(fleet.account.ledger("bought")) == 8


def test_when_the_power_is_lost_the_next_run_names_the_lock_and_then_finds_what_was_bought(
    fleet: Workspace,
) -> None:
    struck = Struck(fleet)
    fleet.lose_power()
    struck.ended()
    again = fleet.invoca("up", "--all", "--create", "--yes")
    assert again.code == 1
    said = " ".join(again.output.split())
    assert "no such process runs here any more" in said
    assert "`pulumi cancel --yes --stack c`" in said
    assert len(descriptions(fleet)) == 7  # one of c, and what the others declare
    fleet.succeeds("cancel", "--yes", "--stack", "c")
    assert fleet.invoca("up", "--all", "--yes").code == 0
    assert descriptions(fleet) == ALL
    assert len(fleet.account.ledger("bought")) == 8


def test_changed_deploys_the_campaigns_whose_files_differ(fleet: Workspace) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=kim", "-c", "user.email=kim@example.com"]
        subprocess.run(["git", *who, *arguments], cwd=fleet.folder, check=True, capture_output=True)

    git("init", "-b", "main")
    (fleet.folder / ".gitignore").write_text("home\nstate\nmachine\n", "utf-8")
    git("add", "stacks", "Pulumi.yaml", ".gitignore")
    git("commit", "-m", "four campaigns")
    file = fleet.folder / "stacks" / "c.yaml"
    file.write_text(file.read_text("utf-8").replace("c 0", "c zero"), "utf-8")
    run = fleet.invoca("up", "--changed", "main", "--create", "--yes")
    assert run.code == 0, fleet.transcript
    assert descriptions(fleet) == ["c 1", "c zero"]


@pytest.mark.wide
def test_hundreds_of_numbers_are_told_in_tens_of_lines(fleet: Workspace) -> None:
    for stack in STACKS[1:]:
        (fleet.folder / "stacks" / f"{stack}.yaml").unlink()
    declare(fleet, "a", numbers=300)
    fleet.settings["INVOCA_PURCHASES_PLANNED"] = "1"  # somebody's leftover: the plan's own counts
    fleet.succeeds("stack", "init", "a", "--no-select")
    fleet.succeeds("config", "set", "invoca:purchaseLimit", "300", "--stack", "a")
    before = fleet.transcript
    run = fleet.invoca("up", "--all", "--yes")
    assert run.code == 0, fleet.transcript
    assert "bought 300 numbers" in run.output
    told = fleet.transcript.removeprefix(before)
    assert told.count("\n") < 60
    assert Path(fleet.folder / "stacks" / "a.yaml").is_file()


@pytest.mark.wide
@pytest.mark.longest
@pytest.mark.timeout(900)
def test_ten_campaigns_of_sixty_numbers_go_through_plan_up_no_op_and_drift(
    fleet: Workspace,
) -> None:
    for stack in STACKS:
        (fleet.folder / "stacks" / f"{stack}.yaml").unlink()
    stacks = [f"c{one:02d}" for one in range(10)]
    for stack in stacks:
        fleet.account.add_campaign("acme", stack)
        lines = "".join(f"  n{one}: {{description: {stack} {one}}}\n" for one in range(60))
        fleet.campaign(
            f"advertiser_id: acme\ncampaign_id: {stack}\n"
            f'defaults: {{media_type: "Offline: Radio"}}\nnumbers:\n{lines}',
            stack,
        )

    plan = fleet.invoca("plan", "--all", "--format", "json")
    totals = json.loads(plan.output)["totals"]
    assert (plan.code, totals["buys"]) == (2, 600), fleet.transcript[-3000:]
    assert fleet.account.writes() == []

    run = fleet.invoca("up", "--all", "--create", "--yes")
    assert run.code == 0, fleet.transcript[-3000:]
    assert "10 stacks as declared: bought 600" in run.output
    assert fleet.account.writes() == ["POST"] * 600

    again = fleet.invoca("up", "--all", "--yes")
    assert again.code == 0, fleet.transcript[-3000:]
    assert len(fleet.account.writes()) == 600

    assert fleet.invoca("drift", "--all").code == 0, fleet.transcript[-3000:]
    [by_hand, *_] = fleet.account.numbers()
    fleet.account.change_number(by_hand["promo_number"], description="changed by somebody")
    drift = fleet.invoca("drift", "--all")
    assert drift.code == 2
    assert "changed by somebody" in drift.output


@pytest.mark.parametrize("command", ["plan", "drift", "numbers", "up"])
def test_a_backend_that_is_away_is_told_once_for_all_campaigns(
    fleet: Workspace, command: str
) -> None:
    fleet.settings["PULUMI_BACKEND_URL"] = f"file://{fleet.folder / 'nowhere'}"
    said = " ".join(fleet.invoca_fails(command, "--all", *["--yes"] * (command == "up")).split())
    assert said.count("no such file or directory") == 1, said
    assert "reading the state of stacks a, b, c, d: unable to open bucket" in said
    assert "Check PULUMI_BACKEND_URL" in said
    assert fleet.account.calls() == []


def test_the_commands_that_allow_more_purchases_make_the_stack_that_was_never_made(
    fleet: Workspace,
) -> None:
    project = fleet.folder / "Pulumi.yaml"
    with project.open("a", encoding="utf-8") as file:
        file.write("config:\n  invoca:purchaseLimit: 1\n")
    said = " ".join(fleet.invoca_fails("plan", "--stack", "a").split())
    assert re.search(
        "error: a[01]: this plan would buy more than 1 number, the purchase limit", said
    )
    making, setting = re.findall(
        r"(stack init \w+|config set --stack \w+ \S+(?= <how many>))", said
    )
    fleet.succeeds(*making.split())
    fleet.succeeds(*setting.split(), "2")
    assert fleet.invoca("plan", "--stack", "a").code == 2
    told = " ".join(fleet.invoca_fails("plan", "--stack", "b").split())
    fleet.succeeds("stack", "init", "b")
    again = " ".join(fleet.invoca_fails("plan", "--stack", "b").split())
    assert "pulumi stack init b" in told
    assert "pulumi stack init b" not in again


def test_a_token_that_is_refused_in_every_campaign_is_told_once(fleet: Workspace) -> None:
    body = {"errors": {"class": "Unauthorized", "invalid_data": "not valid"}}
    fleet.account.add_fault("status_before", times=-1, method="POST", status=401, body=body)
    said = " ".join(fleet.invoca_fails("up", "--all", "--yes", "--create").split())
    assert said.count("Put a valid one into INVOCA_API_TOKEN") == 1, said
    assert "(stacks a, b, c, d)" in said
    assert "what to do is explained once" not in said
    assert fleet.account.ledger("bought") == []


def test_stacks_that_would_take_over_one_number_are_not_deployed_together(fleet: Workspace) -> None:
    digits = fleet.account.put_number("acme", "spring-radio", media_type="Offline: Radio")
    head = (
        "advertiser_id: acme\ncampaign_id: spring-radio\ndefaults: {media_type: 'Offline: Radio'}"
    )
    for stack in ("a", "b"):
        entry = f'{stack}0: {{description: Shared, adopt: "{digits}"}}'
        fleet.campaign(f"{head}\nnumbers: {{{entry}}}\n", stack)
    run = fleet.invoca("up", "--all", "--create", "--yes")
    assert run.code == 1
    assert f"a/a0 and b/b0 would each take over {digits}" in " ".join(run.output.split())
    told = outcomes(run)
    assert (told["a"], told["b"]) == ("not deployed", "not deployed")
    assert descriptions(fleet) == sorted(
        ["Bought by hand", *(one for one in ALL if one[0] in "cd")]
    )
    assert fleet.invoca("up", "--stack", "a", "--create", "--yes").code == 0
