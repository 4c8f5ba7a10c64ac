"""What each command says of the promo numbers of two stacks, brought to one form.

Owns: the random account, its stacks and what somebody does to them; how each answer is read. Must
not know: which answers go together.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from typing import Any, NamedTuple

from tests.account import Account
from tests.engine.workspace import Workspace

STACKS = ("spring-radio", "direct-mail")
AFFILIATE = "kroq-network"
PLACES = (
    {"campaign_id": "spring-radio"},
    {"campaign_id": "direct-mail"},
    {"campaign_id": "spring-radio", "affiliate_id": AFFILIATE},
)
IGNORED = (["description"], ["custom_data.station"], ["custom_data"], ["*"])
# Campaign files, and beside them what the program ignores, which a file cannot say.
PROGRAM = """
import json
from pathlib import Path

import pulumi

from invoca.campaign_file import read_campaign_file
from pulumi_invoca import PromoNumber, PromoNumberArgs, end_quietly_when_interrupted

end_quietly_when_interrupted()
here, stack = Path(__file__).parent, pulumi.get_stack()
ignored = json.loads((here / "ignored.json").read_text("utf-8"))
for name, entry in read_campaign_file(here / f"{stack}.yaml").numbers.items():
    inputs = entry.declaration.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    options = pulumi.ResourceOptions(
        protect=entry.protect is not False,
        ignore_changes=ignored.get(f"{stack}/{name}"),
        aliases=[pulumi.Alias(name=was) for was in entry.was],
    )
    PromoNumber(name, PromoNumberArgs(**inputs), options)
"""
HARMLESS = frozenset({"unmanaged", "id_changed"})
# Of recover's table: number (where one is known), name, declared, in state, live, result.
ROW = re.compile(
    r"^ [ ()\d-]*?(n\d+) +(?:yes|-) +(?:yes|-) +(?:yes|-|\?) +(\S.*?) *$", re.MULTILINE
)
CALM = frozenset({"agrees", "live only"})
Names = frozenset[str]


class Said(NamedTuple):
    """What a command says of one stack. changes: the numbers that are not as they should be.
    is_open: something could not be checked. text: all of it. moved: the numbers that somebody put
    into another campaign."""

    code: int
    changes: Names
    is_open: bool
    text: str
    moved: Names = frozenset()


class Bought(NamedTuple):
    """What a deployment did, as the account's own ledger has it."""

    bought: int
    released: int
    moved: int
    adopted: int


class World:
    """Two stacks and an account that changes under them."""

    def __init__(self, workspace: Workspace, draw: random.Random) -> None:
        self.workspace, self.draw = workspace, draw
        self.account: Account = workspace.account
        self.declared: dict[str, dict[str, dict[str, Any]]] = {stack: {} for stack in STACKS}
        self.ignored: dict[str, list[str]] = {}
        self._count = 0
        self.account.add_campaign("acme", "spring-radio", affiliates=[AFFILIATE])
        workspace.program(PROGRAM)
        for stack in STACKS:
            workspace.select(stack)

    # -- what is declared --------------------------------------------------------------------------

    def add(self, stack: str) -> str:
        draw, self._count = self.draw, self._count + 1
        name = f"n{self._count}"
        number: dict[str, Any] = {
            "advertiser_id": "acme",
            **draw.choice(PLACES),
            "description": f"{name} {draw.choice('äß€_')}",
            "media_type": "Offline: Radio",
            "custom_data": {"channel": "radio", "station": draw.choice(["KROQ", "KPWR", ""])},
        }
        if draw.random() < 0.4:
            number["protect"] = False
        if draw.random() < 0.2:
            number["local_center"] = {"tn_prefix": "310"}
        if draw.random() < 0.2:
            number["id_from_network"] = f"own {name}"
        elif draw.random() < 0.3:
            self.ignored[f"{stack}/{name}"] = draw.choice(IGNORED)
        self.declared[stack][name] = number
        return name

    def write(self) -> None:
        stacks = self.workspace.folder / "stacks"
        for stack, numbers in self.declared.items():
            document = {"advertiser_id": "acme", "campaign_id": stack, "numbers": numbers}
            text = json.dumps(document, ensure_ascii=False)
            (stacks / f"{stack}.yaml").write_text(text, "utf-8")
        (stacks / "ignored.json").write_text(json.dumps(self.ignored), "utf-8")

    def edit(self, stack: str) -> str:
        """One change of the declaration; what it was."""
        draw, numbers = self.draw, self.declared[stack]
        name = draw.choice(sorted(numbers))
        number = numbers[name]
        what = draw.choice(("add", "describe", "move", "remove", "replace", "rename", "protect"))
        if what == "add" or len(numbers) == 1:
            return f"add {self.add(stack)}"
        if what == "describe":
            number["description"] = f"{name} again"
        elif what == "move":
            place = draw.choice(PLACES)
            number.pop("affiliate_id", None)
            number.update(place)
        elif what == "remove":
            del numbers[name]
        elif what == "replace" and "id_from_network" not in number:
            number["generation"] = number.get("generation", 1) + 1
        elif what == "rename" and "was" not in number:
            # Pulumi's own default names the resource; an ignored one is told by its name.
            self._count += 1
            del numbers[name]
            numbers[f"n{self._count}"] = {**number, "was": name}
        elif what == "protect":
            number["protect"] = not number.get("protect", True)
        return f"{what} {name}"

    # -- what somebody does in Invoca --------------------------------------------------------------

    def by_hand(self) -> str:
        draw, account = self.draw, self.account
        live = [one["promo_number"] for one in account.numbers()]
        what = draw.choice(("describe", "data", "undeclared", "release", "id", "buy", "move"))
        if what == "buy" or not live:
            account.put_number("acme", draw.choice(STACKS), description="by hand")
            return "buy"
        digits = draw.choice(sorted(live))
        if what == "describe":
            account.change_number(digits, description="by hand")
        elif what == "data":
            account.change_number(digits, custom_data={"channel": "by hand", "station": "X"})
        elif what == "undeclared":
            [one] = [one for one in account.numbers() if one["promo_number"] == digits]
            account.change_number(digits, custom_data={**one["custom_data"], "region": "west"})
        elif what == "release":
            account.release_number(digits)
        elif what == "id":
            account.change_number(digits, id_from_network=f"other-{digits}")
        elif what == "move":
            account.move_number(digits, "acme", draw.choice(STACKS))
        return f"{what} {digits}"

    # -- what is said of it ------------------------------------------------------------------------

    def drift(self) -> dict[str, Said]:
        """Of every stack, from one run over all."""
        done = self.workspace.invoca("drift", "--all", "--most", "0", "--format", "json")
        document = json.loads(done.output)
        found: defaultdict[str, set[str]] = defaultdict(set)
        moved: defaultdict[str, set[str]] = defaultdict(set)
        for one in document["findings"]:
            if one["kind"] not in HARMLESS:
                found[one["stack"]].add(one["name"])
            if one["kind"] == "moved":
                moved[one["stack"]].add(one["name"])
        open_ = " ".join(error["stack"] for error in document["errors"])
        text = json.dumps([document["findings"], document["errors"]], ensure_ascii=False)
        return {
            stack: Said(
                done.code,
                frozenset(found[stack]),
                stack in open_,
                text,
                frozenset(moved[stack]),
            )
            for stack in STACKS
        }

    def plan(self, stack: str, engine: Said | None = None) -> tuple[Said, dict[str, Any]]:
        """engine: whose preview it is made of; without one it makes its own."""
        source = ("--stack", stack)
        if engine is not None:
            source = ("--preview", "preview.json")
            (self.workspace.folder / "preview.json").write_text(engine.text, "utf-8")
        done = self.workspace.invoca("plan", *source, "--most", "0", "--format", "json")
        document = json.loads(done.output)
        names = frozenset(one["name"] for one in document["steps"] if one["kind"] != "keep")
        text = json.dumps([document["steps"], document["errors"]], ensure_ascii=False)
        return Said(done.code, names, bool(document["errors"]), text), document

    def engine(self, stack: str) -> Said:
        done = self.workspace.run("preview", "--refresh", "--json", "--stack", stack)
        text = done.output[done.output.index("{") :]
        document = json.loads(text)
        names = frozenset(
            step["urn"].rsplit("::", 1)[1]
            for step in document.get("steps", ())
            if step["op"] not in ("same", "refresh") and step["urn"].count("PromoNumber")
        )
        return Said(done.code, names, done.code != 0, text)

    def recover(self, stack: str) -> Said:
        done = self.workspace.invoca("recover", "--stack", stack)
        names = frozenset(name for name, result in ROW.findall(done.output) if result not in CALM)
        return Said(done.code, names, done.code == 1, done.output)

    def doctor(self) -> Said:
        done = self.workspace.invoca("doctor", "--all", "--json")
        checks = json.loads(done.output)["checks"]
        wrong = frozenset(one["check"] for one in checks if one["status"] == "wrong")
        return Said(done.code, wrong, done.code == 1, done.output)

    # -- what a deployment does --------------------------------------------------------------------

    def up(self, stack: str, *, previews: bool = False) -> tuple[int, Bought]:
        """previews: the engine plans everything once more, and begins nothing where that fails."""
        before, entries = self._held(stack), len(self.account.ledger())
        skip = () if previews else ("--skip-preview",)
        done = self.workspace.run("up", "--yes", *skip, "--refresh", "--stack", stack)
        done_by_us = [one for one in self.account.ledger()[entries:] if one.by == "api"]
        count = dict.fromkeys(("bought", "released", "moved"), 0)
        for one in done_by_us:
            if one.event in count:
                count[one.event] += 1
        bought = {one.promo_number for one in done_by_us if one.event == "bought"}
        return done.code, Bought(adopted=len(self._held(stack) - before - bought), **count)

    def _held(self, stack: str) -> set[str]:
        self.workspace.stack, was = stack, self.workspace.stack
        try:
            return {one["id"] for one in self.workspace.state().values()}
        finally:
            self.workspace.stack = was
