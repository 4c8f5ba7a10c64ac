"""What a run did, in the product's words, and what it printed on the way."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from invoca.drift.findings import Failure
from invoca.plan.bought import About
from invoca.plan.planned import Kind, Plan, Planned, Unchanged
from invoca.promo_number.models import CampaignRef
from invoca_cli.deploying import results, shown
from invoca_cli.deploying.board import LOG_SECONDS, Board
from invoca_cli.deploying.engine_run import Counts, Done, Ended, Events
from invoca_cli.workspace.preview import EngineDiagnostic
from invoca_cli.workspace.state import TYPE

WHERE = CampaignRef("acme", "spring-radio")


def plan(*kinds: tuple[Kind, str], unchanged: int = 0) -> Plan:
    steps = tuple(Planned(kind, "radio", name, WHERE) for kind, name in kinds)
    return Plan(steps, tuple(Unchanged("radio", str(one), WHERE) for one in range(unchanged)))


def ended(*done: tuple[str, str], code: int = 0, failed: tuple[str, ...] = ()) -> Ended:
    return Ended(
        code,
        tuple(Done(op, name, "8005550100") for op, name in done),
        tuple(Done("create", name) for name in failed),
        tuple(EngineDiagnostic("", f"buying {name}: Invoca answered 403") for name in failed),
    )


def result(of: Plan, by: Ended, *, was_interrupted: bool = False) -> results.Result:
    return results.result_of("radio", of, by, was_interrupted=was_interrupted)


def test_each_operation_is_told_by_what_was_planned() -> None:
    found = result(
        plan(
            (Kind.BUY, "a"), (Kind.ADOPT, "b"), (Kind.REPLACE, "c"), (Kind.RELEASE, "d"),
            (Kind.KEEP, "e"), (Kind.MOVE, "f"), (Kind.CHANGE, "g"), unchanged=3,
        ),
        ended(
            ("create", "a"), ("create", "b"), ("create-replacement", "c"), ("replace", "c"),
            ("delete-replaced", "c"), ("delete", "d"), ("delete", "e"), ("update", "f"),
            ("update", "g"),
        ),
    )  # fmt: skip
    assert [(event.what.value, event.name) for event in found.events] == [
        ("bought", "a"), ("adopted", "b"), ("bought", "c"), ("released", "c"), ("released", "d"),
        ("kept", "e"), ("moved", "f"), ("changed", "g"),
    ]  # fmt: skip
    assert results.summary(found) == (
        "bought 2, adopted 1, released 2, kept 1, moved 1, changed 1; 3 unchanged"
    )
    text = shown.render([found])
    assert "radio: done" in text
    assert "  bought 2 numbers: a (800) 555-0100, c (800) 555-0100" in text


def test_a_purchase_that_was_pending_is_told_by_what_came_of_it() -> None:
    done = (
        Done("update", "a", "8005550100", bought=True),
        Done("update", "b", "8005550101", bought=False),
        Done("update", "c", "8005550102", bought=False),
        Done("delete", "d"),
        Done("delete", "e", "8005550104"),
    )
    settled = [(Kind.SETTLE, name) for name in "ab"]
    of = plan(*settled, (Kind.ADOPT, "c"), (Kind.FORGET, "e"))
    let_go = Planned(Kind.SETTLE, "radio", "d", WHERE, is_unwanted=True)
    found = result(of._replace(steps=(*of.steps, let_go)), Ended(0, done))
    assert [(event.what.value, event.name) for event in found.events] == [
        ("bought", "a"), ("adopted", "b"), ("adopted", "c"), ("settled", "d"), ("kept", "e"),
    ]  # fmt: skip


def test_a_forced_replacement_ends_with_the_number_that_there_was() -> None:
    kinds = [(Kind.KEEP, "a"), (Kind.CHANGE, "b"), (Kind.MOVE, "c"), (Kind.SETTLE, "d")]
    done = [
        Done(
            op,
            name,
            "" if name == "d" and op == "delete-replaced" else "8005550100",
            bought=name == "d",
        )
        for _, name in kinds
        for op in ("create-replacement", "delete-replaced")
    ]
    found = result(plan(*kinds), Ended(0, tuple(done)))
    assert [(event.what.value, event.name) for event in found.events] == [
        ("kept", "a"), ("changed", "b"), ("moved", "c"), ("bought", "d"),
    ]  # fmt: skip


def test_where_a_forced_replacement_bought_after_all_the_old_number_is_told_too() -> None:
    done = (
        Done("create-replacement", "a", "8335550101", bought=True),
        Done("delete-replaced", "a", "8005550100"),
    )
    found = result(plan((Kind.KEEP, "a")), Ended(0, done))
    assert [(event.what.value, event.digits) for event in found.events] == [
        ("bought", "8335550101"), ("kept", "8005550100"),
    ]  # fmt: skip


def test_what_changes_a_protection_alone_is_no_change_of_the_number() -> None:
    of = Plan(
        plan((Kind.UNPROTECT, "a"), (Kind.UNPROTECT, "b"), (Kind.CHANGE, "b")).steps,
        tuple(Unchanged("radio", name, WHERE) for name in "ce"),
    )
    done = (
        Done("update", "a", protects=False),
        Done("update", "b", protects=False),
        Done("update", "c", protects=True),
        Done("update", "d"),
    )
    found = result(of, Ended(0, done))
    assert [(event.what.value, event.name) for event in found.events] == [
        ("unprotected", "a"), ("changed", "b"), ("protected", "c"), ("changed", "d"),
    ]  # fmt: skip
    assert results.summary(found) == "changed 2, protected 1, unprotected 1; 1 unchanged"


@pytest.mark.parametrize(
    ("before", "after", "protects"),
    [
        ({"protect": False}, {"protect": True}, True),
        ({"protect": True}, {"protect": False}, False),
        ({"protect": False, "description": "a"}, {"protect": True, "description": "b"}, None),
        ({"description": "a"}, {"description": "a"}, None),
    ],
)
def test_the_engine_says_whether_a_protection_alone_changed(
    before: dict[str, Any], after: dict[str, Any], protects: bool | None
) -> None:
    events = Events()
    states = {"old": {"id": "8005550100", "inputs": before}, "new": {"inputs": after}}
    events.take(step("resOutputsEvent", "update", "a", **states) + b"\n")
    assert events.ended(0, "").done[0].protects is protects


def test_a_failure_is_told_with_its_reason_and_what_to_do_next() -> None:
    found = result(
        plan((Kind.BUY, "a"), (Kind.BUY, "b")), ended(("create", "a"), code=255, failed=("b",))
    )
    text = shown.render([found])
    assert text.startswith("radio: error: buying b: Invoca answered 403\n")
    assert "bought 1 number: a" in text
    assert "failed 1 number: b" in text
    assert "Once the cause is fixed: run `invoca up --stack radio` again" in text


def test_numbers_are_told_in_the_order_of_their_names_and_not_of_their_answers() -> None:
    answered = ("n10", "n2", "n1")
    found = result(
        plan(*((Kind.BUY, name) for name in answered)),
        ended(*(("create", name) for name in answered)),
    )
    [told] = [line for line in results.lines(found) if line.startswith("bought")]
    assert told.index("n1 ") < told.index("n2 ") < told.index("n10 ")


def test_hundreds_of_numbers_and_errors_are_cut_with_a_count() -> None:
    names = [f"n{index}" for index in range(300)]
    found = result(
        plan(*((Kind.BUY, name) for name in names)),
        ended(*(("create", name) for name in names), code=1, failed=tuple(names)),
    )
    text = shown.render([found])
    assert text.count("\n") < 20
    assert "and 290 more" in text
    assert "295 more errors like these" in text


def test_many_stacks_are_a_table_with_their_sum_and_the_next_step_of_each_that_failed() -> None:
    fine = result(plan((Kind.BUY, "a"), unchanged=2), ended(("create", "a")))
    broken = result(plan((Kind.BUY, "b")), ended(code=255, failed=("b",)))._replace(stack="tv")
    locked = results.not_planned("mail", Plan(failures=(Failure("it is locked", "mail"),)))
    idle = results.nothing_to_do("web", plan(unchanged=4))
    text = shown.render([fine, broken, locked, idle])
    assert [line.split() for line in text.splitlines() if line.startswith((" radio", " web"))] == [
        ["radio", "1", "2", "done"], ["web", "4", "nothing", "to", "do"],
    ]  # fmt: skip
    assert "mail: error: it is locked" in text
    assert "2 stacks as declared, 2 not: bought 1, failed 1" in text
    assert text.count("Next, for") == 1


def test_the_sum_of_all_stacks_begins_with_what_costs_most() -> None:
    changed = result(plan((Kind.CHANGE, "kroq")), ended(("update", "kroq")))
    bought = result(plan((Kind.BUY, "jazz")), ended(("create", "jazz")))
    assert "2 stacks as declared: bought 1, changed 1" in shown.render([changed, bought])


def test_a_stack_that_is_left_for_approval_is_not_as_declared() -> None:
    fine = results.nothing_to_do("a", Plan())
    left = results.left("b", ["buy kroq; approved: nothing"])
    assert "1 stack as declared, 1 left for approval" in shown.render([fine, left])


@pytest.mark.parametrize(
    ("codes", "was_interrupted", "code"),
    [((0, 0), False, 0), ((0, 255), False, 255), ((1, 255), False, 1), ((0, 1), True, 130)],
)
def test_there_is_one_exit_code(codes: tuple[int, ...], was_interrupted: bool, code: int) -> None:
    found = [results.Result("x", one, "") for one in codes]
    assert results.exit_code(found, was_interrupted=was_interrupted) == code


# -- the engine's lines --------------------------------------------------------------------------


def event(kind: str, **content: Any) -> bytes:
    return json.dumps(
        {"sequence": 1, "timestamp": 2, kind: content}, separators=(",", ":")
    ).encode()


def step(kind: str, op: str, name: str, type_: str = TYPE, **more: Any) -> bytes:
    urn = f"urn:pulumi:s::p::invoca:index:Campaign${type_}::{name}"
    return event(kind, metadata={"op": op, "urn": urn, "type": type_, **more})


def test_events_are_counted_as_they_come_also_where_a_line_comes_in_parts() -> None:
    events = Events()
    text = b"\n".join(
        [
            step("resourcePreEvent", "create", "a"),
            step("resourcePreEvent", "create", "b"),
            step("resourcePreEvent", "same", "c"),
            step("resourcePreEvent", "create", "other", "aws:s3:Bucket"),
            event("diagnosticEvent", severity="debug", message="registering"),
            step("resOutputsEvent", "create", "a", new={"id": "8005550100"}),
            event("diagnosticEvent", severity="error", message="error: buying b: no\n"),
            step("resOpFailedEvent", "create", "b"),
            b"not json",
            event("diagnosticEvent", severity="error", message="update failed"),
            b"",
        ]
    )
    taken = 0
    for end in range(0, len(text) + 1, 100):
        taken += events.take(text[taken:end])
    taken += events.take(text[taken:])
    assert events.counts() == Counts(2, 1, 1)
    found = events.ended(255, "")
    assert found.done == (Done("create", "a", "8005550100"),)
    assert [one.text for one in found.errors] == ["buying b: no"]


def test_what_the_provider_notes_is_heard_and_what_else_its_process_prints_is_not() -> None:
    events = Events()
    said = [
        ("info#err", "note: 8005550100 was bought, but 310 was asked for\n\n"),
        ("info#err", "/x.py:3: DeprecationWarning: old\n  import x\n"),
        ("info", "note: nothing of ours"),
        ("warning", "warning: media_type is odd"),
    ]
    for severity, message in said:
        events.take(event("diagnosticEvent", severity=severity, message=message) + b"\n")
    assert events.ended(0, "").warnings == (
        "8005550100 was bought, but 310 was asked for", "media_type is odd",
    )  # fmt: skip


def test_where_the_engine_never_began_its_reason_is_what_it_wrote() -> None:
    found = Events().ended(1, "error: the stack is currently locked by 1 lock(s)\n")
    assert [one.text for one in found.errors] == ["the stack is currently locked by 1 lock(s)"]


# -- the lines meanwhile -------------------------------------------------------------------------


def test_in_a_log_a_stack_has_a_line_at_its_beginning_its_end_and_now_and_then() -> None:
    now = [0.0]
    stream = io.StringIO()
    with Board(["radio", "tv"], stream, lambda: now[0]) as board:
        board.begin("radio", 300)
        for done in range(300):
            now[0] += 0.1
            board.count("radio", Counts(done + 4, done, int(done > 200)), 300)
        board.end("radio", "done: bought 299")
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2 + int(30 / LOG_SECONDS)
    assert lines[0] == "radio: deploying 300 numbers"
    assert lines[1] == "radio: 199 of 300 numbers done, 4 under way"
    assert lines[-1] == "radio: done: bought 299"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_every_stack_has_its_line_all_the_time() -> None:
    stream = Terminal()
    with Board(["radio", "tv"], stream) as board:
        board.begin("radio", 3)
        board.count("radio", Counts(3, 1, 1), 3)
    last = stream.getvalue()
    assert "1 of 3 numbers done, 1 under way, 1 failed" in last
    assert "waiting" in last


# --- a custom data field that the account does not have -------------------------------------------


def refused(*said: str, numbers: int = 12) -> tuple[str, ...]:
    """The errors of a run of so many numbers with `shoe` that Invoca answered so."""
    steps = tuple(
        Planned(
            Kind.BUY, "radio", f"card-{at}", WHERE, file="stacks/x.csv", line=at + 2,
            about=About(custom_data={"shoe": "12", "channel": "mail"}),
        )
        for at in range(numbers)
    )  # fmt: skip
    other = Planned(Kind.BUY, "radio", "kroq", WHERE, about=About(custom_data={"channel": "x"}))
    errors = tuple(EngineDiagnostic("", text) for text in said)
    return result(Plan((*steps, other)), Ended(1, (), (), errors)).errors


SHOE = "buying {}: Invoca answered 403: custom_data.shoe: is not a custom data field. Correct it."


def test_one_refusal_of_a_field_names_every_number_that_has_it() -> None:
    assert refused(SHOE.format("card-3"), SHOE.format("card-1")) == (
        f"{SHOE.format('card-3')} 12 numbers have custom_data.shoe: card-0, card-1, card-2, "
        "card-3, card-4, card-5, card-6, card-7, card-8, card-9 and 2 more (stacks/x.csv:2-13)",
    )


SHOE_AGAIN = (
    "buying {}: Invoca answered 403: custom_data.shoe is refused here, too (what to do is "
    "explained once)."
)


def test_the_field_is_the_same_as_the_plugin_spells_it() -> None:
    said = [text.replace("custom_data", "customData") for text in (SHOE, SHOE_AGAIN)]
    (only,) = refused(*said, numbers=2)
    assert only == f"{said[0]} 2 numbers have custom_data.shoe: card-0, card-1 (stacks/x.csv:2-3)"


def test_a_number_of_which_only_the_field_was_named_again_is_one_of_those_that_have_it() -> None:
    full = refused(SHOE.format("card-3"))
    named = [SHOE_AGAIN.format(f"card-{at}") for at in (1, 2)]
    assert refused(*named, SHOE.format("card-3")) == full
    assert refused(SHOE.format("card-3"), *named) == full


def test_a_field_that_was_only_named_again_is_told_all_the_same() -> None:
    told = refused(SHOE_AGAIN.format("card-1"), numbers=2)
    assert told == (
        f"{SHOE_AGAIN.format('card-1')} 2 numbers have custom_data.shoe: card-0, card-1 "
        "(stacks/x.csv:2-3)",
    )


def test_several_fields_of_one_refusal_are_told_together() -> None:
    both = "Invoca answered 403: custom_data.channel: is odd; custom_data.shoe: is odd. Correct it."
    (only,) = refused(both, numbers=1)
    assert only.endswith(
        "Correct it. 2 numbers have custom_data.channel: card-0, kroq (stacks/x.csv:2); "
        "1 number has custom_data.shoe: card-0 (stacks/x.csv:2)"
    )


def test_a_field_that_was_told_with_another_one_is_not_told_again() -> None:
    both = "Invoca answered 403: custom_data.channel: is odd; custom_data.shoe: is odd. Correct it."
    assert len(refused(f"card-0: {both}", SHOE.format("card-1"), numbers=2)) == 1
    first, second = refused(SHOE.format("card-1"), f"card-0: {both}", numbers=2)
    assert first.endswith("2 numbers have custom_data.shoe: card-0, card-1 (stacks/x.csv:2-3)")
    assert second.endswith(
        "Correct it. 3 numbers have custom_data.channel: card-0, card-1, kroq (stacks/x.csv:2-3)"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Invoca answered 403: custom_data.shoe: is too long (maximum is 255 characters).",
        "Invoca answered 403: custom_data.hat: is not a custom data field.",
        "Invoca answered 500: custom_data.shoe: is not a custom data field.",
    ],
)
def test_what_is_about_one_number_alone_stays_so(text: str) -> None:
    assert refused(f"a: {text}", f"b: {text}") == (f"a: {text}", f"b: {text}")
