"""Whatever could not be checked is an error, and never "no drift"."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.drift.workplace import MAIL, RADIO, STACK, TOKEN, Workplace

FILE = ("--file", f"stacks/{STACK}.yaml")
STATE = ("--state", f"states/{STACK}.json")


def errors(document: dict[str, Any]) -> str:
    return "\n".join(error["text"] for error in document["errors"])


def test_a_campaign_that_cannot_be_read_is_an_error_beside_what_could(work: Workplace) -> None:
    work.deploy()
    digits = work.deploy(MAIL, "direct-mail")
    work.account.change_number(digits["postcard"], description="By hand")
    work.account.set_campaign_access("acme", STACK, False)
    ended = work.drift("--all")
    assert (ended.code, ended.json["outcome"]) == (1, "error")
    assert ended.kinds == [("changed", "postcard", "description")]
    (error,) = ended.json["errors"]
    assert error["numbers"] == ["kroq", "power106"]
    assert "(2 numbers could not be checked)" in error["text"]
    assert [one["live"] for one in ended.json["coverage"]] == [1, None]
    assert f"error: {error['text']}" in ended.stderr


def test_a_token_that_is_refused_is_asked_once(work: Workplace) -> None:
    work.deploy()
    work.account.revoke_token(TOKEN)
    ended = work.drift(*STATE)
    assert (ended.code, ended.json["findings"]) == (1, [])
    assert "Invoca answered 401" in errors(ended.json)
    assert len(work.calls()) == 1


def test_what_every_campaign_meets_is_told_in_full_once(work: Workplace) -> None:
    for index in range(6):
        work.account.add_campaign("acme", f"c{index}")
        work.declare(MAIL.replace("direct-mail", f"c{index}"), f"c{index}")
    work.account.revoke_token(TOKEN)
    ended = work.drift("--all", "--declared")
    told = [error["text"] for error in ended.json["errors"]]
    assert len(told) == 6
    assert sum("Put a valid one into INVOCA_API_TOKEN" in text for text in told) == 1
    assert all("401" in text and "(1 number could not be checked)" in text for text in told)


def test_a_token_that_is_revoked_half_way_leaves_numbers_open(work: Workplace) -> None:
    many = "".join(f"  n{index}: {{description: Number {index}}}\n" for index in range(30))
    work.declare(RADIO + many)
    calls: list[str] = []

    def revoke(call: Any, when: str) -> None:
        if when == "after":
            calls.append(call.path)
            if len(calls) == 5:
                work.account.revoke_token(TOKEN)

    work.account.on_call = revoke
    ended = work.drift(*FILE, "--parallel", "1")
    assert ended.code == 1
    assert all("401" in error["text"] for error in ended.json["errors"])
    assert sum(len(error["numbers"]) for error in ended.json["errors"]) == 32
    assert len(work.calls()) < 10
    # Nothing is called gone while the campaign cannot be read.
    assert ended.json["findings"] == []


@pytest.mark.parametrize("source", [FILE, STATE])
@pytest.mark.parametrize(
    "path", [r"/promo_numbers\.json", r"/promo_numbers.*/", r"spring-radio\.json"]
)
def test_an_invoca_that_is_ill_is_an_error(
    work: Workplace, source: tuple[str, ...], path: str
) -> None:
    digits = work.deploy()
    work.account.release_number(digits["kroq"])
    work.account.add_fault("status", path=path, times=-1, status=500)
    ended = work.drift(*source)
    assert ended.code == 1
    assert "Invoca answered 500" in errors(ended.json)
    assert "kroq" in ended.json["errors"][0]["numbers"]
    assert ("missing", "kroq", "") not in ended.kinds


def test_an_invoca_that_recovers_is_no_error(work: Workplace) -> None:
    work.deploy()
    work.account.add_fault("status", times=2, status=500)
    assert work.drift(*STATE).code == 0


def test_a_404_of_some_web_server_is_not_gone(work: Workplace) -> None:
    digits = work.deploy()["kroq"]
    work.account.release_number(digits)
    work.account.add_fault("status", path=f"/{digits}", times=-1, status=404, body="<html>Nope")
    ended = work.drift(*STATE)
    assert (ended.code, ended.kinds) == (1, [])


def test_a_foreign_state_is_refused_with_the_resource_named(work: Workplace) -> None:
    work.deploy()
    resources = work.resources()
    resources[0]["outputs"]["__provider"] = "AAAA"
    work.save(resources)
    ended = work.drift(*STATE)
    assert (ended.code, work.calls()) == (1, [])
    assert resources[0]["urn"] in errors(ended.json)


@pytest.mark.parametrize("resources", [[], [{"urn": "urn:pulumi:other::p::t::n", "type": "t"}]])
def test_a_state_without_numbers_is_an_error(work: Workplace, resources: list[Any]) -> None:
    state = {"version": 3, "deployment": {"resources": resources}}
    (work.folder / "state.json").write_text(json.dumps(state), "utf-8")
    ended = work.drift("--state", "state.json")
    assert ended.code == 1
    assert "holds no promo numbers" in errors(ended.json)


def test_a_stack_that_does_not_exist_is_an_error_beside_the_others(work: Workplace) -> None:
    work.deploy()
    ended = work.drift("--stack", STACK, "--stack", "direct-mail")
    assert ended.code == 1
    assert "there is no such stack in this backend" in errors(ended.json)
    assert "`pulumi stack init direct-mail`" in errors(ended.json)
    assert ended.json["totals"]["managed"] == 2


def test_a_backend_that_cannot_be_read_is_an_error_without_its_password(work: Workplace) -> None:
    work.pulumi("echo 'error: unable to open postgres://me:sesame@host/x: refused' >&2; exit 1")
    ended = work.drift("--stack", STACK)
    assert ended.code == 1
    assert "of stack spring-radio: unable to open postgres://...@host/x" in errors(ended.json)


def test_where_no_backend_was_chosen_it_is_the_backend_that_is_asked_for(work: Workplace) -> None:
    work.pulumi('echo "error: PULUMI_ACCESS_TOKEN must be set for login" >&2; exit 255')
    said = errors(work.drift("--stack", STACK).json)
    assert "Name the backend in PULUMI_BACKEND_URL, or run `pulumi login`" in said
    assert "a stack that exists" not in said


def test_an_older_engine_says_only_in_words_that_there_is_no_such_stack(work: Workplace) -> None:
    work.pulumi("echo \"error: no stack named 'spring-radio' found\" >&2; exit 255")
    ended = work.drift("--stack", STACK)
    assert "`pulumi stack init spring-radio`" in errors(ended.json)


@pytest.mark.parametrize("state", [None, []])
def test_with_all_a_campaign_that_was_never_deployed_is_not_created(
    work: Workplace, state: list[Any] | None
) -> None:
    work.deploy()
    work.declare(MAIL, "direct-mail")
    if state is not None:
        (work.folder / "states" / "direct-mail.json").write_text('{"deployment": {}}', "utf-8")
    ended = work.drift("--all")
    assert (ended.code, ended.kinds) == (2, [("not_created", "postcard", "")])
    assert ended.json["errors"] == []


@pytest.mark.parametrize("text", ["", "[]", '{"deployment": 5}', "\x00"])
def test_a_file_that_is_no_state_is_an_error(work: Workplace, text: str) -> None:
    (work.folder / "state.json").write_text(text, "utf-8")
    ended = work.drift("--state", "state.json")
    assert ended.code == 1
    assert "neither a `pulumi stack export` file" in errors(ended.json)


@pytest.mark.parametrize("source", [("--state", "no.json"), ("--file", "stacks/no.yaml")])
def test_a_file_that_is_not_there_is_an_error(work: Workplace, source: tuple[str, ...]) -> None:
    ended = work.drift(*source)
    assert ended.code == 1
    assert f"{source[1]}: No such file or directory" in errors(ended.json)


def test_a_campaign_file_with_mistakes_leaves_the_state_to_be_checked(work: Workplace) -> None:
    digits = work.deploy()["kroq"]
    work.account.change_number(digits, description="By hand")
    work.declare(RADIO + "  bad: {colour: red}\n")
    ended = work.drift(*STATE)
    assert (ended.code, ended.kinds) == (1, [("changed", "kroq", "description")])
    assert "stacks/spring-radio.yaml:10: bad: colour is not a known key" in errors(ended.json)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("description", {"4dabf18193072939515e22adb298388d": "x", "ciphertext": "v1:abc"}),
        ("custom_data", {"station": {"4dabf18193072939515e22adb298388d": "x"}}),
        ("custom_data", "text"),
        ("hours_of_operation", {"schedules": 5}),
    ],
)
def test_what_cannot_be_compared_is_an_error(work: Workplace, field: str, value: Any) -> None:
    work.deploy()
    resources = work.resources()
    resources[0]["inputs"][field] = value
    work.save(resources)
    ended = work.drift(*STATE)
    assert (ended.code, ended.json["findings"]) == (1, [])
    assert "kroq: what was declared is a secret, or cannot be read" in errors(ended.json)


@pytest.mark.parametrize(
    ("field", "value"), [("id", "../7"), ("id", None), ("outputs", {"advertiser_id": ".."})]
)
def test_a_number_without_a_place_is_an_error(work: Workplace, field: str, value: Any) -> None:
    work.deploy()
    resources = work.resources()
    provider = {"__provider": resources[0]["outputs"]["__provider"]}
    resources[0][field] = {**provider, **value} if isinstance(value, dict) else value
    work.save(resources)
    ended = work.drift(*STATE)
    assert ended.code == 1
    assert "kroq: its campaign and its digits cannot be read" in errors(ended.json)


def test_inputs_that_a_refresh_left_invalid_are_still_compared(work: Workplace) -> None:
    digits = work.deploy()["kroq"]
    resources = work.resources()
    resources[0]["inputs"]["description"] = ""
    work.save(resources)
    assert work.drift(*STATE).only()["live"] == "KROQ drive time"
    work.account.change_number(digits, description="")
    assert work.drift(*STATE).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--all", "--stack", STACK),
        (*FILE, *STATE),
        (*FILE, "--fail-on", "changed,colour"),
        (*FILE, "--format", "docx"),
        (*FILE, "-o", "a", "-o", "b"),
        (*FILE, "--declared"),
        (*STATE, "--stack-name", "x"),
        (*FILE, "--parallel", "0"),
        (*FILE, "--no-such-option"),
    ],
)
def test_a_wrong_command_line_ends_with_1_because_2_is_drift(
    work: Workplace, arguments: tuple[str, ...]
) -> None:
    ended = work.drift(*arguments, json=False)
    assert ended.code == 1
    assert work.calls() == []


def test_missing_settings_are_an_error_that_tells_how_to_set_them(work: Workplace) -> None:
    work.declare()
    work.environment["INVOCA_NETWORK_ID"] = None
    ended = work.drift(*FILE)
    assert ended.code == 1
    assert "pulumi config set invoca:networkId" in errors(ended.json)


def test_the_stacks_own_settings_are_read_and_the_environment_wins(work: Workplace) -> None:
    work.deploy()
    settings = work.folder / "stacks" / f"Pulumi.{STACK}.yaml"
    settings.write_text(
        'config:\n  invoca:networkId: "1"\n  invoca:apiToken: {secure: abc}\n', "utf-8"
    )
    work.environment["INVOCA_NETWORK_ID"] = None
    assert work.drift("--stack", STACK).code == 0
    settings.write_text(
        'config:\n  invoca:networkId: "1"\n  invoca:baseUrl: https://x.invalid\n', "utf-8"
    )
    assert work.drift("--stack", STACK).code == 0


def test_the_project_names_the_generated_ids_and_stack_name_replaces_the_stem(
    work: Workplace,
) -> None:
    work.deploy()
    path = work.folder / "stacks" / f"{STACK}.yaml"
    path.rename(path.with_name("other.yaml"))
    assert work.drift("--file", "stacks/other.yaml", "--stack-name", STACK).code == 0
    assert work.drift("--file", "stacks/other.yaml").code == 2
    (work.folder / "Pulumi.yaml").write_text("name: another\n", "utf-8")
    assert work.drift("--file", "stacks/other.yaml", "--stack-name", STACK).code == 2
