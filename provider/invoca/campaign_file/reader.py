"""The campaign file: which numbers a stack has, as people write it.

Owns: how defaults apply to numbers, and that every mistake is reported at once with its line and
its remedy. Must not know what is live.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .. import next_steps as step
from ..promo_number.identity import one_form
from ..promo_number.models import CampaignRef, Declaration
from ..promo_number.problems import Problem, declaration_problems, problems_of
from .accidents import accidents
from .cut_texts import cut_texts
from .drafts import Lines, NumberDraft, several, sheet_drafts, yaml_drafts
from .format import CAMPAIGN, ONE_EACH, CampaignFile, Head, NumberEntry, Options, SheetRef
from .identities import identities
from .mistakes import CampaignFileMistakes, Counted, Noted, grouped, told
from .sheet.columns import OPTIONS, Naming, with_heading
from .sheet.source import nearest_sheet, read_sheet
from .yaml_source import Mistake, read_yaml

SUFFIXES = (".yaml", ".yml")  # of campaign files; the first where both would do


def read_campaign_file(path: Path, *, shown_as: str | None = None) -> CampaignFile:
    """The campaign in `path`, with the numbers of its CSV.

    shown_as: how messages name the file. Where there is no `x.yaml`, but `x.yml`, that is read.
    Raises CampaignFileMistakes; OSError where `path` itself cannot be read.
    """
    usual, other_suffix = SUFFIXES
    other = path.with_suffix(other_suffix)
    if path.suffix == usual and not path.exists() and other.is_file():
        path, shown_as = other, shown_as and str(Path(shown_as).with_suffix(other_suffix))
    return _Reading(path, shown_as or str(path)).campaign()


def read_campaign_sheet(path: Path, head: Mapping[str, Any]) -> CampaignFile:
    """The campaign whose numbers are the rows of a sheet alone.

    head: what a campaign file says before its numbers: advertiser_id, campaign_id, defaults ...
    Raises CampaignFileMistakes.
    """
    reading = _Reading(path, str(path))
    return reading.campaign_of({**head, "numbers_from": path.name})


class _Reading:
    def __init__(self, path: Path, shown_as: str) -> None:
        self._path = path
        self._file = shown_as
        self._lines: Lines = {}
        self._mistakes: list[Noted] = []
        self._counted: Counted = {}
        self._odd: list[Noted] = []

    def campaign(self) -> CampaignFile:
        document = read_yaml(self._path)
        self._lines = document.lines
        self._note_all(self._file, document.mistakes)
        self._odd += cut_texts(document, self._file)
        return self.campaign_of(document.value if document.value or not self._mistakes else None)

    def campaign_of(self, value: Any) -> CampaignFile:
        """The campaign that a document declares; None where nothing could be read of it."""
        head = self._head(value) if value is not None or not self._mistakes else None
        entries: dict[str, NumberEntry] = {}
        if head is not None:
            drafts = list(self._drafts(head))
            if not drafts and not self._mistakes:
                self._note(
                    self._file,
                    0,
                    f"declares no numbers; {_how_to_declare(head)}. To release them "
                    f"all, set `protect: false`, run {step.deploy()}, then {step.destroy()}",
                )
            entries = self._entries(head, drafts)
        if self._mistakes:
            raise CampaignFileMistakes(self._file, told(self._mistakes, self._file, self._counted))
        if head is None:  # an empty document: its mistakes were raised
            raise CampaignFileMistakes(self._file, [])
        where = CampaignRef(head.advertiser_id, head.campaign_id, head.affiliate_id)
        odd = tuple(grouped(self._odd, self._file, self._counted))
        return CampaignFile(entries, where, head.defaults or {}, odd, self._sheet(head))

    def _head(self, value: Any) -> Head | None:
        if not isinstance(value, dict):
            self._note(self._file, 1, "is not a campaign; it must begin with advertiser_id, ...")
            return None
        try:
            return Head.model_validate(value)
        except ValidationError as error:
            for problem in problems_of(error, Head):
                self._note(self._file, _line_of(problem.path, self._lines), _said(problem))
        # What is right of it is checked on, so that one run tells every mistake.
        return Head.model_construct(**dict(_usable(value)))

    def _drafts(self, head: Head) -> Iterator[NumberDraft]:
        first: dict[str, str] = {}
        laid = head.defaults or {}
        sources = (
            *yaml_drafts(head.numbers or {}, self._file, self._lines),
            *self._sheet_drafts(head),
        )
        for draft in (one for source in sources for one in several(source, laid)):
            name = one_form(draft.name)
            if name in first:
                what = f"'{draft.name}' appears twice (first at {first[name]}); rename one of them"
                self._note(draft.file, draft.line, what)
                continue
            first[name] = f"{draft.file}:{draft.line}"
            yield draft

    def _sheet(self, head: Head) -> SheetRef | None:
        if head.numbers_from is None:
            return None
        naming = Naming(
            tuple(map(str, head.ignore_columns or ())),
            _known_keys(head),
            self._file,
            {str(heading): str(field) for heading, field in (head.columns or {}).items()},
        )
        file = str(Path(self._file).parent / head.numbers_from)
        return SheetRef(self._path.parent / head.numbers_from, file, head.sheet, naming)

    def _sheet_drafts(self, head: Head) -> Iterator[NumberDraft]:
        sheet = self._sheet(head)
        if sheet is None:
            return
        try:
            found = read_sheet(sheet.path, sheet.naming, sheet.tab)
        except (OSError, ValueError) as error:  # ValueError: a character that no file name has
            reason = getattr(error, "strerror", None) or str(error)
            line = self._lines.get(("numbers_from",), 0)
            near = nearest_sheet(sheet.path)
            meant = (
                f"; did you mean `{Path(str(head.numbers_from)).with_name(near)}`?" if near else ""
            )
            what = f"numbers_from: {head.numbers_from} cannot be read: {reason}{meant}"
            self._note(self._file, line, what)
            return
        self._counted = {(sheet.file, line): row for line, row in found.counted.items()}
        self._note_all(sheet.file, found.mistakes)
        self._odd += [Noted(sheet.file, line, who, text) for line, text, who in found.warnings]
        yield from sheet_drafts(found, sheet.file, self._mistakes)

    def _entries(self, head: Head, drafts: Iterable[NumberDraft]) -> dict[str, NumberEntry]:
        defaults = {
            path[1:]: line for path, line in self._lines.items() if path[:1] == ("defaults",)
        }
        self._refuse_shared_identity(head, defaults)
        self._note_accidents(
            NumberDraft("", head.defaults or {}, self._file, 0, defaults, "defaults")
        )
        entries = {}
        for draft in drafts:
            entry = self._entry(head, draft, defaults)
            if entry is not None:
                entries[draft.name] = entry
        self._refuse_twins(entries)
        self._note_lookalikes(entries.values())
        return entries

    def _entry(self, head: Head, draft: NumberDraft, defaults: Lines) -> NumberEntry | None:
        values = laid_over(head, draft.values)
        known = {name: value for name, value in values.items() if name not in OPTIONS}
        problems = [
            problem
            for problem in declaration_problems(known, draft.unread_fields, OPTIONS)
            # The head's own mistakes are reported at the head.
            if problem.path[0] not in CAMPAIGN or problem.path[0] in draft.values
            if not draft.hides(problem.path)
        ]
        options = Options()
        try:
            options = Options.model_validate(values)
        except ValidationError as error:
            found = problems_of(error, Options)
            problems += [problem._replace(path=problem.path[:1]) for problem in found]
        problems += _of_several(draft, options)
        for problem in problems:
            if _says(draft.values, problem) or not _says(head.defaults or {}, problem):
                self._note_own(head, draft, problem)
            else:
                line = _line_of(problem.path, defaults)
                self._note(self._file, line, f"defaults: {_said(problem)}")
        if problems or draft.unread or not all(name in known for name in CAMPAIGN[:2]):
            return None
        self._note_accidents(draft)
        declaration = Declaration.model_validate(known)
        return NumberEntry(
            draft.name,
            declaration,
            options.was,
            options.protect,
            draft.file,
            draft.line,
            draft.entry,
            "".join(draft.written_back[:1]),
        )

    def _note_own(self, head: Head, draft: NumberDraft, problem: Problem) -> None:
        line = _line_of(problem.path, draft.lines) or draft.line
        is_cell = draft.file != self._file
        text = _said_of_a_row(problem, head) if is_cell else _said(problem)
        self._note(draft.file, line, text, draft.entry, _said_once(problem, is_cell=is_cell))

    def _note_accidents(self, draft: NumberDraft) -> None:
        for path, text in accidents(draft.values):
            line = _line_of(path, draft.lines) or draft.line
            self._odd.append(Noted(draft.file, line, draft.entry, text))

    def _refuse_shared_identity(self, head: Head, lines: Lines) -> None:
        for name in ONE_EACH:
            if name in (head.defaults or {}):
                what = f"defaults: {name} cannot be a default: every number needs its own"
                self._note(self._file, lines.get((name,), 0), what)

    def _refuse_twins(self, entries: Mapping[str, NumberEntry]) -> None:
        """Two entries that would end up as one number."""
        seen: dict[tuple[object, ...], NumberEntry] = {}
        for entry in entries.values():
            for what, value in identities(entry):
                twin = seen.setdefault((what, value), entry)
                if twin is not entry:
                    self._note(
                        entry.file,
                        entry.line,
                        f"{what} '{value[-1]}' is also used by {twin.name} "
                        f"({twin.file}:{twin.line}); each number needs its own",
                        entry.name,
                    )
            for was in entries.keys() & {*entry.was}:
                what = f"was '{was}', but '{was}' is still declared; remove one of the two"
                self._note(entry.file, entry.line, what, entry.name)

    def _note_lookalikes(self, entries: Iterable[NumberEntry]) -> None:
        first: dict[str, NumberEntry] = {}
        for entry in entries:
            twin = first.setdefault(" ".join(entry.entry.casefold().split()), entry)
            if twin.entry != entry.entry:
                what = (
                    f"differs from '{twin.entry}' ({twin.file}:{twin.line}) in case or spaces "
                    "only, and is another number; if both mean one, remove one of them"
                )
                self._odd.append(Noted(entry.file, entry.line, entry.entry, what))

    def _note(self, file: str, line: int, text: str, who: str = "", for_several: str = "") -> None:
        self._mistakes.append(Noted(file, line, who, text, for_several))

    def _note_all(self, file: str, mistakes: Iterable[Mistake]) -> None:
        for mistake in mistakes:
            self._note(file, mistake.line, mistake.text, mistake.who)


def laid_over(head: Head, values: Mapping[str, Any]) -> dict[str, Any]:
    """The number's values over the defaults, over the campaign; what is null is left out."""
    defaults = head.defaults or {}
    campaign = {name: getattr(head, name, None) for name in CAMPAIGN}
    merged = {**campaign, **defaults, **values}
    lower, upper = defaults.get("custom_data"), values.get("custom_data")
    if isinstance(lower, dict) and isinstance(upper, dict):
        merged["custom_data"] = {**lower, **upper}
    return {name: value for name, value in merged.items() if value is not None}


def _of_several(draft: NumberDraft, options: Options) -> Iterator[Problem]:
    """What cannot be said of an entry that stands for several numbers."""
    for field in ("id_from_network", "adopt") if options.quantity else ():
        if draft.values.get(field) is not None:
            text = (
                "belongs to one number, and quantity makes several; give that number a row of its "
                "own"
            )
            yield Problem((field,), text)


def _usable(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What can be read of a head that has mistakes."""
    kinds: dict[str, type] = dict.fromkeys((*CAMPAIGN, "numbers_from", "sheet"), str)
    kinds |= {"defaults": dict, "numbers": dict, "ignore_columns": list, "columns": dict}
    for name, kind in kinds.items():
        if isinstance(value.get(name), kind):
            yield name, value[name]
        elif name not in CAMPAIGN[:2]:
            yield name, None


def _known_keys(head: Head) -> list[str]:
    """The custom data fields that the file itself names."""
    maps = [head.defaults, *(head.numbers or {}).values()]
    found = (values.get("custom_data") for values in maps if isinstance(values, dict))
    return list(dict.fromkeys(key for data in found if isinstance(data, dict) for key in data))


def _says(values: Mapping[str, Any], problem: Problem) -> bool:
    """Whether it is these values that hold the problem; custom_data is merged key by key."""
    field, *keys = problem.path
    own = values.get(str(field))
    if field == "custom_data" and keys and isinstance(own, dict):
        return keys[0] in own
    return field in values


def _line_of(path: tuple[str | int, ...], lines: Lines) -> int:
    """The line of the value at `path`, or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


def _how_to_declare(head: Head) -> str:
    rows = f"write a row into {head.numbers_from}, or " if head.numbers_from else ""
    return f"{rows}write at least one under `numbers:`"


def _said(problem: Problem) -> str:
    return f"{problem.field} {problem.text}"


def _said_of_a_row(problem: Problem, head: Head) -> str:
    """The same in a sheet, which has cells and no keys."""
    field = problem.field
    headings = {str(said): str(heading) for heading, said in (head.columns or {}).items()}
    if not problem.is_missing:
        return f"{with_heading(field, headings.get(field, field))} {problem.text}"
    return f"{field} is missing; write it into the column `{headings.get(field, field)}`"


def _said_once(problem: Problem, *, is_cell: bool) -> str:
    """How what several numbers lack is said for all of them, where it may be the same of all."""
    if not problem.is_missing or problem.field == "description":
        return ""
    return f"{', or' if is_cell else ','} once, under `defaults:`"
