"""How a campaign's numbers travel to the engine, and what a program gives for them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from typing import Any

import grpc
import pulumi
import pytest

from pulumi_invoca import Campaign
from pulumi_invoca.registration.monitor import AHEAD
from tests.host.recording_monitor import Host, Request, Response, recording_host

PLAIN_NUMBER = {
    "advertiser_id": "acme",
    "campaign_id": "spring-radio",
    "description": "KROQ",
    "media_type": "Offline: Radio",
}


@pytest.fixture
def host() -> Iterator[Host]:
    with recording_host() as host:
        yield host


def declared(numbers: Any) -> Any:
    return lambda: Campaign("campaign", numbers) and None


# How they are sent.


def test_only_so_many_are_under_way_as_the_engine_works_on(host: Host) -> None:
    crowd, parallel = 200, 8
    gate = threading.Event()

    def answer(request: Request, context: grpc.ServicerContext) -> Response:
        if request.custom:
            if host.monitor.under_way >= parallel + AHEAD:
                gate.set()
            gate.wait(30)
        return host.monitor.accept(request, context)

    host.monitor.answer = answer
    numbers = {f"n{i}": PLAIN_NUMBER for i in range(crowd)}
    host.run(declared(numbers), parallel=parallel)
    assert len(host.monitor.numbers()) == crowd
    assert host.monitor.most_under_way == parallel + AHEAD


def test_a_registration_that_is_refused_is_named_once_and_the_others_are_registered(
    host: Host,
) -> None:
    def answer(request: Request, context: grpc.ServicerContext) -> Response:
        if request.name == "n7":
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "this one is not welcome")
        return host.monitor.accept(request, context)

    host.monitor.answer = answer
    numbers = {f"n{i}": PLAIN_NUMBER for i in range(100)}
    with pytest.raises(pulumi.RunError) as ended:
        host.run(declared(numbers))
    assert str(ended.value).count("n7") == 1
    assert "this one is not welcome" in str(ended.value)
    assert len(host.monitor.numbers()) == 100


def test_nothing_more_is_sent_to_an_engine_that_is_gone(host: Host) -> None:
    def answer(request: Request, context: grpc.ServicerContext) -> Response:
        if request.custom:
            context.abort(grpc.StatusCode.UNAVAILABLE, "shut down")
        return host.monitor.accept(request, context)

    host.monitor.answer = answer
    numbers = {f"n{i}": PLAIN_NUMBER for i in range(500)}
    with pytest.raises(pulumi.RunError, match="has terminated"):
        host.run(declared(numbers))
    assert len(host.monitor.numbers()) < 250


def test_a_program_that_raises_after_declaring_a_campaign_ends_with_what_it_raised(
    host: Host,
) -> None:
    def program() -> None:
        Campaign("campaign", {f"n{i}": PLAIN_NUMBER for i in range(100)})
        raise ValueError("a mistake of the program")

    with pytest.raises(ValueError, match="a mistake of the program"):
        host.run(program)


def test_a_program_with_a_campaign_ends_quietly_when_the_engine_interrupts_it(host: Host) -> None:
    handlers: list[Any] = []

    def program() -> None:
        Campaign("campaign", {})
        handlers.append(signal.getsignal(signal.SIGINT))

    # A test runner may have handlers of its own, of which a program keeps its hands off.
    runner = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        host.run(program)
    finally:
        signal.signal(signal.SIGINT, runner)
    assert handlers[0].__module__ == "pulumi_invoca.cancellation"


# Plain values.


def test_every_mistake_in_plain_values_is_told_before_anything_is_declared(host: Host) -> None:
    wrong: dict[str, Any] = {
        "kroq": {**PLAIN_NUMBER, "descripton": "KROQ"},
        "kpwr": {key: value for key, value in PLAIN_NUMBER.items() if key != "media_type"},
        "knx": {**PLAIN_NUMBER, "protect": "perhaps"},
        "kjaz": ["a", "list"],
        "": PLAIN_NUMBER,
    }
    with pytest.raises(pulumi.RunError) as ended:
        host.run(declared(wrong))
    assert str(ended.value).splitlines() == [
        "The campaign 'campaign' has 5 mistakes. Nothing was sent to Invoca.",
        "  kroq: descripton is not a known key; did you mean `description`?",
        "  kpwr: media_type is missing; write `media_type: ...`",
        "  knx: protect must be true or false, not 'perhaps'",
        "  kjaz: is a list; write a dict of its inputs, or PromoNumberArgs",
        "  '' is not a name for a number; write text, such as 'kroq'",
    ]
    assert not host.monitor.numbers()


def test_a_file_can_be_declared_twice_with_a_prefix_each(host: Host, tmp_path: Any) -> None:
    file = tmp_path / "radio.yaml"
    file.write_text(
        "advertiser_id: acme\ncampaign_id: radio\n"
        "numbers: {kroq: {description: KROQ, media_type: 'Offline: Radio', was: [old, older]}}\n",
        "utf-8",
    )

    def program() -> None:
        for prefix in ("east-", "west-"):
            Campaign.from_file(prefix, file, prefix=prefix)

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("INVOCA_API_TOKEN", "a-token")
        environment.setenv("INVOCA_NETWORK_ID", "1")
        host.run(program)
    numbers = host.monitor.numbers()
    assert set(numbers) == {"east-kroq", "west-kroq"}
    former = [alias.spec.name for alias in numbers["west-kroq"].aliases]
    assert former == ["west-old", "west-older"]
