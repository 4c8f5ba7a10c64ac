"""What goes wrong with every stack alike is told once."""

from __future__ import annotations

from invoca.drift.findings import Failure
from invoca_cli.deploying.results import Result
from invoca_cli.deploying.shown import render
from invoca_cli.reports.shared import told_once

AWAY = "reading the state of stack {}: unable to open bucket. Check PULUMI_BACKEND_URL."


def texts(*failures: Failure) -> list[str]:
    return [one.text for one in told_once(failures)]


def test_failures_that_differ_in_their_stack_alone_are_one() -> None:
    found = told_once(Failure(AWAY.format(name), name) for name in ("a", "org/p/b", "a-b"))
    assert found == [Failure(AWAY.format("a").replace("stack a", "stacks a, org/p/b, a-b"))]


def test_many_stacks_are_counted() -> None:
    names = [f"s{at}" for at in range(14)]
    (text,) = texts(*(Failure(AWAY.format(name), name) for name in names))
    assert text.startswith("reading the state of stacks s0, s1, ")
    assert "s9 and 4 more: unable to open bucket" in text


def test_what_says_something_else_of_its_stack_stays_its_own() -> None:
    told = [
        AWAY.format("a"),
        AWAY.format("b").replace("bucket", "folder"),
        "stack c is not there. Run `pulumi stack init c`",
        "stack d is not there. Run `pulumi stack init d`",
    ]
    assert texts(*(Failure(text, name) for text, name in zip(told, "abcd", strict=True))) == told


def test_what_names_no_stack_is_told_with_those_that_it_concerns() -> None:
    assert texts(Failure("no token", "a"), Failure("no token", "b"), Failure("no token", "a")) == [
        "no token (stacks a, b)"
    ]


def test_the_numbers_that_it_leaves_open_are_those_of_all() -> None:
    numbers = {name: ((name, "kroq"),) for name in "ab"}
    (one,) = told_once(Failure("no", name, None, numbers[name]) for name in "ab")
    assert one.numbers == (("a", "kroq"), ("b", "kroq"))


REFUSED = "buying {}: Invoca answered 401. Put a valid one into INVOCA_API_TOKEN."


def test_an_answer_that_is_no_fault_of_one_stack_is_told_once() -> None:
    failures = [Failure(REFUSED.format(f"{name}1"), name) for name in "abc"]
    assert texts(*failures) == [f"{REFUSED.format('a1')} (stacks a, b, c)"]


def test_a_stack_that_meets_it_twice_tells_both() -> None:
    failures = [Failure(REFUSED.format(name), "a") for name in ("a1", "a2")]
    assert texts(*failures) == [REFUSED.format("a1"), REFUSED.format("a2")]


def test_an_answer_about_one_campaign_stays_that_of_its_stack() -> None:
    told = [f"reading {name}: Invoca answered 404. Check the ids." for name in "ab"]
    assert texts(Failure(told[0], "a"), Failure(told[1], "b")) == told


def test_what_became_of_several_stacks_is_told_once_and_each_keeps_its_own() -> None:
    results = [
        Result(name, 1, "not started", errors=(AWAY.format(name), f"{name} is odd"))
        for name in ("a", "b")
    ]
    lines = [line.strip() for line in render(results).splitlines()]
    assert lines[0].startswith("error: reading the state of stacks a, b: unable to open bucket")
    assert "a: error: a is odd" in lines
    assert "b: error: b is odd" in lines
    assert sum("unable to open" in line for line in lines) == 1


def test_what_to_do_next_is_told_once_for_the_stacks_that_it_is_the_same_for() -> None:
    steps = {"a": "run `up --stack a` again", "b": "run `up --stack b` again", "c": "look", "d": ""}
    results = [Result(name, 1, "failed", next_step=step) for name, step in steps.items()]
    told = [line for line in render(results).splitlines() if line.startswith("Next")]
    assert told == ["Next, for a, b: run `up --stack NAME` again", "Next, for c: look"]


def test_a_command_that_each_stack_needs_is_told_once_as_well() -> None:
    said = "stack {0} is locked: run `pulumi up --stack {0}`"
    (text,) = texts(*(Failure(said.format(one), one) for one in ("a", "b")))
    assert text == "stacks a, b is locked: run `pulumi up --stack NAME`"
    told = "a{0}: Invoca answered 401. Set it with `pulumi config set --stack {0} --secret x`"
    (text,) = texts(*(Failure(told.format(one), one) for one in ("a", "b")))
    assert text.endswith("Set it with `pulumi config set --stack NAME --secret x` (stacks a, b)")
    assert texts(Failure(said.format("a"), "a")) == [said.format("a")]
