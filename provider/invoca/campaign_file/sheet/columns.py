"""Which field of a number each column of a sheet stands for, by its heading.

Owns: how headings are understood, and what is said of those that are not. Case, spaces, dots,
dashes and underscores do not count: `Local Center Zipcode` is `local_center.zipcode`. Must not
know: what is in the cells, or what kind of file it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...counted import listed
from ...promo_number.known_fields import folded
from ...promo_number.models import Declaration
from ...promo_number.values import LocalCenter, LocalNumberPreferences
from ...shown_line import accidental
from ...yaml_text import scalar
from .likely import NAME, WRITTEN_BACK, is_likely_alone, likeliest

OPTIONS = ("was", "protect", "quantity")  # of an entry, beside its declaration
_HOURS = "hours_of_operation"
_MAPS: dict[str, tuple[str, ...]] = {
    "local_center": tuple(LocalCenter.model_fields),
    "local_number_preferences": tuple(LocalNumberPreferences.model_fields),
    "custom_data": (),
    _HOURS: (),
}
_PLAIN = (
    NAME,
    *(field for field in Declaration.model_fields if field not in _MAPS),
    *OPTIONS,
    WRITTEN_BACK,
)
_EXACT = re.compile(r"custom_data\.(.*)", re.IGNORECASE | re.DOTALL)


class Naming(NamedTuple):
    """What a sheet's headings may be. ignored: headings to leave alone. custom_data: keys that are
    known, in the account's spelling. file: how a message names the campaign file. meant: the field
    that a heading stands for, where the campaign file says so."""

    ignored: Collection[str] = ()
    custom_data: Collection[str] = ()
    file: str = "the campaign file"
    meant: Mapping[str, str] = {}


class _Unknown(NamedTuple):
    """A heading that stands for nothing. meant: the field that it likely is, "" where it is likely
    one to leave alone, None where neither would do."""

    heading: str
    text: str
    meant: str | None = None


class Column(NamedTuple):
    """path: ("description",) or ("custom_data", "channel"); () where it is left alone."""

    heading: str
    path: tuple[str, ...]

    @property
    def field(self) -> str:
        return ".".join(self.path)

    @property
    def shown(self) -> str:
        """The field, with the heading where that is in other words."""
        return with_heading(self.field, self.heading)


def with_heading(field: str, heading: str) -> str:
    """The field as a message names it to people who see the heading."""
    return field if folded(heading) == folded(field) else f"{field} (column `{heading}`)"


def column_letters(index: int) -> str:
    """The name of a column, counted from 0, as spreadsheets show it: 27 as AB."""
    name, left = "", index + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_index(letters: str) -> int:
    """The reverse of `column_letters`."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def columns(headings: Sequence[str], naming: Naming) -> tuple[list[Column], list[str]]:
    """A column for each heading, and what is wrong with them, a sentence each."""
    ignored = {folded(one) for one in naming.ignored}
    meant = {folded(one): field for one, field in naming.meant.items()}
    found: list[Column] = []
    strange: list[tuple[str, str]] = []
    for heading in (heading.strip() for heading in headings):
        text = folded(heading)
        is_left_alone = heading.startswith("#") or not heading or text in ignored
        said = meant.get(text, "" if is_left_alone else heading)
        path = _path(said, naming) if said else ()
        if path is None:
            strange.append((heading, said))
        found.append(Column(heading, path or ()))
    taken = {column.field for column in found}
    unknown = [_unknown(heading, said, naming, taken) for heading, said in strange]
    if _names_are_likely_first(found, unknown):
        unknown[0] = _unknown(*strange[0], naming, taken, holds_names=True)
    told = dict.fromkeys(one.text for one in unknown)
    return found, [
        *_without_name(found, unknown, naming),
        *told,
        *_all_at_once(unknown, found, naming),
        *_twice(found),
        *_accidental(found),
    ]


def _names_are_likely_first(found: Sequence[Column], unknown: Sequence[_Unknown]) -> bool:
    """Whether the names, which no column holds, are likely in the leftmost one."""
    has_names = any(column.path == (NAME,) for column in found)
    if has_names or not unknown or any(one.meant == NAME for one in unknown):
        return False
    return bool(unknown[0].meant) and unknown[0].heading == found[0].heading


def can_be_a_column(field: str) -> bool:
    """Whether a sheet can hold the field at all."""
    return _path(field, Naming()) is not None


def _path(heading: str, naming: Naming) -> tuple[str, ...] | None:
    """Where the heading leads, or None."""
    text = folded(heading)
    if re.match(r"custom_data\..*\S", heading, re.IGNORECASE | re.DOTALL):
        # What follows the dot may be punctuation alone, which is ignored in every other heading.
        key = _key(heading, naming)
        return ("custom_data", key) if key else None
    for field in _PLAIN:
        if text == folded(field):
            return (field,)
    for parent, keys in _MAPS.items():
        if not text.startswith(folded(parent)) or text == folded(parent):
            continue
        if parent == "custom_data":
            return (parent, key) if (key := _key(heading, naming)) else None
        known = next((key for key in keys if text == folded(parent + key)), None)
        return (parent, known) if known else None
    return None


def _key(heading: str, naming: Naming) -> str:
    """The custom data field that is meant: what follows the dot as it is written, and of words the
    key that is known, or one in Invoca's usual spelling."""
    exact = _EXACT.fullmatch(heading)
    if exact:
        return exact[1]
    words = re.sub(r"^custom[\s_.\-]*data[\s_.\-]*", "", heading, flags=re.IGNORECASE)
    known = (key for key in naming.custom_data if folded(key) == folded(words))
    return next(known, None) or _slug(words)


def _slug(words: str) -> str:
    return re.sub(r"[^\w]+", "_", words.casefold()).strip("_")


def _unknown(
    heading: str,
    said: str,
    naming: Naming,
    taken: Collection[str],
    *,
    holds_names: bool = False,
) -> _Unknown:
    """said: what the campaign file says that the heading stands for; else the heading. taken: the
    fields that other columns stand for. holds_names: whether it likely stands for the name."""
    alone = (
        f"to ignore it, rename it to `#{heading}`, or write `ignore_columns: [{scalar(heading)}]` "
        f"into {naming.file}"
    )
    text = folded(said)
    if said.endswith(".") and text in map(folded, _MAPS):
        return _Unknown(heading, f"has a column `{said}`; write a key after the dot")
    for parent in _MAPS:
        if text == folded(parent) or (parent == _HOURS and text.startswith(folded(parent))):
            return _Unknown(heading, _whole_map(said, parent))
    own = f"custom_data.{_slug(said) or 'key'}"
    likely, is_guess = likeliest(said, [*_fields()], naming.custom_data, taken)
    likelies = [NAME] if holds_names else []
    likelies += [likely, own] if is_guess else [likely or own]
    meant = f"did you mean {', or '.join(f'`{one}`' for one in likelies)}?"
    if said != heading:
        what = f"`{heading}` stands for `{said}`, as `columns` in {naming.file} says, but that is "
        return _Unknown(heading, f"{what}not a column of a number; {meant}")
    what = f"`{heading}` is not a column of a number; "
    other = f"for a custom data field, name it `{own}`"
    if is_likely_alone(said):
        return _Unknown(heading, f"{what}{alone}; {other}", "")
    if likely and likely in taken:
        return _Unknown(heading, f"{what}`{likely}` already has a column; {alone}; {other}", "")
    return _Unknown(heading, f"{what}{meant} {alone[0].upper()}{alone[1:]}", likelies[0])


def _all_at_once(
    unknown: Sequence[_Unknown], found: Iterable[Column], naming: Naming
) -> Iterator[str]:
    """One change of the campaign file that corrects several headings, for a sheet that should stay
    as its users know it."""
    meant, ignored = dict(naming.meant), list(naming.ignored)
    taken = {column.field for column in found} | set(meant.values())
    several = {one.heading: one.meant for one in unknown if one.meant is not None}
    for heading, field in several.items():
        if not field:
            ignored.append(heading)
        elif field not in taken:
            meant[heading] = field
            taken.add(field)
    lines = []
    if len(meant) > len(naming.meant):
        pairs = ", ".join(f"{scalar(one)}: {scalar(field)}" for one, field in meant.items())
        lines.append(f"`columns: {{{pairs}}}`")
    if len(ignored) > len(naming.ignored):
        lines.append(f"`ignore_columns: [{', '.join(map(scalar, ignored))}]`")
    if len(several) > 1 and lines:
        yield f"to leave the headings as they are, write into {naming.file}: {' and '.join(lines)}"


def _fields() -> Iterator[str]:
    """Every field that a column can stand for, but for those of the account."""
    yield from _PLAIN
    for parent, keys in _MAPS.items():
        yield from (f"{parent}.{key}" for key in keys)


def _whole_map(heading: str, parent: str) -> str:
    keys = _MAPS[parent]
    if keys:
        names = ", ".join(f"`{parent}.{key}`" for key in keys)
        return f"has a column `{heading}`; each key has a column of its own: {names}"
    if parent == "custom_data":
        return f"has a column `{heading}`; write one for each key, such as `custom_data.channel`"
    return f"has a column `{heading}`; declare these in the campaign file, as cells cannot say them"


def _without_name(
    found: Iterable[Column], unknown: Sequence[_Unknown], naming: Naming
) -> Iterator[str]:
    has_one = any(column.path == (NAME,) for column in found)
    if has_one or any(one.meant == NAME for one in unknown):
        return
    what = "has no column `name`; add one with the name of each number"
    others = [one.heading for one in unknown if one.meant]
    if others:
        line = f"`columns: {{{scalar(others[0])}: name}}`"
        what += f", or say which of these it is, such as {line} in {naming.file}"
    yield what


def _accidental(found: Iterable[Column]) -> Iterator[str]:
    for column in found:
        if column.path and (characters := accidental(column.heading)):
            what = f"`{column.heading}` has characters that nobody types: {characters}"
            yield f"{what}; write the heading again without them"


def _twice(found: Sequence[Column]) -> Iterator[str]:
    by_path: dict[tuple[str, ...], list[Column]] = {}
    for column in found:
        if column.path:
            folded_path = tuple(part.casefold() for part in column.path)
            by_path.setdefault(folded_path, []).append(column)
    for columns_of_one in by_path.values():
        headings = [column.heading for column in columns_of_one]
        paths = {column.path for column in columns_of_one}
        # Keys with a dot are taken as they are written: two that differ in case alone are two.
        are_exact = all(_EXACT.fullmatch(heading) for heading in headings)
        if len(headings) < 2 or (len(paths) == len(headings) and are_exact):
            continue
        path = columns_of_one[0].path
        count = "two" if len(headings) == 2 else str(len(headings))
        if len(set(headings)) == 1:
            yield f"has {count} columns `{headings[0]}`; keep one"
        else:
            named = listed([f"`{heading}`" for heading in headings])
            yield f"has {count} columns for {'.'.join(path)}: {named}; keep one"
