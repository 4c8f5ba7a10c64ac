"""What the plugin registers of a campaign, on a monitor that writes it down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime.proto import provider_pb2

import pulumi_invoca
import pulumi_invoca.native
from invoca.parent import ParentProcess
from pulumi_invoca.native import values
from pulumi_invoca.native.campaign import construct
from pulumi_invoca.native.engine import Engine
from pulumi_invoca.native.refusals import CallRefused
from pulumi_stack.kinds import CAMPAIGN, NATIVE
from tests.host.recording_monitor import Host, Request, recording_host
from tests.native.plugin_process import UNKNOWN, inputs

FILE = """\
advertiser_id: acme
campaign_id: spring-radio
defaults: {media_type: "Offline: Radio"}
numbers:
  kroq: {description: KROQ, was: [old, older]}
  kpwr: {description: KPWR, protect: false}
"""


@pytest.fixture
def host() -> Iterator[Host]:
    with recording_host() as host:
        yield host


def asked_for(host: Host) -> Any:
    """The inputs of the campaign that a program asked the plugin for."""
    [asked] = [one for one in host.monitor.requests if one.type == CAMPAIGN and one.remote]
    return asked.object


def constructed(host: Host, given: Any, protect: bool | None = None) -> dict[str, Request]:
    """The numbers that the plugin registers, by their resources' names."""
    host.monitor.clear()
    request = provider_pb2.ConstructRequest(
        type=CAMPAIGN,
        name="campaign",
        inputs=given,
        protect=protect,
        monitorEndpoint=host.address,
        parallel=4,
    )
    construct(Engine(ParentProcess("")), request)
    return {one.name: one for one in host.monitor.requests if one.type == NATIVE}


def former_names(number: Request) -> list[str]:
    """Those of the aliases, in their order."""
    return list(dict.fromkeys(one.spec.name for one in number.aliases if one.spec.name))


def test_a_file_gets_a_prefix_in_python_as_it_does_for_the_dynamic_resource(
    host: Host, tmp_path: Path
) -> None:
    file = tmp_path / "radio.yaml"
    file.write_text(FILE, "utf-8")
    host.run(
        lambda: void(pulumi_invoca.native.Campaign.from_file("radio", file, prefix="west-")),
    )
    numbers = constructed(host, asked_for(host))
    assert {name: one.protect for name, one in numbers.items()} == {
        "west-kroq": True,
        "west-kpwr": False,
    }
    assert former_names(numbers["west-kroq"]) == ["west-old", "west-older"]
    properties = values.read(numbers["west-kroq"].object).values
    assert properties["formerNames"] == ["west-old", "west-older"]
    assert properties["protect"] is True
    assert former_names(numbers["west-kpwr"]) == []


@pytest.mark.parametrize("of_the_campaign", [None, True, False])
@pytest.mark.parametrize("of_the_number", [None, True, False])
@pytest.mark.parametrize("was", [None, "old", ["old", "older"]], ids=str)
def test_consent_and_former_names_are_those_of_the_dynamic_resource(
    host: Host,
    was: Any,
    of_the_number: bool | None,
    of_the_campaign: bool | None,
) -> None:
    number: dict[str, Any] = {
        "description": "K",
        "media_type": "Offline: Radio",
        "campaign_id": "spring-radio",
    }
    number |= {"advertiser_id": "acme", "was": was, "protect": of_the_number}
    options = pulumi.ResourceOptions(protect=of_the_campaign)
    host.run(lambda: void(pulumi_invoca.Campaign("c", {"kroq": number}, options, prefix="west-")))
    [dynamic] = host.monitor.numbers().values()
    given = values.write(
        {
            "prefix": "west-",
            "numbers": {"kroq": {**inputs(), "was": was, "protect": of_the_number}},
        }
    )
    [native] = constructed(host, given, of_the_campaign).values()
    assert native.name == dynamic.name == "west-kroq"
    assert native.protect == dynamic.protect
    assert former_names(native) == former_names(dynamic)
    said = values.read(native.object).values["protect"]
    assert said is values.read(dynamic.object).values["protect"] is dynamic.protect


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ({"was": ""}, "'kroq': was is not a name"),
        ({"was": UNKNOWN}, "'kroq': `was` must be known"),
        ({"was": ["old", UNKNOWN]}, "'kroq': `was` must be known"),
        ({"protect": "perhaps"}, "'kroq': protect must be true or false, not 'perhaps'"),
    ],
    ids=str,
)
def test_a_mistake_beside_the_inputs_is_told_before_anything_is_registered(
    host: Host, number: dict[str, Any], told: str
) -> None:
    with pytest.raises(CallRefused) as refused:
        constructed(host, values.write({"numbers": {"kroq": {**inputs(), **number}}}))
    assert told in str(refused.value)
    assert host.monitor.requests == []


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ({"prefix": UNKNOWN}, "`prefix` must be known before anything is deployed"),
        ({"defaults": UNKNOWN}, "`defaults` must be known before anything is deployed"),
        ({"defaults": "Offline: Radio"}, "and a map of inputs"),
    ],
    ids=str,
)
def test_what_all_its_numbers_are_made_of_must_be_known(
    host: Host, head: dict[str, Any], told: str
) -> None:
    with pytest.raises(CallRefused) as refused:
        constructed(host, values.write({**head, "numbers": {"kroq": inputs()}}))
    assert told in str(refused.value)
    assert host.monitor.requests == []


def test_a_consent_that_is_not_known_yet_leaves_it_to_the_campaign(host: Host) -> None:
    given = values.write({"numbers": {"kroq": {**inputs(), "protect": UNKNOWN}}})
    for protect in (True, False):
        [number] = constructed(host, given, protect).values()
        assert number.protect is protect


def void(_: object) -> None:
    """What a program returns."""
