"""The campaign file: which numbers a stack has, as people write it.

Owns: the file's format, how defaults are laid under numbers, and that every mistake is told at
once with its line and its remedy. Must not know: Pulumi, or what is live.
The format is a contract; docs/campaign-file.md describes it, and schema.py makes a JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)

from ..errors import FixDeclaration
from ..promo_number.models import CampaignRef, Declaration
from ..promo_number.problems import Problem, declaration_problems, problems_of
from ..promo_number.values import NetworkText, Text
from .csv_source import read_csv
from .yaml_source import Mistake, read_yaml

NAME_MAXIMUM = 100  # characters
OPTIONS = ("was", "protect")
_INPUTS = frozenset(Declaration.model_fields)
_CAMPAIGN = ("advertiser_id", "campaign_id", "affiliate_id")
ONE_EACH = ("id_from_network", "was")  # what no two numbers can have in common


def _name(value: str) -> str:
    if not value.strip() or len(value) > NAME_MAXIMUM or not value.isprintable():
        raise ValueError(f"is no name; use 1 to {NAME_MAXIMUM} letters, digits, dashes or dots")
    return value


def _listed(value: object) -> object:
    return () if value is None else value if isinstance(value, (list, tuple)) else (value,)


Name = Annotated[Text, AfterValidator(_name)]
_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Names = Annotated[tuple[Name, ...], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MORE)]


class Head(BaseModel):
    """The top level of a campaign file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    advertiser_id: NetworkText = Field(description="The advertiser, as the network's own id.")
    campaign_id: NetworkText = Field(description="The campaign, as the network's own id.")
    affiliate_id: NetworkText | None = Field(
        None, description="The affiliate, for numbers of an affiliate campaign."
    )
    defaults: dict[str, Any] | None = Field(
        None, description="Laid under every number; custom_data is merged key by key."
    )
    numbers: dict[Name, dict[str, Any] | None] | None = Field(
        None, description="The numbers; the key is the number's name in this stack."
    )
    numbers_from: str | None = Field(
        None,
        description="A CSV file beside this one: one row a number; a column `name`, columns named "
        "as inputs, and columns `custom_data.<key>`.",
    )


class Options(BaseModel):
    """What a number in the file can say beside its inputs."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    was: Names = Field(
        (),
        description="The name that it had before, or a list of all that it had: same number, new "
        "name.",
    )
    protect: bool | None = Field(
        None, description="false is the consent to release the number; true is the default."
    )


class NumberEntry(NamedTuple):
    """One number, complete. was: the names that it had. protect: None where the file does not say.
    line: 1-based, in file."""

    name: str
    declaration: Declaration
    was: tuple[str, ...]
    protect: bool | None
    file: str
    line: int


class CampaignFile(NamedTuple):
    """numbers: by name, in the order of the file. defaults: as they are written."""

    numbers: dict[str, NumberEntry]
    where: CampaignRef
    defaults: Mapping[str, Any]

    def warnings(self) -> list[str]:
        """What is odd but not wrong, a sentence each, with file and line."""
        return [
            f"{entry.file}:{entry.line}: {entry.name}: {text}"
            for entry in self.numbers.values()
            for text in entry.declaration.warnings()
        ]


class CampaignFileMistakes(FixDeclaration):
    """Everything that is wrong with a campaign file. mistakes: (file, line, text), in order."""

    def __init__(self, file: str, mistakes: list[tuple[str, int, str]]) -> None:
        super().__init__(f"reading {file}")
        self.file = file
        self.mistakes = mistakes

    def __str__(self) -> str:
        count = "a mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        lines = [
            f"  {file}:{line}: {text}" if line else f"  {file}: {text}"
            for file, line, text in self.mistakes
        ]
        return "\n".join([f"{self.file} has {count}. Nothing was sent to Invoca.", *lines])


def read_campaign_file(path: Path, *, shown_as: str | None = None) -> CampaignFile:
    """The campaign in `path`, with the numbers of its CSV.

    shown_as: how messages name the file. Where there is no `x.yaml`, but `x.yml`, that is read.
    Raises CampaignFileMistakes; OSError where `path` itself cannot be read.
    """
    other = path.with_suffix(".yml")
    if path.suffix == ".yaml" and not path.exists() and other.is_file():
        path, shown_as = other, shown_as and str(Path(shown_as).with_suffix(".yml"))
    return _Reading(path, shown_as or str(path)).campaign()


class _Draft(NamedTuple):
    """A number as one source has it. lines: the line of each of its values, by path."""

    name: str
    values: Mapping[str, Any]
    file: str
    line: int
    lines: Mapping[tuple[str | int, ...], int]


class _Reading:
    def __init__(self, path: Path, shown_as: str) -> None:
        self._path = path
        self._file = shown_as
        self._lines: Mapping[tuple[str | int, ...], int] = {}
        self._mistakes: dict[tuple[str, int, str], None] = {}

    def campaign(self) -> CampaignFile:
        document = read_yaml(self._path)
        self._lines = document.lines
        self._note_all(self._file, document.mistakes)
        head = self._head(document.value) if document.value or not document.mistakes else None
        entries: dict[str, NumberEntry] = {}
        if head is not None:
            drafts = list(self._drafts(head))
            if not drafts and not self._mistakes:
                self._note(
                    self._file,
                    0,
                    "declares no numbers; write at least one under `numbers:`. To release them "
                    "all, set `protect: false`, run `pulumi up`, then `pulumi destroy`",
                )
            entries = self._entries(head, drafts)
        if self._mistakes:
            ordered = sorted(self._mistakes, key=lambda found: (found[0] != self._file, found[:2]))
            raise CampaignFileMistakes(self._file, ordered)
        if head is None:  # an empty document: its mistakes were raised
            raise CampaignFileMistakes(self._file, [])
        where = CampaignRef(head.advertiser_id, head.campaign_id, head.affiliate_id)
        return CampaignFile(entries, where, head.defaults or {})

    def _head(self, value: Any) -> Head | None:
        if not isinstance(value, dict):
            self._note(self._file, 1, "is no campaign; it must begin with advertiser_id, ...")
            return None
        try:
            return Head.model_validate(value)
        except ValidationError as error:
            for problem in problems_of(error, Head):
                self._note(self._file, _line_of(problem.path, self._lines), _said(problem))
        # What is right of it is checked on, so that one run tells every mistake.
        parts = {
            name: value.get(name) if isinstance(value.get(name), dict) else None
            for name in ("defaults", "numbers")
        }
        rest = {name: value[name] for name in _CAMPAIGN if isinstance(value.get(name), str)}
        from_file = value.get("numbers_from")
        return Head.model_construct(
            **{"affiliate_id": None, **rest},
            defaults=parts["defaults"],
            numbers=parts["numbers"],
            numbers_from=from_file if isinstance(from_file, str) else None,
        )

    def _drafts(self, head: Head) -> Iterator[_Draft]:
        first: dict[str, str] = {}
        for draft in (*self._yaml_drafts(head), *self._csv_drafts(head)):
            if draft.name in first:
                self._note(
                    draft.file,
                    draft.line,
                    f"'{draft.name}' is there twice (first at {first[draft.name]}); give one of "
                    "them another name",
                )
                continue
            first[draft.name] = f"{draft.file}:{draft.line}"
            yield draft

    def _yaml_drafts(self, head: Head) -> Iterator[_Draft]:
        by_number: dict[str, dict[tuple[str | int, ...], int]] = {}
        for path, line in self._lines.items():
            if path[:1] == ("numbers",) and len(path) > 1:
                by_number.setdefault(str(path[1]), {})[path[2:]] = line
        for name, values in (head.numbers or {}).items():
            own = by_number.get(name, {})
            if isinstance(values, dict) or values is None:
                yield _Draft(name, values or {}, self._file, own.get((), 0), own)

    def _csv_drafts(self, head: Head) -> Iterator[_Draft]:
        if head.numbers_from is None:
            return
        path = self._path.parent / head.numbers_from
        file = str(Path(self._file).parent / head.numbers_from)
        try:
            table = read_csv(path)
        except (OSError, ValueError) as error:  # ValueError: a sign that no file name has
            reason = getattr(error, "strerror", None) or str(error)
            line = self._lines.get(("numbers_from",), 0)
            what = f"numbers_from: {head.numbers_from} cannot be read: {reason}"
            self._note(self._file, line, what)
            return
        self._note_all(file, table.mistakes)
        for row in table.rows:
            values = dict(row.values)
            try:
                name = _name(str(values.pop("name", "")))
            except ValueError as error:
                self._note(file, row.line, f"the name {error}")
                continue
            yield _Draft(name, values, file, row.line, {})

    def _entries(self, head: Head, drafts: Iterable[_Draft]) -> dict[str, NumberEntry]:
        defaults = {
            path[1:]: line for path, line in self._lines.items() if path[:1] == ("defaults",)
        }
        self._refuse_shared_identity(head, defaults)
        entries = {}
        for draft in drafts:
            entry = self._entry(head, draft, defaults)
            if entry is not None:
                entries[draft.name] = entry
        self._refuse_twins(entries)
        return entries

    def _entry(
        self, head: Head, draft: _Draft, defaults: Mapping[tuple[str | int, ...], int]
    ) -> NumberEntry | None:
        values = _laid_over(head, draft.values)
        known = {name: value for name, value in values.items() if name not in OPTIONS}
        problems = [
            problem
            for problem in declaration_problems(known, also_known=OPTIONS)
            # The head's own mistakes are told at the head.
            if problem.path[0] not in _CAMPAIGN or problem.path[0] in draft.values
        ]
        options = Options()
        try:
            options = Options.model_validate(values)
        except ValidationError as error:
            found = problems_of(error, Options)
            problems += [problem._replace(path=problem.path[:1]) for problem in found]
        for problem in problems:
            own = _says(draft.values, problem) or not _says(head.defaults or {}, problem)
            if own:
                line = _line_of(problem.path, draft.lines) or draft.line
                self._note(draft.file, line, f"{draft.name}: {_said(problem)}")
            else:
                line = _line_of(problem.path, defaults)
                self._note(self._file, line, f"defaults: {_said(problem)}")
        if problems or not all(name in known for name in _CAMPAIGN[:2]):
            return None
        declaration = Declaration.model_validate(known)
        return NumberEntry(
            draft.name, declaration, options.was, options.protect, draft.file, draft.line
        )

    def _refuse_shared_identity(
        self, head: Head, lines: Mapping[tuple[str | int, ...], int]
    ) -> None:
        for name in ONE_EACH:
            if name in (head.defaults or {}):
                what = f"defaults: {name} cannot be a default: every number needs its own"
                self._note(self._file, lines.get((name,), 0), what)

    def _refuse_twins(self, entries: Mapping[str, NumberEntry]) -> None:
        """Two entries that would end up as one number."""
        seen: dict[tuple[object, ...], NumberEntry] = {}
        for entry in entries.values():
            for what, value in _identities(entry):
                twin = seen.setdefault((what, value), entry)
                if twin is not entry:
                    self._note(
                        entry.file,
                        entry.line,
                        f"{entry.name}: {what} '{value[-1]}' is also that of {twin.name} "
                        f"({twin.file}:{twin.line}); each number needs its own",
                    )
            for was in entries.keys() & {*entry.was}:
                what = f"{entry.name}: was '{was}', but '{was}' is still declared; take one of the "
                self._note(entry.file, entry.line, what + "two away")

    def _note(self, file: str, line: int, text: str) -> None:
        self._mistakes.setdefault((file, line, text))

    def _note_all(self, file: str, mistakes: Iterable[Mistake]) -> None:
        for mistake in mistakes:
            self._note(file, mistake.line, mistake.text)


def _laid_over(head: Head, values: Mapping[str, Any]) -> dict[str, Any]:
    """The number's values over the defaults, over the campaign; what is null is left out."""
    defaults = head.defaults or {}
    campaign = {name: getattr(head, name, None) for name in _CAMPAIGN}
    merged = {**campaign, **defaults, **values}
    lower, upper = defaults.get("custom_data"), values.get("custom_data")
    if isinstance(lower, dict) and isinstance(upper, dict):
        merged["custom_data"] = {**lower, **upper}
    return {name: value for name, value in merged.items() if value is not None}


def _says(values: Mapping[str, Any], problem: Problem) -> bool:
    """Whether it is these values that hold the problem; custom_data is laid key by key."""
    field, *keys = problem.path
    own = values.get(str(field))
    if field == "custom_data" and keys and isinstance(own, dict):
        return keys[0] in own
    return field in values


def _identities(entry: NumberEntry) -> Iterator[tuple[str, tuple[object, ...]]]:
    declared = entry.declaration
    if declared.id_from_network:
        yield "id_from_network", (declared.campaign, declared.id_from_network)
    if isinstance(declared.adopt, str):
        yield "adopt", (declared.adopt,)
    for name in dict.fromkeys(entry.was):
        yield "was", (name,)


def _line_of(path: tuple[str | int, ...], lines: Mapping[tuple[str | int, ...], int]) -> int:
    """The line of the value at `path`, or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


def _said(problem: Problem) -> str:
    return f"{problem.field} {problem.text}"
