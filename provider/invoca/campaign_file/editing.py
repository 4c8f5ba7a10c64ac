"""Changes a campaign file and its CSV as a person would: the lines concerned, and no others.

Owns: what can be changed, and the proof that the changed files read back as what was asked for and
as nothing else. Must not know: why somebody changes a number, or where the files are put. Text is
cut and joined at the places where YAML and CSV say that a value stands, and nothing is
rewritten: comments, order, quotes and line ends of everything else stay as they are.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from ..counted import some
from ..errors import FixDeclaration
from . import yaml_editing
from .format import CampaignFile, NumberEntry, SheetRef
from .mistakes import CampaignFileMistakes
from .reader import read_campaign_file
from .sheet import csv_editing, xlsx_editing
from .sheet.wanted import fits
from .sheet.workbook import is_workbook, lock_beside
from .spans import NotEditable, Wish
from .yaml_anchors import used_by
from .yaml_source import read_yaml


class Set(NamedTuple):
    """Gives the number `name` other values; None removes what it says.

    values: as in the file, {"description": ..., "protect": ..., "custom_data": {"station": ...}};
    what is not named stays.
    """

    name: str
    values: Mapping[str, Any]


class Rename(NamedTuple):
    """Calls the number `old` `new`, and says what it was called, with every name before that."""

    old: str
    new: str


class TakeOut(NamedTuple):
    """Removes the number `name` from the file."""

    name: str


class Add(NamedTuple):
    """Declares another number, below those that are there. values: as `Set` has them."""

    name: str
    values: Mapping[str, Any]


Edit = Set | Rename | TakeOut | Add


class Edited(NamedTuple):
    """files: what to write, by path; only those that changed. diff: the same for people. before:
    what the files held, by path, which they have to hold still when they are written."""

    files: dict[Path, bytes]
    diff: str
    before: dict[Path, bytes]


class _Text(NamedTuple):
    """One of the files. shown_as: how a message names it."""

    path: Path
    shown_as: str
    content: bytes


class ByHand(FixDeclaration):
    """An edit that only a person can make. names: the numbers without whose edits the others can be
    made; none where that is not known."""

    def __init__(self, shown: str, *, answer: str, next_step: str, names: Sequence[str]) -> None:
        said = f"Nothing was written; {next_step}"
        super().__init__(f"changing {shown}", answer=answer, remedy=said)
        self.names = tuple(names)
        self._next_step = next_step

    @property
    def next_step(self) -> str:
        return self._next_step


def edited(path: Path, edits: Sequence[Edit], *, shown_as: str | None = None) -> Edited:
    """The campaign file at `path` with `edits`; writes nothing.

    Raises CampaignFileMistakes where the file has mistakes, FixDeclaration where an edit is about
    a number that is not there, where it would make the file wrong, or where the number is written
    in a way that only a person can change (an alias, a formula), or in a sheet that is open;
    OSError.
    """
    shown = shown_as or str(path)
    before = read_campaign_file(path, shown_as=shown)
    _require_numbers(before, edits, shown)
    head = _Text(path, shown, path.read_bytes())
    texts = [head]
    if before.sheet is not None:
        texts.append(_Text(before.sheet.path, before.sheet.file, before.sheet.path.read_bytes()))
    try:
        found = {text.path: _apply(text, edits, before, texts) for text in texts}
    except NotEditable as error:
        raise _by_hand(shown, error.where, str(error), error.instead, error.names) from None
    files = {text.path: found[text.path] for text in texts if found[text.path] != text.content}
    _require_as_asked(head, {**{text.path: text.content for text in texts}, **found}, before, edits)
    _require_closed(files)
    diff = "".join(_diff(text, found[text.path], before.sheet) for text in texts)
    return Edited(files, diff, {text.path: text.content for text in texts if text.path in files})


def _require_closed(paths: Iterable[Path]) -> None:
    for path in paths:
        if lock := lock_beside(path):
            raise FixDeclaration(
                f"changing {path.name}",
                answer=f"it is open in a spreadsheet program ({lock.name})",
                remedy="Close it there, then run this again. Nothing was written",
            )


def _require_numbers(before: CampaignFile, edits: Sequence[Edit], shown: str) -> None:
    for edit in edits:
        name = edit.old if isinstance(edit, Rename) else edit.name
        if not isinstance(edit, Add) and name not in _entries(before):
            if name in before.numbers:
                raise _of_several(before.numbers[name])
            near = difflib.get_close_matches(name, before.numbers, 1)
            raise FixDeclaration(
                f"changing '{name}' in {shown}",
                answer="the file declares no such number",
                remedy=f"Did you mean '{near[0]}'?" if near else "Check the name",
            )
        if isinstance(edit, Rename) and (one := _entries(before)[name]).name != name:
            raise _of_several(one)
        new = edit.new if isinstance(edit, Rename) else edit.name
        if not isinstance(edit, (Set, TakeOut)) and new in before.numbers:
            entry = before.numbers[new]
            raise FixDeclaration(
                f"naming a number '{new}' in {shown}",
                answer=f"there is already one with that name ({entry.file}:{entry.line})",
                remedy="Choose another name",
            )


def _entries(campaign: CampaignFile) -> dict[str, NumberEntry]:
    """The first number of each entry of the file, by the name under which it stands there."""
    found: dict[str, NumberEntry] = {}
    for entry in campaign.numbers.values():
        found.setdefault(entry.entry, entry)
    return found


def _of_several(entry: NumberEntry) -> FixDeclaration:
    return FixDeclaration(
        f"changing '{entry.name}' ({entry.file}:{entry.line})",
        answer=f"`quantity` makes it, and others, from the entry '{entry.entry}'",
        remedy="Give it an entry of its own with `was`, and lower the quantity; or change all of "
        f"'{entry.entry}'",
    )


def sheets_of(path: Path) -> list[Path]:
    """The spreadsheets that the campaign file at `path` names, there or not. Raises OSError."""
    value = read_yaml(path).value
    name = value.get("numbers_from") if isinstance(value, dict) else None
    return [path.parent / name] if isinstance(name, str) else []


def _apply(
    text: _Text, edits: Sequence[Edit], before: CampaignFile, texts: Sequence[_Text]
) -> bytes:
    own = [edit for edit in edits if _file_of(edit, before, texts) == text.shown_as]
    if not own:
        return text.content
    defaults = before.defaults
    if text.path == texts[0].path or before.sheet is None:
        return yaml_editing.changed(text.content, _wishes(own, before), defaults)
    wishes, naming = _wishes(own, before), before.sheet.naming
    if is_workbook(text.content):
        return xlsx_editing.changed(text.content, wishes, defaults, naming, before.sheet.tab)
    return csv_editing.changed(text.content, wishes, defaults, naming)


def _file_of(edit: Edit, before: CampaignFile, texts: Sequence[_Text]) -> str:
    if isinstance(edit, Add):
        # Where all numbers are in a sheet, one more belongs there, too, if cells can say it.
        in_yaml = any(entry.file == texts[0].shown_as for entry in before.numbers.values())
        in_sheet = len(texts) > 1 and not in_yaml and fits(edit.values, before.defaults)
        return texts[int(in_sheet)].shown_as
    name = edit.old if isinstance(edit, Rename) else edit.name
    return _entries(before)[name].file


def _wishes(edits: Sequence[Edit], before: CampaignFile) -> dict[str, Wish]:
    """What becomes of each number, by its name before."""
    wishes: dict[str, Wish] = {}
    for edit in edits:
        name = edit.old if isinstance(edit, Rename) else edit.name
        wish = wishes.get(name, Wish())
        if isinstance(edit, Rename):
            names = [edit.old, *_entries(before)[name].was]
            was = names if len(names) > 1 else edit.old
            wish = wish._replace(new_name=edit.new, values={**wish.values, "was": was})
        elif isinstance(edit, TakeOut):
            wish = wish._replace(is_gone=True)
        else:
            wish = wish._replace(
                values=_together(wish.values, edit.values), is_new=isinstance(edit, Add)
            )
        wishes[name] = wish
    return wishes


def _together(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**one, **other}
    for key, value in other.items():
        if isinstance(value, Mapping) and isinstance(one.get(key), Mapping):
            merged[key] = {**one[key], **value}
    return merged


def _require_as_asked(
    head: _Text, contents: Mapping[Path, bytes], before: CampaignFile, edits: Sequence[Edit]
) -> None:
    """Raises FixDeclaration unless the files read back as `before` with `edits`."""
    after = _read_again(head, contents)
    wishes = _wishes(edits, before)
    expected = {
        (wish.new_name or entry) + name.removeprefix(entry): name
        for name, entry in [
            *((name, one.entry) for name, one in before.numbers.items()),
            *((one.name, one.name) for one in edits if isinstance(one, Add)),
        ]
        for wish in [wishes.get(entry, Wish())]
        if not wish.is_gone
    }
    if set(after.numbers) != set(expected):
        odd = some(sorted(set(after.numbers) ^ set(expected)))
        raise _by_hand(head.shown_as, "", f"it would change which numbers there are: {odd}")
    for name, was in expected.items():
        if was in before.numbers:
            old = before.numbers[was]
            _require_same(head, old, after.numbers[name], wishes.get(old.entry))


def _require_same(head: _Text, old: NumberEntry, new: NumberEntry, wish: Wish | None) -> None:
    """That nothing but what was asked for is another value, key by key in custom_data."""
    asked = dict(wish.values) if wish else {}
    one, other = _said(old), _said(new)
    for field in asked:
        nested = asked[field]
        if isinstance(nested, Mapping) and isinstance(one.get(field), dict):
            for key in nested:
                one[field].pop(key, None)
                (other.get(field) or {}).pop(key, None)
            one[field] = one[field] or None
            other[field] = other.get(field) or None
        else:
            one.pop(field, None)
            other.pop(field, None)
    if wish is not None:
        _require_said(head, new, wish)
    if one != other:
        place = f"{old.file}:{old.line}"
        raise _shared(head, old, place)


def _require_said(head: _Text, new: NumberEntry, wish: Wish) -> None:
    """That texts read back as asked for."""
    data = wish.values.get("custom_data")
    asked = {f"custom_data.{key}": text for key, text in data.items()} if data else {}
    asked |= {name: wish.values.get(name) for name in ("description", "media_type")}
    for field, text in asked.items():
        name, _, key = field.partition(".")
        found = new.declaration.value(name)
        found = found.get(key) if key else found
        if text and found != text:
            place = f"{new.file}:{new.line}"
            raise _by_hand(head.shown_as, place, f"{field} would read back as {found!r}")


def _said(entry: NumberEntry) -> dict[str, Any]:
    declared = entry.declaration.model_dump(mode="json")
    return {**declared, "was": entry.was, "protect": entry.protect}


def _read_again(head: _Text, contents: Mapping[Path, bytes]) -> CampaignFile:
    with TemporaryDirectory() as folder:
        # A sheet may lie in a folder above; so few levels hold every project.
        deep = Path(folder).joinpath(*"12345678")
        for path, content in contents.items():
            there = Path(os.path.normpath(deep / os.path.relpath(path, head.path.parent)))
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(content)
        try:
            return read_campaign_file(deep / head.path.name, shown_as=head.shown_as)
        except CampaignFileMistakes as error:
            raise _refused(head.shown_as, error) from None


def _diff(text: _Text, after: bytes, sheet: SheetRef | None) -> str:
    old, new = (_lines(content, text, sheet) for content in (text.content, after))
    said = difflib.unified_diff(old, new, text.shown_as, text.shown_as, n=2, lineterm="")
    return "".join(f"{line}\n" for line in said)


def _lines(content: bytes, text: _Text, sheet: SheetRef | None) -> list[str]:
    if is_workbook(content):
        return xlsx_editing.text_of(content, sheet.tab if sheet else None)
    decode: Callable[[bytes], str] = (
        yaml_editing.decoded if text.path.suffix.lower() == ".yaml" else csv_editing.decoded
    )
    return decode(content).splitlines()


def _refused(shown: str, error: CampaignFileMistakes) -> FixDeclaration:
    told = [f"line {line}: {text}" if line else text for _, line, text in error.mistakes]
    return FixDeclaration(
        f"changing {shown}",
        answer=f"it would then have mistakes: {some(told, between='; ')}",
        remedy="Nothing was written",
    )


def _shared(head: _Text, other: NumberEntry, place: str) -> ByHand:
    """What is changed of one number is said of another one, too."""
    why = f"something else about {other.name} would change, too"
    text = yaml_editing.decoded(head.content)
    anchors = used_by(text, other.entry) if other.file == head.shown_as else []
    if not anchors:
        return _by_hand(head.shown_as, place, why)
    why = f"{why}: it uses {some([*map(str, anchors)])}"
    names = [anchor.number for anchor in anchors if anchor.number]
    return _by_hand(head.shown_as, place, why, anchors[0].instead(place), names)


def _by_hand(
    shown: str, where: str, why: str, instead: str = "", names: Sequence[str] = ()
) -> ByHand:
    next_step = instead or f"change {where or 'it'} by hand"
    return ByHand(shown, answer=why, next_step=next_step, names=names)
