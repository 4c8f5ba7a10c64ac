"""What a spreadsheet does to text, and the apostrophe that keeps it from doing so.

Owns: which cells a spreadsheet would take for a formula, a number or a date; `guarded` and
`unguarded` are each other's inverse for every text. Must not know: columns, or files.
"""

from __future__ import annotations

import re

GUARD = "'"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(
    r"[\s$€£¥(]*[.,]?[0-9][0-9\s.,:/%()$€£¥+-]*"
    r"([eE][+-]?[0-9]+|[tT][0-9:.,+-]+[zZ]?|[ap]\.?m\.?)?\s*",
    re.IGNORECASE,
)
_MONTH = (
    r"(jan(uary|uar)?|feb(ruary|ruar)?|mar(ch)?|m[aä]rz?|apr(il)?|may|mai|june?|juni|july?|juli"
    r"|aug(ust)?|sept?(ember)?|o[ck]t(ober)?|nov(ember)?|de[cz](ember)?"
    r"|janv|f[eé]vr?|avr|juin|juil|ao[uû]t?|d[eé]c|ene|abr|ago|dic)\.?"
)
_TAIL = r"[0-9][0-9\s.,:/-]*"
_DATE = re.compile(
    rf"\s*({_MONTH}[\s./,-]*{_TAIL}|[0-9]+\.?[\s./-]*{_MONTH}([\s./,-]*{_TAIL})?)\s*", re.IGNORECASE
)
_WORD = re.compile(r"\s*(true|false|wahr|falsch|vrai|faux|verdadero|falso)\s*", re.IGNORECASE)
_REWRITTEN = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+[0-9]{2,}")


_WITH_COMMAS = r"[0-9]{1,3}(?:,[0-9]{3})+"
_AS_NUMBER = re.compile(rf"({_WITH_COMMAS})([.,]0+)?|([0-9]+)[.,]0+")
_AS_FORMULA = re.compile(r'="([^"]*)"')
# What a formula that failed shows, in English and in the languages whose words differ.
_ERROR = re.compile(
    r"#(N/A|NV|N/D|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!"
    r"|GETTING_DATA|BEZUG!|WERT!|ZAHL!|ÜBERLAUF!|VALEUR!|NOM\?|NOMBRE!|¡VALOR!|¡REF!|¿NOMBRE\?)"
    r"|Err:[0-9]{3}|#{3,}"
)
# A day and a month, with or without a year, in another form than the year first.
_SHOWN_DATE = re.compile(
    rf"[0-9]{{1,2}}[./][0-9]{{1,2}}[./]([0-9]{{2}}|[0-9]{{4}})"
    rf"|[0-9]{{1,2}}[-. ]{{1,2}}{_MONTH}([-. ]{{1,2}}[0-9]{{2,4}})?|{_MONTH}-[0-9]{{2}}",
    re.IGNORECASE,
)


def is_error(cell: str) -> bool:
    """Whether the cell shows that a formula failed, or that its column was too narrow."""
    return cell[:1] in "#E" and _ERROR.fullmatch(cell) is not None


def looks_like_a_date(cell: str) -> bool:
    """Whether the cell is a date as a spreadsheet shows it, which may have been another text:
    `6-10` becomes `10-Jun`, `2026-03-01` becomes `3/1/2026`."""
    return cell[:1].isalnum() and _SHOWN_DATE.fullmatch(cell) is not None


def guarded(text: str) -> str:
    """`text` as a cell that a spreadsheet, and the reader of one, keeps as it is."""
    return GUARD + text if _changes(text) else text


def as_cell(text: str) -> str:
    """`text` as a cell that holds text, which the reader of it would otherwise take for something
    else."""
    reads_on = text.startswith(GUARD) or text != text.strip() or is_error(text)
    is_odd = was_rewritten(text) or looks_like_a_date(text) or rewritten_id(text)
    return guarded(text) if reads_on or is_odd else text


def unguarded(cell: str) -> str:
    """The text that `guarded` made the cell of; any other cell as it is."""
    if cell.startswith(GUARD) and _changes(cell[1:]):
        return cell[1:]
    return cell


def was_rewritten(cell: str) -> bool:
    """Whether the cell looks like a long number that a spreadsheet shortened: 8.88E+09."""
    return _REWRITTEN.fullmatch(cell.strip()) is not None


def rewritten_id(cell: str) -> str:
    """The id that was taken for a number (1001 as 1001.0 or 1,001), or kept from that by a formula
    (="1001"); "" where nothing looks so."""
    kept = _AS_FORMULA.fullmatch(cell)
    if kept:
        return kept[1]
    number = _AS_NUMBER.fullmatch(cell)
    return (number[1] or number[3]).replace(",", "") if number else ""


def _changes(text: str) -> bool:
    """Whether a spreadsheet would keep something else, or `text` only looks guarded."""
    if text.startswith(GUARD):
        return _changes(text[1:])
    if text != text.strip() or is_error(text):
        return True  # spaces around a cell's text do not count
    return text.lstrip(" ").startswith(_FORMULA) or any(
        pattern.fullmatch(text) for pattern in (_NUMBER, _DATE, _WORD)
    )
