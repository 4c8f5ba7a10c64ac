"""Making and reading previews: whatever the engine prints, or does not, is told in plain words."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from invoca.errors import FixDeclaration
from invoca_cli.workspace.state import PROVIDER, TYPE
from tests.unit.plan.previews import STACK, Desk, error, new, old, refreshed, step, urn

FOREIGN = "Y29tbWFuZA=="


class Engine:
    """A `pulumi` that knows `stack export` and `preview`: what it prints lies in files."""

    def __init__(self, desk: Desk) -> None:
        self.folder = desk.folder / "bin"
        self.folder.mkdir()
        desk.environment["PATH"] = f"{self.folder}{os.pathsep}{os.environ['PATH']}"
        self._write(
            "pulumi",
            '#!/bin/sh\necho "$*" >> bin/asked\n'
            'if [ "$1 $2" = "stack export" ]; then\n'
            '  cat "bin/$4.state" 2>/dev/null && exit 0\n'
            "  echo \"error: no stack named '$4' found\" >&2; exit 6\n"
            "fi\n"
            '[ -z "$PULUMI_ENABLE_STREAMING_JSON_PREVIEW" ] || exit 9\n'
            'for last; do :; done; cat "bin/$last.out"; cat "bin/$last.err" >&2\n'
            'exit "$(cat "bin/$last.code")"\n',
        )
        (self.folder / "pulumi").chmod(0o755)

    def knows(
        self, *steps: dict[str, Any], stack: str = STACK, provider: str = PROVIDER, **more: Any
    ) -> None:
        bag = {"__provider": provider}
        held = {"urn": urn("kroq"), "type": TYPE, "inputs": bag, "outputs": bag}
        self._write(f"{stack}.state", json.dumps({"deployment": {"resources": [held]}}))
        self.prints(json.dumps({"steps": steps, **more}), stack=stack)

    def prints(self, text: str, *, error: str = "", code: int = 0, stack: str = STACK) -> None:
        self._write(f"{stack}.out", text)
        self._write(f"{stack}.err", error)
        self._write(f"{stack}.code", str(code))

    def asked(self) -> list[str]:
        return (self.folder / "asked").read_text("utf-8").splitlines()

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")


@pytest.fixture
def engine(desk: Desk) -> Engine:
    return Engine(desk)


def test_a_stack_is_previewed_with_a_refresh_and_as_json(desk: Desk, engine: Engine) -> None:
    engine.knows(*refreshed("kroq"))
    desk.environment["PULUMI_ENABLE_STREAMING_JSON_PREVIEW"] = "true"
    ended = desk.run("--stack", STACK)
    assert (ended.code, ended.stdout) == (0, "Nothing to do: 1 number in 1 campaign\n1 unchanged\n")
    assert engine.asked() == [
        f"stack export --stack {STACK} --non-interactive",
        f"preview --refresh --json --non-interactive --stack {STACK}",
    ]


def test_a_state_with_foreign_code_is_never_given_to_the_engine(desk: Desk, engine: Engine) -> None:
    engine.knows(*refreshed("kroq"), provider=FOREIGN)
    ended = desk.run("--stack", STACK, "--format", "json")
    assert ended.code == 1
    assert "would run code that is not ours" in ended.errors[0]
    assert "`invoca doctor --stack spring-radio`" in ended.errors[0]
    assert not any(line.startswith("preview") for line in engine.asked())


def test_several_stacks_make_one_plan_and_one_that_fails_hides_no_other(
    desk: Desk, engine: Engine
) -> None:
    engine.knows(*refreshed("kroq"), step("delete", old("kroq")))
    ended = desk.run("--stack", STACK, "--stack", "nowhere", "--format", "json")
    assert (ended.code, ended.kinds) == (1, [("release", "kroq")])
    assert "nowhere" in ended.errors[0]
    assert [one["stack"] for one in ended.json["errors"]] == ["nowhere"]


def test_of_a_stack_that_fails_as_a_whole_it_is_said_that_none_of_its_steps_is_done(
    desk: Desk, engine: Engine
) -> None:
    said = error("this plan would buy more than 100 numbers, the purchase limit")
    engine.knows(step("create", None, new("jazz")), stack="summer-tv", diagnostics=[said])
    engine.knows(step("create", None, new("kroq")))
    ended = desk.run("--stack", STACK, "--stack", "summer-tv", "--format", "json")
    note = (
        "nothing of stack summer-tv is done before its errors are corrected, and its steps may not "
        "be all that there is to do"
    )
    assert (ended.code, ended.json["notes"]) == (1, [note])
    alone = desk.run("--stack", "summer-tv", "--format", "json")
    assert (alone.code, alone.json["notes"]) == (1, [])


def test_all_takes_the_stack_of_every_campaign_file(desk: Desk, engine: Engine) -> None:
    for stack in ("summer-tv", STACK):
        desk.declare("numbers: {}", stack)
        engine.knows(*refreshed("kroq"), stack=stack)
    ended = desk.run("--all", "--format", "json")
    assert (ended.code, ended.json["totals"]["unchanged"]) == (0, 2)


@pytest.mark.parametrize("asked", ["--all", "--stack"])
def test_a_stack_whose_campaign_file_was_removed_is_said_to_be_left_out(
    desk: Desk, engine: Engine, asked: str
) -> None:
    desk.declare("numbers: {kroq: {}}")
    engine.knows(*refreshed("kroq"))
    there = [{"name": STACK, "updateInProgress": False}, {"name": "summer-tv"}]
    engine.prints(json.dumps(there), stack="--non-interactive")  # what `stack ls` ends with
    words = [asked] if asked == "--all" else [asked, STACK]
    [*notes] = desk.run(*words, "--format", "json").json["notes"]
    if asked == "--stack":
        assert notes == []
        return
    [note] = notes
    assert note.startswith("not planned, as no campaign file is here: summer-tv. What numbers they")


def test_a_number_that_two_stacks_take_over_is_an_error_of_both(desk: Desk, engine: Engine) -> None:
    digits = desk.account.put_number("acme", STACK)
    for stack, name in ((STACK, "kroq"), ("summer-tv", "jazz")):
        desk.declare("numbers: {}", stack)
        engine.knows(step("create", None, new(name, adopt=digits)), stack=stack)
    ended = desk.run("--all", "--format", "json")
    assert ended.code == 1
    [error] = ended.json["errors"]
    assert error["numbers"] == ["kroq", "jazz"]
    assert f"spring-radio/kroq and summer-tv/jazz would each take over {digits}" in error["text"]
    assert sorted(ended.kinds) == [("adopt", "jazz"), ("adopt", "kroq")]
    totals = ended.json["totals"]
    assert (totals["steps"]["adopt"], totals["refused"]) == (0, 2)
    assert desk.run("--stack", STACK).code == 2
    with pytest.raises(FixDeclaration, match="it has errors"):
        desk.run("--all", "--save", "plan.json")
    assert not (desk.folder / "plan.json").exists()


def test_the_same_digits_of_another_account_are_another_number(desk: Desk, engine: Engine) -> None:
    digits = desk.account.put_number("acme", STACK)
    address = str(desk.environment["INVOCA_BASE_URL"])
    desk.environment["INVOCA_BASE_URL"] = None
    for stack, there in ((STACK, address), ("sandbox", address.replace("127.0.0.1", "localhost"))):
        desk.declare("numbers: {}", stack)
        engine.knows(step("create", None, new("kroq", adopt=digits)), stack=stack)
        settings = desk.folder / "stacks" / f"Pulumi.{stack}.yaml"
        settings.write_text(f'config: {{"invoca:baseUrl": "{there}"}}\n', "utf-8")
    ended = desk.run("--all", "--format", "json")
    assert (ended.code, ended.json["totals"]["steps"]["adopt"]) == (2, 2)


def test_an_engine_that_prints_nothing_is_quoted(desk: Desk, engine: Engine) -> None:
    engine.knows()
    engine.prints("", error="error: getting stack configuration: incorrect passphrase\n", code=1)
    ended = desk.run("--stack", STACK, "--format", "json")
    assert ended.code == 1
    assert (
        "previewing stack spring-radio: getting stack configuration: incorrect passphrase"
        in (ended.errors[0])
    )


def test_an_engine_that_fails_without_a_diagnostic_is_no_success(
    desk: Desk, engine: Engine
) -> None:
    engine.knows()
    engine.prints(
        json.dumps({"steps": refreshed("kroq")}), error="error: the disk is full", code=255
    )
    ended = desk.run("--stack", STACK, "--format", "json")
    assert (ended.code, ended.errors) == (1, ["the disk is full"])


def test_no_engine_at_all_is_told(desk: Desk) -> None:
    desk.environment["PATH"] = str(desk.folder)
    ended = desk.run("--stack", STACK, "--format", "json")
    assert ended.code == 1
    assert "there is no `pulumi` on PATH" in ended.errors[0]


# -- previews that were printed before -------------------------------------------------------------


def test_a_preview_can_come_from_standard_input(desk: Desk) -> None:
    text = (desk.folder / desk.save(*refreshed("kroq"))).read_text("utf-8")
    ended = desk.run("--preview", "-", stdin=text)
    assert (ended.code, ended.stdout) == (0, "Nothing to do: 1 number in 1 campaign\n1 unchanged\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Previewing update (dev):",
        "[]",
        "{}",
        '{"steps": [{"op": 1}]}',
        '{"steps": 5}',
        "[" * 9999,
    ],
    ids=["empty", "text", "list", "nothing", "wrong steps", "no steps", "deep"],
)
def test_what_is_no_preview_is_refused(desk: Desk, text: str) -> None:
    (desk.folder / "x.json").write_text(text, "utf-8")
    ended = desk.run("--preview", "x.json", "--format", "json")
    assert ended.code == 1
    assert "previewing x.json" in ended.errors[0]
    assert "`pulumi preview --refresh --json`" in ended.errors[0]


def test_a_file_that_is_missing_or_no_text_is_told(desk: Desk) -> None:
    (desk.folder / "x.json").write_bytes(b"\xff\xfe")
    ended = desk.run("--preview", "x.json", "--preview", "gone.json", "--format", "json")
    assert ended.code == 1
    assert "it is not text" in ended.errors[0]
    assert ended.errors[1] == "gone.json: No such file or directory"


def test_the_streaming_form_is_understood(desk: Desk) -> None:
    def event(**content: Any) -> str:
        return json.dumps({"sequence": 1, "timestamp": 2, **content})

    def metadata(told: dict[str, Any]) -> dict[str, Any]:
        return {"op": told["op"], "urn": told["urn"], "old": told.get("oldState"),
                "new": told.get("newState"), "keys": told.get("replaceReasons")}  # fmt: skip

    steps = [*refreshed("kroq", "jazz"), step("delete", old("jazz"))]
    lines = [event(preludeEvent={"config": {"invoca:apiToken": "[secret]"}})]
    lines += [event(resourcePreEvent={"metadata": metadata(told)}) for told in steps]
    lines += [
        event(diagnosticEvent=error("something else", "kroq")),
        event(summaryEvent={"resourceChanges": {"same": 1}}),
    ]
    (desk.folder / "x.jsonl").write_text("\n".join(lines), "utf-8")
    ended = desk.run("--preview", "x.jsonl", "--format", "json")
    assert ended.kinds == [("release", "jazz")]
    assert ended.errors == ["something else"]


def test_the_settings_in_a_preview_are_never_shown(desk: Desk) -> None:
    ended = desk.plan(*refreshed("kroq"), config={"invoca:apiToken": "plain-canary"})
    assert "plain-canary" not in ended.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--all", "--stack", "x"],
        ["--stack", "x", "--preview", "y"],
        ["--fail-on", "boom", "--all"],
    ],
)
def test_a_wrong_command_line_ends_with_1(desk: Desk, arguments: list[str]) -> None:
    assert desk.run(*arguments).code == 1


def test_fail_on_chooses_what_makes_the_exit_code(desk: Desk) -> None:
    file = desk.save(*refreshed("kroq"), step("update", old("kroq"), new("kroq", description="X")))
    assert desk.run("--preview", file).code == 2
    assert desk.run("--preview", file, "--fail-on", "release,replace").code == 0
    assert desk.run("--preview", file, "--fail-on", "change").code == 2


def test_ctrl_c_ends_with_130(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    ended: list[int] = []

    def leave(code: int) -> None:
        ended.append(code)
        raise SystemExit(code)

    monkeypatch.setattr("invoca_cli.commands.plan.read_preview", interrupted)
    monkeypatch.setattr("os._exit", leave)
    desk.run("--preview", "x.json")
    assert ended == [130]


def test_a_stack_name_that_is_a_path_leads_to_no_file(desk: Desk) -> None:
    outside = "advertiser_id: a\ncampaign_id: b\nnumbers: {kroq: {description: K, media_type: X}}"
    (desk.folder / "outside.yaml").write_text(outside, "utf-8")
    held = old("kroq")
    held["urn"] = urn("kroq").replace(STACK, "../outside")
    ended = desk.plan(step("refresh", held, held), step("delete", held))
    assert (ended.code, ended.only()["file"]) == (2, "")


def test_what_the_provider_notes_during_a_preview_is_a_note_of_the_plan(desk: Desk) -> None:
    said = [
        {"message": "note: 8005550100 counts as gone\n\n", "severity": "info#err"},
        {"message": "/x.py:3: DeprecationWarning: old\n", "severity": "info#err"},
    ]
    assert desk.plan(*refreshed("kroq"), diagnostics=said).json["notes"] == [
        "8005550100 counts as gone"
    ]


def test_the_command_for_a_saved_plan_can_be_pasted(desk: Desk, engine: Engine) -> None:
    engine.knows(*refreshed("kroq"))
    ended = desk.run("--stack", STACK, "--save", "my plan.json")
    assert "Saved: `invoca up --plan 'my plan.json'` does this" in ended.stderr
