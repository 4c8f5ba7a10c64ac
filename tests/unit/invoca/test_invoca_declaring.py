"""Whichever face it is: the same declaration has the same ids, consent and declarer.

The ids are written out: a number that was bought under one would be bought again under another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pulumi
import pytest
import yaml

from invoca.promo_number.check import check
from invoca.promo_number.declaring import is_protected
from invoca.unknown import UNKNOWN, holds_unknown
from invoca_cli.workspace.sources import of_file
from pulumi_invoca.native.declared import declared as plugin_inputs
from pulumi_invoca.promo_number import PromoNumberArgs, inputs_of
from pulumi_stack import names
from terraform_invoca.declaring import declared as terraform_inputs

PROJECT, STACK, NAME = "promo-numbers", "spring-radio", "Kroq FM"
PLACE = {"advertiser_id": "acme", "campaign_id": "spring-radio"}
WHOLE: dict[str, Any] = {**PLACE, "description": "KROQ drive time", "media_type": "Offline: Radio"}
AREA: dict[str, Any] = {"local_center": {"tn_prefix": "310"}}
WIDE = {**AREA, "tn_prefix_whitelist": ["310", "805"]}


class Case(NamedTuple):
    """declared: beside what every number needs. id: None for none. former: the ids that it may have
    had."""

    declared: Mapping[str, Any] = {}
    id: Any = None
    former: tuple[str, ...] = ()
    former_names: tuple[Any, ...] = ()
    is_generated: bool = False


def made(id_: Any, *former: str, of: Mapping[str, Any], named: Sequence[str] = ()) -> Case:
    return Case(of, id_, former, tuple(named), is_generated=True)


CASES = {
    "nothing": made("kroq-fm-ffa4a89bfb56", "Kroq-FM-ffa4a89bfb56", of={}),
    "no id": made("kroq-fm-ffa4a89bfb56", "Kroq-FM-ffa4a89bfb56", of={"id_from_network": None}),
    "the caller's": made(
        "kroq-fm-ffa4a89bfb56", "Kroq-FM-ffa4a89bfb56", of={"id_assigned_by": "caller"}
    ),
    "first generation": made("kroq-fm-ffa4a89bfb56", "Kroq-FM-ffa4a89bfb56", of={"generation": 1}),
    "generation": made("kroq-fm-322a55a27c7b", "Kroq-FM-322a55a27c7b", of={"generation": 2}),
    "area code": made("kroq-fm-e80a93094ccf", "Kroq-FM-e80a93094ccf", of=AREA),
    "all that counts": made(
        "kroq-fm-d3d72b6f9c8f", "Kroq-FM-d3d72b6f9c8f", of={**WIDE, "generation": 3}
    ),
    "former names": made(
        "kroq-fm-ffa4a89bfb56",
        *("Kroq-FM-ffa4a89bfb56", "kroq-adc0976df8bf", "k-fm-c43025014e30", "K-FM-c43025014e30"),
        of={},
        named=["kroq", "K-FM"],
    ),
    "description unknown": made(
        "kroq-fm-ffa4a89bfb56", "Kroq-FM-ffa4a89bfb56", of={"description": UNKNOWN}
    ),
    "area code unknown": made(UNKNOWN, of={"local_center": {"tn_prefix": UNKNOWN}}),
    "place unknown": made(UNKNOWN, of={"local_center": UNKNOWN}, named=["kroq"]),
    "generation unknown": made(UNKNOWN, of={**AREA, "generation": UNKNOWN}),
    "own id": Case({"id_from_network": "1"}, "1"),
    "own id and former names": Case({"id_from_network": "1"}, "1", former_names=("kroq",)),
    "own id unknown": Case({"id_from_network": UNKNOWN}, UNKNOWN),
    "Invoca's": Case({"id_assigned_by": "invoca"}),
    "Invoca's and former names": Case({"id_assigned_by": "invoca"}, former_names=("kroq",)),
    "Invoca's beside unknown": Case({"id_assigned_by": "invoca", "local_center": UNKNOWN}),
}


class Said(NamedTuple):
    """What a face says of a number, as a check gets it."""

    inputs: Mapping[str, Any]

    @property
    def case(self) -> Case:
        former = self.inputs.get("former_ids")
        return Case(
            id=self.inputs.get("id_from_network"),
            former=() if former is UNKNOWN else tuple(former or ()),
            is_generated=self.inputs.get("id_is_generated") is True,
        )


def by_the_dynamic_resource(
    declared: Mapping[str, Any], former_names: Sequence[str] = (), protect: Any = None
) -> Said:
    async def inputs() -> dict[str, Any]:
        pulumi.runtime.configure(pulumi.runtime.Settings(project=PROJECT, stack=STACK))
        args = PromoNumberArgs(**{name: _as_output(value) for name, value in declared.items()})
        made = inputs_of(NAME, args, former_names, protect=protect is not False)
        return {name: await _as_core_value(value) for name, value in made.items()}

    return Said(_finished(inputs()))


def by_the_plugin(
    declared: Mapping[str, Any], former_names: Sequence[Any] = (), protect: Any = None
) -> Said:
    urn = f"urn:pulumi:{STACK}::{PROJECT}::invoca:index:PromoNumber::{NAME}"
    given = names.to_wire({**declared, "former_names": list(former_names), "protect": protect})
    return Said(plugin_inputs(urn, given))


def by_terraform(
    declared: Mapping[str, Any], former_names: Sequence[Any] = (), protect: Any = None
) -> Said:
    beside = {"key": NAME, "former_keys": list(former_names), "deletion_protection": protect}
    return Said(terraform_inputs({**declared, **beside}, f"{PROJECT}/{STACK}"))


def _finished(inputs: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    loop = asyncio.new_event_loop()  # asyncio.run would leave other tests without one
    try:
        return loop.run_until_complete(inputs)
    finally:
        loop.close()


def _as_output(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _as_output(item) for name, item in value.items()}
    if value is not UNKNOWN:
        return value
    nothing: asyncio.Future[Any] = asyncio.Future()
    nothing.set_result(None)
    is_known: asyncio.Future[bool] = asyncio.Future()
    is_known.set_result(False)
    return pulumi.Output(set(), nothing, is_known)


async def _as_core_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: await _as_core_value(item) for name, item in value.items()}
    if isinstance(value, pulumi.Output):
        return await value.future() if await value.is_known() else UNKNOWN
    return value


FACES = pytest.mark.parametrize(
    "face", [by_the_dynamic_resource, by_the_plugin, by_terraform], ids=lambda one: one.__name__
)
Face = Callable[..., Said]


@FACES
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_ids_of_a_declaration(face: Face, case: Case) -> None:
    said = face({**WHOLE, **case.declared}, case.former_names)
    assert said.case == case._replace(declared={}, former_names=())
    assert said.inputs["declared_by"] == f"{PROJECT}/{STACK}/{NAME}"
    assert said.inputs["protect"] is True
    given = {name: value for name, value in WHOLE.items() if name not in case.declared}
    assert said.inputs.items() >= given.items()
    assert check({}, said.inputs).problems == []


@FACES
@pytest.mark.parametrize(("said", "protect"), [(None, True), (True, True), (False, False)])
def test_only_false_is_consent(face: Face, said: bool | None, protect: bool) -> None:
    assert face(WHOLE, protect=said).inputs["protect"] is protect


@pytest.mark.parametrize(
    ("said", "protected"),
    [
        ((), True),
        ((None, UNKNOWN), True),
        ((False,), False),
        ((None, False), False),
        ((UNKNOWN, False), False),
        ((True, False), True),
        ((False, True), False),
        ((0, False), True),
    ],
)
def test_the_nearest_word_counts(said: tuple[object, ...], protected: bool) -> None:
    assert is_protected(*said) is protected


@pytest.mark.parametrize("face", [by_the_plugin, by_terraform], ids=lambda one: one.__name__)
def test_a_consent_that_is_not_known_yet_is_none_and_shown_as_such(face: Face) -> None:
    assert face(WHOLE, protect=UNKNOWN).inputs["protect"] is UNKNOWN


@FACES
def test_an_output_that_is_known_by_now_makes_the_same_id(face: Face) -> None:
    """As `area code` above; only one of the faces has such values."""

    async def number() -> dict[str, Any]:
        pulumi.runtime.configure(pulumi.runtime.Settings(project=PROJECT, stack=STACK))
        center = pulumi.Output.from_input({"tn_prefix": pulumi.Output.from_input("310")})
        args = PromoNumberArgs(**WHOLE, local_center=center)
        made = inputs_of(NAME, args, ["kroq"], protect=True)
        return {name: await _as_core_value(value) for name, value in made.items()}

    assert Said(_finished(number())).case == face({**WHOLE, **AREA}, ["kroq"]).case


@pytest.mark.parametrize(
    "case", [one for one in CASES.values() if not holds_unknown(one.declared)], ids=str
)
def test_the_ids_of_an_entry_of_a_campaign_file(case: Case, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n", "utf-8")
    own = {name: value for name, value in {**WHOLE, **case.declared}.items() if name not in PLACE}
    entry = {**own, "was": list(case.former_names)}
    file = tmp_path / f"{STACK}.yaml"
    file.write_text(yaml.safe_dump({**PLACE, "numbers": {NAME: entry}}), "utf-8")
    [number] = of_file(file).numbers
    assert number.ids == ((case.id, *case.former) if case.id else ())


@FACES
@pytest.mark.parametrize("more", [{}, {"id_assigned_by": "invoca"}, AREA], ids=str)
@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_id_is_a_mistake_and_not_left_out(
    face: Face, empty: str, more: dict[str, Any]
) -> None:
    said = face({**WHOLE, **more, "id_from_network": empty})
    assert said.case == Case(id=empty)
    [problem] = check({}, said.inputs).problems
    assert problem.path == ("id_from_network",)
    assert problem.text == "is empty; write your own id of the number, or leave it out"


@FACES
@pytest.mark.parametrize("wrong", ["two", 2.5, 0, [2]], ids=str)
def test_a_generation_that_is_none_is_a_mistake(face: Face, wrong: object) -> None:
    [problem] = check({}, face({**WHOLE, "generation": wrong}).inputs).problems
    assert problem.path == ("generation",)
    assert problem.text.startswith("must be ")


@pytest.mark.parametrize("face", [by_the_plugin, by_terraform], ids=lambda one: one.__name__)
@pytest.mark.parametrize("former", [[UNKNOWN], ["kroq", UNKNOWN]], ids=str)
def test_no_id_is_known_while_a_former_name_is_not(face: Face, former: list[Any]) -> None:
    assert face(WHOLE, former).case == Case(id=UNKNOWN, is_generated=True)


@pytest.mark.parametrize(("key", "namespace"), [(UNKNOWN, "a/b"), ("kroq", None)], ids=str)
def test_no_id_is_known_while_the_declarer_is_not(key: Any, namespace: str | None) -> None:
    said = Said(terraform_inputs({**WHOLE, "key": key}, namespace))
    assert said.case == Case(id=UNKNOWN, is_generated=True)
    assert "declared_by" not in said.inputs
