"""Makes and reads what `pulumi preview --refresh --json` prints.

Owns: the shape of that text, and of the lines that PULUMI_ENABLE_STREAMING_JSON_PREVIEW makes of
it. Must not know: what a step means for a promo number. The settings in that text are not read.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator, model_validator

from invoca.errors import InvocaError, LookAtAccount
from invoca.promo_number.record import digits_of, identity
from pulumi_stack.kinds import NATIVE
from pulumi_stack.names import core_name, from_wire, ignored_paths
from pulumi_stack.notes import note_of
from pulumi_stack.urns import name_of, stack_of
from pulumi_stack.wire import ANY_UNKNOWN

from .handed_on import settings_for_engine
from .programs import run
from .project import Project, short_name
from .reasons import GET_ENGINE, NO_ENGINE, known_remedy, remedy_for
from .scratch import scratch_stack

UNKNOWN = ANY_UNKNOWN
SECRET = "[secret]"  # noqa: S105 - how the engine writes one
# Where an engine tells whether two are the same: those of one field, in the order they come.
SECRETS = (SECRET, "[another secret]", "[a third secret]")
STREAMING = "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"
# What the engine says when everything was said already.
_AFTERTHOUGHTS = re.compile(
    r"preview failed|an unhandled error occurred: program exited .*", re.DOTALL
)
_URN = re.compile(r"(pulumi state [a-z]+ (?:--?[a-z=-]+ )*['\"]?)?(urn:pulumi:[^\s'\"`]+)")
# How the engine words what a check found.
_OF_RESOURCE = re.compile(r"^\S+ resource '([^'\n]+)' has a problem: ")
_PREFIXES = re.compile(r"^((error|warning): |Preview failed: |Exception calling application: )+")


def is_secret(value: object) -> bool:
    """Whether it stands for a value that an engine does not show."""
    return isinstance(value, str) and value in SECRETS


class _EngineObject(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Resource(_EngineObject):
    """A resource before or after a step. delete: an interrupted replacement left it behind.
    external: a program only reads it.
    deleted_with: the URN of a resource with which it goes: the engine asks no provider then."""

    urn: str
    type: str = ""
    custom: bool = False
    id: str = ""
    inputs: dict[str, Any] = {}
    outputs: dict[str, Any] = {}
    protect: bool = False
    delete: bool = False
    external: bool = False
    retain: bool = Field(False, alias="retainOnDelete")
    deleted_with: str = Field("", alias="deletedWith")
    ignored: tuple[str, ...] = Field((), alias="ignoreChanges")

    @field_validator("inputs", "outputs", mode="before")
    @classmethod
    def _null_is_empty(cls, value: object) -> object:
        return value or {}

    @model_validator(mode="before")
    @classmethod
    def _in_the_names_of_the_core(cls, value: Any) -> Any:
        """Numbers of the plugin have names of their own."""
        if not isinstance(value, dict):
            return value
        value = {**value, "ignoreChanges": ignored_paths(value)}
        if value.get("type") != NATIVE:
            return value
        bags = {bag: value.get(bag) for bag in ("inputs", "outputs")}
        named = {bag: from_wire(held) for bag, held in bags.items() if isinstance(held, dict)}
        return {**value, **named}

    @property
    def name(self) -> str:
        return name_of(self.urn)

    @property
    def promo_number(self) -> str:
        """The ten digits of a number; "" while its purchase is pending."""
        return digits_of(self.id, self.outputs)

    @property
    def pending_since(self) -> float | None:
        """When its purchase was sent, in seconds since the epoch; None where it is not pending."""
        if not self.id or self.promo_number:
            return None
        return identity(self.id, self.outputs).pending_since or 0.0


class Step(_EngineObject):
    """One operation, as the engine names it ("create", "update", "same" ...)."""

    op: str
    urn: str
    old: Resource | None = Field(None, validation_alias=AliasChoices("oldState", "old"))
    new: Resource | None = Field(None, validation_alias=AliasChoices("newState", "new"))
    reasons: tuple[str, ...] = Field((), validation_alias=AliasChoices("replaceReasons", "keys"))

    @field_validator("reasons", mode="before")
    @classmethod
    def _in_the_names_of_the_core(cls, value: object) -> object:
        # Those of the plugin's numbers are in the names of programs.
        return tuple(map(core_name, value)) if isinstance(value, (list, tuple)) else ()

    @property
    def name(self) -> str:
        return name_of(self.urn)

    @property
    def resource(self) -> Resource | None:
        return self.new or self.old


class EngineDiagnostic(NamedTuple):
    """What the engine, the program or the provider said. urn: of the resource, or ""."""

    urn: str
    text: str


class Preview(NamedTuple):
    """What the engine would do. errors: why it would do none of it.

    same: how many resources it leaves as they are, of which it tells no step; None for not known.
    settled_before: what the configuration itself says of that setting, where it is not among those
    of the project; None for nothing.
    """

    stack: str
    steps: tuple[Step, ...]
    same: int | None = None
    errors: tuple[EngineDiagnostic, ...] = ()
    warnings: tuple[EngineDiagnostic, ...] = ()
    settled_before: datetime | None = None


def run_preview(stack: str, project: Project, *, is_new: bool = False) -> Preview:
    """Lets the engine preview a stack of `project`; it runs the program.

    is_new: the stack was never made, and is not made by this either. Raises InvocaError where the
    engine says nothing that can be read.
    """
    if is_new:
        with scratch_stack(stack, project) as scratch:
            return _run(short_name(stack), project, scratch.variables, scratch.options)
    return _run(stack, project, {}, ())


def _run(
    stack: str, project: Project, variables: Mapping[str, str | None], options: Sequence[str]
) -> Preview:
    command = ["pulumi", "preview", "--refresh", "--json", "--non-interactive", "--stack", stack]
    given = {**settings_for_engine(stack, project), STREAMING: None, **variables}
    ran = run(*command, *options, folder=project.folder, variables=given)
    if ran is None:
        raise LookAtAccount(f"previewing stack {stack}", answer=NO_ENGINE, remedy=GET_ENGINE)
    if not ran.output.strip() or (ran.code and _is_empty(ran.output)):
        said = told(ran.errors) or f"pulumi exited with code {ran.code} and printed nothing"
        remedy = remedy_for(ran.errors, stack)
        raise LookAtAccount(f"previewing stack {stack}", answer=said, remedy=remedy)
    preview = _parse(f"stack {stack}", ran.output)
    if ran.code and not preview.errors:
        said = told(ran.errors) or f"pulumi exited with code {ran.code}"
        preview = preview._replace(errors=(EngineDiagnostic("", said),))
    return preview._replace(
        stack=preview.stack or short_name(stack),
        errors=tuple(_with_remedy(error, stack) for error in preview.errors),
    )


def _with_remedy(error: EngineDiagnostic, stack: str) -> EngineDiagnostic:
    """What the engine says of itself, with the next step; a resource's trouble has its own."""
    remedy = "" if error.urn else known_remedy(error.text, stack)
    return error._replace(text=f"{error.text.rstrip('.')}. {remedy}") if remedy else error


def _is_empty(text: str) -> bool:
    """Whether the engine ended before there was anything to tell; its reason is elsewhere then."""
    try:
        document = _document(text)
    except (ValueError, TypeError, KeyError):
        return False
    return not (document.get("steps") or document.get("diagnostics"))


def read_preview(source: str) -> Preview:
    """The preview in the file `source`; "-" is standard input. Raises InvocaError."""
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise _unreadable(source, "it is not text") from None
    return _parse(source, text)


def _parse(source: str, text: str) -> Preview:
    try:
        document = _document(text)
        steps = tuple(Step.model_validate(step) for step in document.get("steps") or ())
        said = list(_diagnostics(document.get("diagnostics") or ()))
    except (ValueError, TypeError, AttributeError, RecursionError):  # ValidationError is one, too
        raise _unreadable(source, "it is not what `pulumi preview --json` prints") from None
    if not steps and not said:
        raise _unreadable(source, "it holds no steps")
    urns = (step.urn for step in steps)
    return Preview(
        next(map(stack_of, urns), ""),
        steps,
        (document.get("changeSummary") or {}).get("same"),
        tuple(one for severity, one in said if severity == "error"),
        tuple(one for severity, one in said if severity == "warning"),
    )


def _document(text: str) -> Mapping[str, Any]:
    """One JSON object, whether the engine printed one, or an event a line."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if isinstance(value, dict) and "sequence" not in value:
        return value
    events = [json.loads(line) for line in text.splitlines() if line.strip()]
    return {
        "steps": [event["resourcePreEvent"]["metadata"] for event in events if _is_step(event)],
        "diagnostics": [event["diagnosticEvent"] for event in events if "diagnosticEvent" in event],
        "changeSummary": next(
            (event["summaryEvent"]["resourceChanges"] for event in events if _is_last(event)), None
        ),
    }


def _is_step(event: Mapping[str, Any]) -> bool:
    return "resourcePreEvent" in event


def _is_last(event: Mapping[str, Any]) -> bool:
    return "summaryEvent" in event


def _diagnostics(diagnostics: Any) -> Iterator[tuple[str, EngineDiagnostic]]:
    """(severity, diagnostic), with the afterthoughts only where nothing else was said."""
    found = [heard for heard in map(_heard, diagnostics) if heard[0] in {"error", "warning"}]
    thoughts = [item for item in found if not _AFTERTHOUGHTS.fullmatch(item[2])]
    has_errors = any(severity == "error" for severity, *_ in thoughts)
    for severity, urn, text in thoughts if has_errors else found:
        yield severity, EngineDiagnostic(urn, text)


def _heard(said: Any) -> tuple[str, str, str]:
    """Severity, URN and text; what a provider notes is heard as a warning."""
    severity, text = str(said.get("severity", "")), str(said.get("message", ""))
    note = note_of(severity, text)
    heard = ("warning", note) if note else (severity, text)
    return heard[0], str(said.get("urn") or ""), told(heard[1])


def told(text: str) -> str:
    """A message without the engine's prefixes, and with names where it writes URNs; but for those
    in a command, which would not work with a name."""
    text = _URN.sub(lambda found: found[0] if found[1] else name_of(found[2]), text.strip())
    return _OF_RESOURCE.sub(r"\1: ", _PREFIXES.sub("", text)).strip()


def _unreadable(source: str, why: str) -> InvocaError:
    return LookAtAccount(
        f"previewing {source}",
        answer=why,
        remedy="Name a stack that `pulumi preview` can preview, or a file that `pulumi preview "
        "--refresh --json` printed",
    )
