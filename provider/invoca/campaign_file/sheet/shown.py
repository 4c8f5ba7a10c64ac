"""What a cell of a workbook shows, from its value and its number format.

Owns: number formats (ECMA-376 part 1, 18.8.30), as far as sheets of phone numbers need them: zeros
in front, digits after the point, percent, characters in between, dates and times. What a format
says beyond that is left out. Must not know: where cells come from.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

EXACT_DIGITS = 15  # of a number; Excel forgets what is longer
_GENERAL = ("@", "")
_LONG = Context(prec=300)  # digits; a format has at most 255 characters
_IN_PARTS = re.compile(r"[eE][+-]|\?/\?|#/#")  # exponents and fractions
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<ampm>AM/PM|A/P)|(?P<part>y+|m+|d+|h+|s+(?:\.0+)?)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_MONTHS = ["January", "February", "March", "April", "May", "June", "July"]
_MONTHS += ["August", "September", "October", "November", "December"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
# Excel shows this one as the machine's region has it; the format only names its number, 14.
_REGIONAL = {"mm-dd-yy": "m/d/yyyy"}


class _Token(NamedTuple):
    kind: str
    text: str


def shown_number(value: int | float, number_format: str) -> str:
    """A number as its cell shows it; one without a format, or in exponents, with all its digits."""
    pattern = _section(number_format, value)
    is_general = "general" in pattern.lower() or pattern in _GENERAL
    if is_general or _IN_PARTS.search(pattern) or abs(value) >= 10**EXACT_DIGITS:
        return _plain(value)
    tokens = list(_tokens(pattern))
    digits = "".join(token.text for token in tokens if token.kind == "digit")
    words = "".join(token.text for token in tokens if token.kind == "text")
    if not digits:
        return words or _plain(value)
    whole, _, fraction = digits.partition(".")
    rounded = _rounded(value, whole, fraction, is_percent="%" in words)
    fraction = fraction.rstrip(",")
    body, _, after = f"{rounded:f}".partition(".")
    least = len(fraction.rstrip("#?"))
    after = after[:least] + after[least:].rstrip("0")
    point = next((at for at, one in enumerate(tokens) if one == ("digit", ".")), len(tokens))
    behind = "".join(token.text for token in tokens[point:] if token.kind == "text")
    text = _laid_out(tokens[:point], body.lstrip("0"), grouped="," in whole.rstrip(","))
    text += (f".{after}" if after else "") + behind
    return f"-{text}" if value < 0 and rounded and ";" not in number_format else text


def _rounded(value: int | float, whole: str, fraction: str, *, is_percent: bool) -> Decimal:
    """The digits that a format shows, without their sign: of what a cell keeps, a half is rounded
    up, and each comma behind the last digit divides by a thousand."""
    exact = abs(Decimal(f"{value:.{EXACT_DIGITS}g}"))
    thousands = sum(len(part) - len(part.rstrip(",")) for part in (whole, fraction))
    scaled = exact.scaleb((2 if is_percent else 0) - 3 * thousands)
    return scaled.quantize(Decimal(1).scaleb(-len(fraction.rstrip(","))), ROUND_HALF_UP, _LONG)


def shown_date(
    value: datetime.datetime | datetime.date | datetime.time | datetime.timedelta,
    number_format: str,
) -> str:
    """A date, a time, or both, as its cell shows it; in the year-first form where the format is not
    one for dates. A length of time in hours, minutes and seconds, as far as its format has them."""
    pattern = number_format.split(";")[0]
    if isinstance(value, datetime.timedelta):
        return _shown_length(value, pattern)
    pattern = _REGIONAL.get(pattern, pattern)
    tokens = list(_date_tokens(pattern))
    if not any(token.kind == "part" for token in tokens):
        return value.isoformat(" ") if isinstance(value, datetime.datetime) else value.isoformat()
    has_half = any(token.kind == "ampm" for token in tokens)
    return "".join(_date_part(token, value, has_half) for token in tokens).strip()


def _shown_length(value: datetime.timedelta, pattern: str) -> str:
    """`[h]:mm` of a day and six hours as 30:00."""
    minutes, seconds = divmod(round(abs(value.total_seconds())), 60)
    said = pattern.lower()
    sign = "-" if value < datetime.timedelta() else ""
    behind = f":{seconds:02}" if "s" in said or ":" not in said else ""
    if "[m" in said and "h" not in said:
        return f"{sign}{minutes}{behind}"
    return f"{sign}{minutes // 60}:{minutes % 60:02}{behind}"


def _section(number_format: str, value: int | float) -> str:
    """The part of the format that holds for the value: `positive;negative;zero`, or conditions."""
    sections = number_format.split(";")
    for section in sections:
        condition = re.match(r"\[(<=|>=|<|>|=)([0-9.]+)\]", section)
        if condition and _holds(value, condition[1], float(condition[2])):
            return section[condition.end() :]
    if sections[0].startswith(("[<", "[>", "[=")):
        return sections[1] if len(sections) > 1 else ""
    at = 1 if value < 0 else 2 if value == 0 else 0
    return sections[at] if at < len(sections) else sections[0]


def _holds(value: int | float, comparison: str, limit: float) -> bool:
    return {
        "<=": value <= limit,
        ">=": value >= limit,
        "<": value < limit,
        ">": value > limit,
        "=": value == limit,
    }[comparison]


def _plain(value: int | float) -> str:
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{value:.{EXACT_DIGITS}g}"


def _tokens(pattern: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(pattern):
        text = match["quoted"] or match["escaped"]
        if text is not None:
            yield _Token("text", text)
        elif match["bracket"] is not None:
            # [$€-407] is a currency symbol; colours and regions are nothing to read.
            money = re.match(r"\$([^-]+)", match["bracket"])
            if money:
                yield _Token("text", money[1])
        elif match["ampm"] or match["part"]:
            yield _Token("text", match[0])
        elif match["other"] is not None:
            yield _Token("digit" if match[0] in "0#?.," else "text", match[0])


def _laid_out(tokens: list[_Token], body: str, *, grouped: bool) -> str:
    """The digits of `body` in the places of a format, from the right; the first place takes all
    that are left over."""
    places = [at for at, token in enumerate(tokens) if token.kind == "digit" and token.text != ","]
    if grouped:
        body = f"{int(body or '0'):,}"
    said, left = [], list(body)
    for at in range(len(tokens) - 1, -1, -1):
        if tokens[at].kind == "text":
            said.append(tokens[at].text)
        elif at == places[0]:
            said.append("".join(left) or ("0" if tokens[at].text == "0" else ""))
        elif at in places and not grouped:
            said.append(left.pop() if left else "0" if tokens[at].text == "0" else "")
    return "".join(reversed(said))


def _date_tokens(pattern: str) -> Iterator[_Token]:
    """The parts of a date; `m` beside hours or seconds is minutes."""
    found = [match for match in _TOKEN.finditer(pattern) if match["bracket"] is None]
    parts = [match["part"].lower() if match["part"] else "" for match in found]
    named = [part for part in parts if part]
    seen = 0
    for match, part in zip(found, parts, strict=True):
        if part:
            before = named[seen - 1][:1] if seen else ""
            after = named[seen + 1][:1] if seen + 1 < len(named) else ""
            is_minutes = part in ("m", "mm") and (before == "h" or after == "s")
            yield _Token("part", part.replace("m", "n") if is_minutes else part)
            seen += 1
        elif match["ampm"]:
            yield _Token("ampm", match["ampm"])
        else:
            yield _Token("text", match["quoted"] or match["escaped"] or match["other"] or "")


def _date_part(
    token: _Token, value: datetime.datetime | datetime.date | datetime.time, has_half: bool
) -> str:
    if token.kind == "text":
        return token.text
    year, month, day = (getattr(value, name, 0) for name in ("year", "month", "day"))
    hour, minute, second = (getattr(value, name, 0) for name in ("hour", "minute", "second"))
    if token.kind == "ampm":
        return "PM" if hour >= 12 else "AM"
    letter, width = token.text[0], len(token.text)
    if letter == "y":
        return f"{year:04}" if width > 2 else f"{year % 100:02}"
    if letter == "m" and width > 2:
        name = _MONTHS[(month or 1) - 1]
        return name[:3] if width == 3 else name[:1] if width == 5 else name
    if letter == "d" and width > 2:
        name = _DAYS[value.weekday()] if isinstance(value, datetime.date) else ""
        return name[:3] if width == 3 else name
    if letter == "h" and has_half:
        hour = hour % 12 or 12
    number = {"m": month, "d": day, "h": hour, "n": minute, "s": second}[letter]
    return f"{number:02}" if width > 1 else str(number)
