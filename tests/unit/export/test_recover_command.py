"""`invoca recover`: one word for each number, and what makes the three agree."""

from __future__ import annotations

import json
import shlex

import pytest

from tests.unit.drift.workplace import RADIO, STACK, resource
from tests.unit.export.desk import FILE, Desk, Ended

AT = ("--stack", STACK)


def recover(desk: Desk, *arguments: str) -> Ended:
    return desk.run("recover", *(arguments or AT))


def words(ended: Ended) -> dict[str, str]:
    """What is said of each number, by name."""
    lines = [line for line in ended.stdout.splitlines() if line.startswith((" (", "   "))]
    found = {}
    for line in lines:
        cells = [cell for cell in line.split("  ") if cell.strip()]
        if len(cells) >= 5 and cells[-4].strip() != "declared":
            found[cells[-5].strip()] = cells[-1].strip()
    return found


def commands(ended: Ended) -> list[list[str]]:
    return [
        shlex.split(line)
        for line in ended.stdout.splitlines()
        if line.startswith(("pulumi ", "invoca "))
    ]


def lose_the_state(desk: Desk) -> None:
    (desk.folder / "states" / f"{STACK}.json").unlink()


def test_three_that_agree_end_with_0_and_print_no_command(desk: Desk) -> None:
    desk.deploy()
    ended = recover(desk)
    assert ended.code == 0
    assert "Declaration, state and live account agree: 2 numbers: 2 agrees" in ended.stdout
    assert commands(ended) == []
    assert "agrees" in words(recover(desk, *AT, "--all")).values()


def test_a_lost_state_is_adopted_again(desk: Desk) -> None:
    desk.deploy()
    lose_the_state(desk)
    ended = recover(desk)
    assert ended.code == 2
    assert set(words(ended).values()) == {"to adopt"}
    assert "There is no stack spring-radio in this backend." in ended.stdout
    assert commands(ended) == [
        ["pulumi", "stack", "select", "--create", STACK],
        ["pulumi", "up", "--stack", STACK],
    ]


def test_numbers_that_up_would_not_find_by_itself_are_named_by_their_digits(desk: Desk) -> None:
    digits = desk.deploy()
    lose_the_state(desk)
    # With `was`, the number is found under the id that was made of its first name.
    desk.declare(RADIO.replace("  kroq:\n", "  k:\n    was: kroq\n").replace("  power106:", "  p:"))
    ended = recover(desk)
    assert "under k: write" not in ended.stdout
    assert f'under p: write `adopt: "{digits["power106"]}"`, which looks like it' in ended.stdout
    # A block that is pasted before it is read buys nothing.
    assert commands(ended) == [["invoca", "recover", *AT]]


def test_adoptions_beyond_the_purchase_limit_are_allowed_and_the_limit_is_put_back(
    desk: Desk,
) -> None:
    desk.deploy()
    lose_the_state(desk)
    settings = desk.folder / "stacks" / f"Pulumi.{STACK}.yaml"
    settings.write_text('config: {invoca:purchaseLimit: "1"}\n', "utf-8")
    limits = [command[4] for command in commands(recover(desk)) if command[1] == "config"]
    assert limits == ["2", "1"]


def test_a_declared_id_whose_number_differs_needs_adopt(desk: Desk) -> None:
    desk.put("by hand", "k-1")
    desk.declare(
        "advertiser_id: acme\ncampaign_id: spring-radio\nnumbers:\n"
        '  kroq: {description: KROQ, media_type: "Offline: Radio", id_from_network: k-1}\n'
    )
    assert "under kroq: write `adopt: true`" in recover(desk).stdout


def test_lookalikes_that_cannot_be_told_apart_are_all_named(desk: Desk) -> None:
    desk.declare()
    one = desk.put("KROQ drive time", "a", custom_data={"channel": "radio", "station": "KROQ"})
    other = desk.put("KROQ drive time", "b", custom_data={"channel": "radio", "station": "KROQ"})
    ended = recover(desk)
    assert words(ended)["kroq"] == "to buy"
    assert f"write `adopt: ...` with {one} or {other}" in ended.stdout
    assert "under power106: no live number matches it; `pulumi up` buys it" in ended.stdout


def test_many_numbers_to_name_are_exported_instead(desk: Desk) -> None:
    text = "advertiser_id: acme\ncampaign_id: spring-radio\nnumbers:\n"
    for index in range(6):
        desk.put(f"Number {index}", f"of-another-project-{index}")
        text += f'  n{index}: {{description: Number {index}, media_type: "Offline: Radio"}}\n'
    desk.declare(text)
    expected = (
        "# invoca export --advertiser acme --campaign spring-radio -o stacks/spring-radio.yaml"
    )
    assert f"{expected} --force" in recover(desk).stdout


def test_a_number_that_the_state_holds_and_invoca_no_longer_has(desk: Desk) -> None:
    digits = desk.deploy()
    desk.account.release_number(digits["kroq"])
    ended = recover(desk)
    assert (ended.code, words(ended)) == (2, {"kroq": "gone"})
    [forget, up] = commands(ended)
    assert forget[:3] == ["pulumi", "state", "delete"]
    assert forget[3].endswith("::kroq")
    assert up == ["pulumi", "up", "--stack", STACK]
    assert "`pulumi up` buys another; take it out of the file if you want none" in ended.stdout


def test_a_number_that_nobody_declares_any_more(desk: Desk) -> None:
    digits = desk.deploy()
    desk.declare(RADIO.split("  power106:")[0])
    ended = recover(desk)
    assert (ended.code, words(ended)) == (2, {"power106": "not declared"})
    [adopt, _] = commands(ended)
    assert adopt == ["invoca", "adopt", digits["power106"], *AT, "--name", "power106"]
    desk.declare(RADIO.split("  power106:")[0] + desk.run(*adopt[1:]).stdout)
    assert recover(desk).code == 0


def test_a_rename_that_the_file_does_not_tell(desk: Desk) -> None:
    desk.deploy()
    desk.declare(RADIO.replace("  kroq:", "  k:"))
    ended = recover(desk)
    assert ended.code == 2
    assert f"{FILE}:5, under k: write `was: kroq`" in ended.stdout
    desk.declare(RADIO.replace("  kroq:\n", "  k:\n    was: kroq\n"))
    assert recover(desk).code == 0


def test_a_number_that_was_changed_in_invoca_is_told(desk: Desk) -> None:
    digits = desk.deploy()
    desk.account.change_number(digits["kroq"], description="by hand")
    ended = recover(desk)
    assert words(ended) == {"kroq": "changed"}
    assert commands(ended) == [["pulumi", "up", "--refresh", "--stack", STACK]]


def test_a_number_that_was_moved_is_told_and_not_refreshed(desk: Desk) -> None:
    digits = desk.deploy(
        RADIO + '  card: {description: Card, campaign_id: direct-mail, media_type: "x"}\n'
    )
    desk.account.move_number(digits["kroq"], "acme", "direct-mail")
    desk.account.change_number(digits["card"], description="by hand")
    ended = recover(desk)
    assert words(ended) == {"kroq": "moved", "card": "changed"}
    assert commands(ended) == [["pulumi", "up", "--stack", STACK]]


def test_two_live_numbers_of_one_id_agree_where_both_are_declared(desk: Desk) -> None:
    desk.deploy()
    twin = desk.put("Twin", str(desk.account.numbers()[1]["id_from_network"]))
    ended = recover(desk)
    assert (ended.code, "live only" in ended.stdout) == (0, True)
    entry = f'  twin: {{description: Twin, adopt: "{twin}"}}\n'
    desk.declare(RADIO + entry)
    desk.save([*desk.resources(), resource(STACK, desk.entries()["twin"], twin)])
    assert "live only" not in recover(desk).stdout


def test_strangers_are_shown_and_are_no_disagreement(desk: Desk) -> None:
    desk.deploy()
    desk.put("Somebody else's", "x")
    ended = recover(desk)
    assert (ended.code, "live only" in ended.stdout) == (0, True)


def test_a_state_of_another_stack_is_not_imported(desk: Desk) -> None:
    digits = desk.deploy()
    desk.declare(stack="winter-radio")
    ended = recover(desk, "--state", f"states/{STACK}.json", "--file", "stacks/winter-radio.yaml")
    assert ended.code == 2
    assert "The state belongs to stack spring-radio, not to winter-radio." in ended.stdout
    assert f'under kroq: write `adopt: "{digits["kroq"]}"`' in ended.stdout
    saved = ["--state", f"states/{STACK}.json", "--file", "stacks/winter-radio.yaml"]
    assert commands(ended) == [["invoca", "recover", *saved]]
    named = [f'  {name}:\n    adopt: "{digits[name]}"\n' for name in ("kroq", "power106")]
    text = RADIO.replace("  kroq:\n", named[0]).replace("  power106:\n", named[1])
    desk.declare(text, stack="winter-radio")
    assert [command[1:3] for command in commands(recover(desk, *saved))] == [
        ["stack", "select"],
        ["up", "--stack"],
    ]


def test_a_saved_state_that_agrees_is_imported(desk: Desk) -> None:
    desk.deploy()
    saved = f"states/{STACK}.json"
    ended = recover(desk, "--state", saved, "--file", FILE)
    assert ended.code == 0
    assert commands(ended)[1] == ["pulumi", "stack", "import", "--stack", STACK, "--file", saved]


def test_nothing_of_a_state_with_foreign_code_is_used(desk: Desk) -> None:
    digits = desk.deploy()
    resources = desk.resources()
    for one, other in zip(resources, reversed(list(digits.values())), strict=True):
        one["inputs"]["__provider"] = "gASVIAAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAV0b3VjaJSFlFKULg=="
        one["id"] = one["outputs"]["promo_number"] = other
    desk.save(resources)
    ended = recover(desk)
    assert ended.code == 2
    assert set(words(ended).values()) == {"to adopt"}
    verbs = [command[1:3] for command in commands(ended)]
    assert verbs == [["stack", "export"], ["stack", "rm"], ["stack", "select"], ["up", "--stack"]]
    shown = "".join(sign for sign in ended.stdout.split("kroq")[0] if sign.isdigit())
    assert shown.endswith(digits["kroq"])


@pytest.mark.parametrize("name", ["late", "drive::time"])
def test_interrupted_operations_are_told_and_cleared(desk: Desk, name: str) -> None:
    desk.deploy()
    path = desk.folder / "states" / f"{STACK}.json"
    state = json.loads(path.read_text("utf-8"))
    state["deployment"]["pending_operations"] = [
        {"type": "creating", "resource": {"urn": f"urn:pulumi:x::y::z::{name}"}}
    ]
    path.write_text(json.dumps(state), "utf-8")
    ended = recover(desk)
    assert ended.code == 2
    assert f"creating {name}" in ended.stdout
    assert ["pulumi", "refresh", "--clear-pending-creates", "--yes", *AT] in commands(ended)


def test_what_an_interrupted_replacement_left_is_told_as_a_plan_tells_it(desk: Desk) -> None:
    """Live, it is yet to be released; gone, there is nothing to do but to forget it."""
    desk.deploy()
    left = desk.put("KROQ", "kroq-2")
    told = resource(STACK, desk.entries()["kroq"], left, delete=True)
    desk.save([*desk.resources(), told])
    shown = f"({left[:3]}) {left[3:6]}-{left[6:]}"
    ended = recover(desk)
    assert (ended.code, f"`pulumi up` still has to release {shown}" in ended.stdout) == (2, True)
    desk.account.release_number(left)
    ended = recover(desk)
    assert ended.code == 0
    assert f"`pulumi up` forgets {shown}, which is left over and not in Invoca any" in ended.stdout


def test_no_command_is_given_where_something_could_not_be_checked(desk: Desk) -> None:
    desk.deploy()
    desk.account.set_campaign_access("acme", "spring-radio", False)
    ended = recover(desk)
    assert ended.code == 1
    assert set(words(ended).values()) == {"not checked"}
    assert commands(ended) == []
    assert "Commands are listed only when everything could be checked." in ended.stdout


@pytest.mark.parametrize("text", ["{", "[]", '{"deployment": {"resources": 3}}', "\x00"])
def test_a_state_that_cannot_be_read_is_an_error(desk: Desk, text: str) -> None:
    desk.declare()
    (desk.folder / "x.json").write_text(text, "utf-8")
    ended = recover(desk, "--state", "x.json", "--file", FILE)
    assert ended.code == 1
    assert "neither a `pulumi stack export` file" in ended.error


def test_a_state_that_is_not_text_is_an_error(desk: Desk) -> None:
    desk.declare()
    (desk.folder / "x.json").write_bytes(b"\xff\xfe{")
    ended = recover(desk, "--state", "x.json", "--file", FILE)
    assert (ended.code, "it is not text" in ended.error) == (1, True)


def test_a_number_whose_place_cannot_be_read_in_the_state_is_an_error(desk: Desk) -> None:
    desk.deploy()
    desk.save([{**one, "id": "?"} for one in desk.resources()])
    assert recover(desk).code == 1


def test_names_and_ids_are_quoted_for_the_shell_and_cannot_end_a_comment(desk: Desk) -> None:
    desk.declare(
        "advertiser_id: acme\ncampaign_id: spring-radio\nnumbers:\n"
        '  "$(touch x); `y`": {description: "D", media_type: "Offline: Radio"}\n'
    )
    [entry] = desk.entries().values()
    [digits] = desk.buy().values()
    desk.save([resource(STACK, entry, digits)])
    desk.declare(RADIO)
    ended = recover(desk)
    adopt = next(command for command in commands(ended) if command[0] == "invoca")
    assert adopt[-1] == "$(touch x); `y`"


@pytest.mark.parametrize(
    "arguments",
    [("--stack", "x", "--state", "y"), ("--state", "x"), ("--stack", "x", "--file", "y"), ("--x",)],
)
def test_a_wrong_command_line_ends_with_1(desk: Desk, arguments: tuple[str, ...]) -> None:
    assert recover(desk, *arguments).code == 1


def test_thousands_of_foreign_numbers_are_counted_and_not_listed(desk: Desk) -> None:
    desk.deploy()
    for index in range(2_000):
        desk.put(f"Bought by hand, number {index}")
    ended = recover(desk)
    assert ended.code == 0
    assert ended.stdout.count("live only") < 110
    assert "left out here: 1,900 live only; `--most 0` shows them all" in ended.stdout
    assert "2,000 live only" in ended.stdout
    assert recover(desk, *AT, "--most", "0").stdout.count("live only") > 2_000
