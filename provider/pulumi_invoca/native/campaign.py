"""`invoca:index:Campaign` for programs in any language: a campaign file, or a map of numbers.

Owns: which numbers a component has, and what it answers. Must not know: a file's format, or how a
number is bought. The type token is a contract.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pulumi.runtime.proto import provider_pb2, resource_pb2
from pydantic import ValidationError

from invoca.campaign_file import NumberEntry, read_campaign_file
from invoca.campaign_file.format import Head, Options
from invoca.campaign_file.reader import laid_over
from invoca.promo_number.declaring import is_protected
from invoca.promo_number.models import CampaignRef
from invoca.promo_number.problems import problems_of
from invoca.promo_number.record import PROTECT, UNKNOWN, holds_unknown
from pulumi_stack import names
from pulumi_stack.kinds import DYNAMIC, NATIVE

from . import values
from .engine import Engine
from .refusals import CallRefused
from .registering import Child, Monitor

_INPUTS = frozenset(
    {"file", "numbers", "defaults", "prefix", *map(names.camel, CampaignRef._fields)}
)
_OF_A_NUMBER = "numbers"
_WAS = "was"  # the names that it had; a resource has `formerNames`


class AskedCampaign(NamedTuple):
    """What a program asks for. protect: None where its options say nothing."""

    inputs: dict[str, Any]
    secrets: frozenset[values.Path]
    protect: bool | None
    dependencies: Mapping[str, list[str]]

    @property
    def prefix(self) -> str:
        return str(self.inputs.get("prefix") or "")


def construct(engine: Engine, request: Any) -> provider_pb2.ConstructResponse:
    """Registers the component and its numbers. Raises CallRefused, InvocaError."""
    asked = _asked(request)
    children = dict(_children(engine, asked))
    monitor = Monitor(request.monitorEndpoint, request.parallel)
    try:
        urn = monitor.component(request)
        provider = request.providers.get("invoca", "")
        answers = monitor.children(urn, provider, children.values())
        failed = resource_pb2.Result.FAIL
        numbers = {
            name: answer
            for name, answer in zip(children, answers, strict=True)
            if answer.result != failed
        }
        outputs = values.write({"numbers": _digits(numbers, request.dryRun)})
        monitor.outputs(urn, outputs)
    finally:
        monitor.close()
    return provider_pb2.ConstructResponse(
        urn=urn,
        state=outputs,
        stateDependencies={
            "numbers": provider_pb2.ConstructResponse.PropertyDependencies(
                urns=[answer.urn for answer in numbers.values()]
            )
        },
    )


def _asked(request: Any) -> AskedCampaign:
    given = values.read(request.inputs)
    unknown = sorted(given.values.keys() - _INPUTS)
    if unknown:
        raise CallRefused(
            f"{request.name}: {', '.join(unknown)}: a campaign has no such input. The inputs are: "
            f"{', '.join(sorted(_INPUTS))}"
        )
    for name, kind, what in (("prefix", str, "text"), ("defaults", Mapping, "a map of inputs")):
        if given.values.get(name) is not None and not isinstance(given.values[name], kind):
            raise CallRefused(
                f"{request.name}: `{name}` must be known before anything is deployed, and {what}"
            )
    protect = request.protect if request.HasField("protect") else None
    dependencies = {name: list(found.urns) for name, found in request.inputDependencies.items()}
    return AskedCampaign(given.values, given.secrets, protect, dependencies)


def _children(engine: Engine, asked: AskedCampaign) -> Iterator[tuple[str, Child]]:
    file, numbers = asked.inputs.get("file"), asked.inputs.get("numbers")
    if (file is None) == (numbers is None):
        raise CallRefused("a campaign needs either a `file` or `numbers`")
    if file is not None:
        yield from _from_file(engine, asked, file)
        return
    if not isinstance(numbers, Mapping):
        raise CallRefused("`numbers` must be known before anything is deployed, and a map by name")
    head = names.from_wire(asked.inputs)
    defaults = names.from_wire(head.get("defaults") or {})
    place: dict[str, Any] = {part: head.get(part) for part in CampaignRef._fields}
    campaign = Head.model_construct(**place, defaults=defaults)
    for name, number in numbers.items():
        if not isinstance(number, Mapping):
            raise CallRefused(f"`numbers`: '{name}' must be a map of inputs, and known")
        inputs = laid_over(campaign, names.from_wire(number))
        options = _options(name, {key: inputs.pop(key, None) for key in (_WAS, PROTECT)})
        yield name, _child(asked, name, inputs, options)


def _options(name: str, said: Mapping[str, Any]) -> Options:
    """What a number says beside its inputs."""
    known = {key: value for key, value in said.items() if not holds_unknown(value)}
    if _WAS not in known:
        raise CallRefused(f"`numbers`: '{name}': `was` must be known before anything is deployed")
    try:
        return Options.model_validate(known)
    except ValidationError as error:
        told = (f"{one.path[0]} {one.text}" for one in problems_of(error, Options))
        raise CallRefused(f"`numbers`: '{name}': {'; '.join(told)}") from None


def _child(asked: AskedCampaign, name: str, inputs: Mapping[str, Any], options: Options) -> Child:
    former = [asked.prefix + one for one in options.was]
    protect = is_protected(options.protect, asked.protect)
    properties = names.to_wire({**inputs, PROTECT: protect})
    if former:
        properties["formerNames"] = former
    depends = [urn for urns in asked.dependencies.values() for urn in urns]
    return Child(
        NATIVE,
        asked.prefix + name,
        properties,
        frozenset(_secrets(asked, name)),
        protect=protect,
        aliases=_aliases(former),
        dependencies=dict.fromkeys(properties, depends),
    )


def _aliases(former: list[str]) -> tuple[tuple[str, str], ...]:
    """Under its former names, and as the dynamic resource that it may have been."""
    kinds = [(name, kind) for name in ("", *former) for kind in ("", DYNAMIC)]
    return tuple(kinds[1:])


def _secrets(asked: AskedCampaign, name: str) -> Iterator[values.Path]:
    """The paths within a number that are secret: its own, those of the defaults, or all."""
    for path in asked.secrets:
        if path[:2] == (_OF_A_NUMBER, name) and len(path) > 2:
            yield path[2:]
        elif path[:1] == ("defaults",) and len(path) > 1:
            yield path[1:]
        elif path[0] in (_OF_A_NUMBER, "defaults"):
            yield from (("description",), ("customData",))


def _from_file(engine: Engine, asked: AskedCampaign, file: Any) -> Iterator[tuple[str, Child]]:
    if not isinstance(file, str):
        raise CallRefused("`file` must be known before anything is deployed, and a path")
    beside = sorted(asked.inputs.keys() & {"defaults", *map(names.camel, CampaignRef._fields)})
    if beside:
        raise CallRefused(
            f"{', '.join(beside)}: write them into {file}, which declares the campaign"
        )
    path = Path(file)
    try:
        campaign = read_campaign_file(path, shown_as=file)
    except OSError as error:
        raise CallRefused(
            f"{file} cannot be read: {error.strerror or error}. The path is taken from "
            f"{Path.cwd()}, where the program runs"
        ) from None
    for warning in campaign.warnings():
        engine.warn(warning)
    for name, entry in campaign.numbers.items():
        options = Options(was=entry.was, protect=entry.protect)
        yield name, _child(asked, name, _declared(entry), options)


def _declared(entry: NumberEntry) -> dict[str, Any]:
    inputs: dict[str, Any] = entry.declaration.model_dump(
        mode="json", exclude_none=True, exclude_defaults=True
    )
    return inputs


def _digits(
    answers: Mapping[str, resource_pb2.RegisterResourceResponse], is_preview: bool
) -> dict[str, Any]:
    """The ten digits by name; numbers that this run left out and that do not exist have none."""
    digits: dict[str, Any] = {}
    for name, answer in answers.items():
        shown = values.read(answer.object).values.get("promoNumber")
        if shown is not None:
            digits[name] = shown
        elif is_preview:
            digits[name] = UNKNOWN
    return digits
