"""One `pulumi up`, from its start to its end, told event by event.

Owns: the engine's command line and environment, what its events say of promo numbers, and how a run
is interrupted. Must not know: several stacks, or how progress looks.

The engine writes the whole state at the start and end of every step, which takes ever longer the
more numbers there are. A run that is struck loses what no checkpoint holds: for promo numbers
that loses nothing, because the next run finds each by its id; for others it is.

What it prints goes into files that have no name. So nothing is left behind whatever ends this
command, and an engine whose reader was killed runs to its end.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable
from typing import IO, Any, NamedTuple, NoReturn

from invoca import machine
from invoca.account import OF_THE_MACHINE
from invoca.errors import LookAtAccount
from invoca.promo_number.record import BOUGHT_AT, PROTECT, digits_of
from pulumi_stack.kinds import CAMPAIGN, NUMBERS
from pulumi_stack.names import from_wire
from pulumi_stack.notes import note_of
from pulumi_stack.urns import name_of

from ..workspace.handed_on import settings_for_engine
from ..workspace.preview import STREAMING, EngineDiagnostic, Preview, told
from ..workspace.programs import environment_with
from ..workspace.project import Project
from ..workspace.reasons import GET_ENGINE, NO_ENGINE
from ..workspace.state import ExportedStack

SKIP = "PULUMI_SKIP_CHECKPOINTS"
PLANNED = OF_THE_MACHINE["purchases_planned"]
OURS = NUMBERS | frozenset({CAMPAIGN, "pulumi:pulumi:Stack"})
LOOK_SECONDS = 0.2
INTERRUPTS = 2  # the engine ends in order after the first Ctrl-C, and at once after the second
_SILENT = frozenset({"same", "refresh", "read", "read-discard", "read-replacement"})
_KEYS = re.compile(
    rb'"(resourcePreEvent|resOutputsEvent|resOpFailedEvent|diagnosticEvent|summaryEvent)":'
)
_SAID_ALREADY = re.compile(
    r"(update|preview) (failed|canceled)|an unhandled error occurred.*", re.DOTALL
)


class Done(NamedTuple):
    """What the engine did to one promo number. op: as the engine names it. id: its digits. bought:
    whether a create bought it, rather than took it over; None where that is not known. protects:
    whether the number is protected from then on, where an update changed that alone."""

    op: str
    name: str
    id: str = ""
    bought: bool | None = None
    protects: bool | None = None


class Counts(NamedTuple):
    """Steps about promo numbers: begun, done, failed."""

    begun: int = 0
    done: int = 0
    failed: int = 0


class Ended(NamedTuple):
    """code: the engine's own. errors: what it said, each once."""

    code: int
    done: tuple[Done, ...] = ()
    failed: tuple[Done, ...] = ()
    errors: tuple[EngineDiagnostic, ...] = ()
    warnings: tuple[str, ...] = ()


class Interruption:
    """Says to every run that is under way that somebody wants an end."""

    def __init__(self) -> None:
        self._asked = threading.Condition()
        self.count = 0

    def ask(self) -> None:
        with self._asked:
            self.count += 1
            self._asked.notify_all()

    def wait(self, seconds: float, known: int) -> int:
        """How often it was asked for; comes back at once where that is more than `known`."""
        with self._asked:
            self._asked.wait_for(lambda: self.count > known, seconds)
            return self.count


class EngineRun:
    """`pulumi up` of one stack whose plan is known."""

    def __init__(
        self, stack: str, project: Project, *, parallel: int, purchases: int, has_checkpoints: bool
    ) -> None:
        """purchases: how many numbers it may buy at most."""
        self._stack = stack
        self._project = project
        self._command = ["pulumi", "up", "--yes", "--skip-preview", "--refresh", "--stack", stack]
        self._command += ["--parallel", str(parallel)]
        self._variables: dict[str, str | None] = {
            **settings_for_engine(stack, project),
            SKIP: None if has_checkpoints else "true",
            PLANNED: str(purchases),
            STREAMING: None,
        }

    def take_over(self) -> NoReturn:
        """Lets the engine go on in place of this command: its output, Ctrl-C and exit code are
        the engine's own. Raises LookAtAccount."""
        try:
            machine.become(self._command, self._project.folder, environment_with(self._variables))
        except FileNotFoundError:
            raise self._no_engine() from None

    def told(self, tell: Callable[[Counts], None], interruption: Interruption) -> Ended:
        """Runs it, and tells what is done from time to time. Raises LookAtAccount."""
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = self._start(output, errors)
            events = Events()
            asked, read = 0, 0
            while process.poll() is None:
                now = interruption.wait(LOOK_SECONDS, asked)
                for _ in range(asked, min(now, INTERRUPTS)):
                    machine.interrupt(process)
                asked = now
                read += events.take(machine.read_at(output, read))
                tell(events.counts())
            events.take(machine.read_at(output, read) + b"\n")
            tell(events.counts())
            said = machine.read_at(errors, 0).decode("utf-8", "replace")
            return events.ended(process.returncode, said)

    def _start(self, output: IO[bytes], errors: IO[bytes]) -> subprocess.Popen[bytes]:
        try:
            return machine.start_apart(
                [*self._command, "--json", "--non-interactive"],
                cwd=self._project.folder,
                env=environment_with(self._variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
            )
        except FileNotFoundError:
            raise self._no_engine() from None

    def _no_engine(self) -> LookAtAccount:
        return LookAtAccount(f"deploying {self._stack}", answer=NO_ENGINE, remedy=GET_ENGINE)


class Events:
    """What the engine's lines of JSON say; of most of them only that they are there."""

    def __init__(self) -> None:
        self._begun: set[str] = set()
        self._done: list[Done] = []
        self._failed: list[Done] = []
        self._errors: dict[EngineDiagnostic, None] = {}
        self._warnings: dict[str, None] = {}

    def take(self, text: bytes) -> int:
        """How much of `text` was taken: all of its whole lines."""
        whole = text[: text.rfind(b"\n") + 1]
        for line in whole.splitlines():
            found = _KEYS.search(line, 0, 200)
            if found is not None:
                self._note(found[1].decode(), line)
        return len(whole)

    def counts(self) -> Counts:
        return Counts(len(self._begun), len(self._done), len(self._failed))

    def ended(self, code: int, said: str) -> Ended:
        errors = [one for one in self._errors if not _SAID_ALREADY.fullmatch(one.text)]
        if code and not errors and said.strip():
            errors = [EngineDiagnostic("", told(said))]
        return Ended(
            code,
            tuple(self._done),
            tuple(self._failed),
            tuple(errors or self._errors),
            tuple(self._warnings),
        )

    def _note(self, kind: str, line: bytes) -> None:
        if kind == "diagnosticEvent":
            if b'"severity":"debug"' not in line:
                self._hear(_event(line, kind))
            return
        # A step that does nothing is most of a large run, and long: it is not even read.
        op = re.search(rb'"metadata":\{"op":"([a-z-]+)","urn":"', line[:300])
        if op is None or op[1].decode() in _SILENT or kind == "summaryEvent":
            return
        step = _event(line, kind).get("metadata") or {}
        if step.get("type") not in NUMBERS:
            return
        name = name_of(str(step["urn"]))
        done = Done(str(step["op"]), name, _digits(step), _bought(step), _protects(step))
        if kind == "resourcePreEvent":
            self._begun.add(f"{done.op} {step['urn']}")
        elif kind == "resOutputsEvent":
            self._done.append(done)
        else:
            self._failed.append(done)

    def _hear(self, said: dict[str, Any]) -> None:
        severity, message = str(said.get("severity", "")), str(said.get("message", ""))
        note = note_of(severity, message)
        text = told(note or message)
        if severity == "error":
            self._errors[EngineDiagnostic(str(said.get("urn") or ""), text)] = None
        elif text and (severity == "warning" or note):
            self._warnings[text] = None


def _event(line: bytes, kind: str) -> dict[str, Any]:
    try:
        event = json.loads(line).get(kind)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _bought(step: dict[str, Any]) -> bool | None:
    """What the provider noted in what it created."""
    outputs = from_wire((step.get("new") or {}).get("outputs") or {})
    return bool(outputs.get(BOUGHT_AT)) if outputs.get("promo_number") else None


def _protects(step: dict[str, Any]) -> bool | None:
    if step.get("op") != "update":
        return None
    old, new = ((step.get(which) or {}).get("inputs") or {} for which in ("old", "new"))
    before, after = old.get(PROTECT), new.get(PROTECT)
    differs = before != after and {**old, PROTECT: after} == new
    return bool(after) if differs else None


def _digits(step: dict[str, Any]) -> str:
    """Of what it became, or of what it was; "" while its purchase is pending."""
    found = (step.get("new") or {}, step.get("old") or {})
    held = next((one for one in found if one.get("id")), {})
    return digits_of(str(held.get("id") or ""), from_wire(held.get("outputs") or {}))


def why_checkpoints(preview: Preview, state: ExportedStack) -> str:
    """Why a run that is struck would lose something without them; "" where it would not."""
    types = {str(resource.get("type", "")) for resource in state.resources}
    types |= {step.resource.type for step in preview.steps if step.resource}
    others = sorted(kind for kind in types - OURS if not kind.startswith("pulumi:providers:"))
    if others:
        return f"the stack holds other resources as well ({_some(others)})"
    picked = [step for step in preview.steps if step.new and _invoca_picks(step.new.inputs)]
    if picked:
        return "Invoca picks ids in it, so an interrupted purchase could not be found by its id"
    return ""


def _invoca_picks(inputs: dict[str, object]) -> bool:
    return inputs.get("id_assigned_by") == "invoca"


def _some(names: Iterable[str]) -> str:
    first, *more = names
    return f"{first} and {len(more)} more types" if more else first
