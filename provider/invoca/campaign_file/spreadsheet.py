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


def guarded(text: str) -> str:
    """`text` as a cell that a spreadsheet keeps as it is."""
    return GUARD + text if _changes(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` made the cell of; any other cell as it is."""
    if cell.startswith(GUARD) and _changes(cell[1:]):
        return cell[1:]
    return cell


def was_rewritten(cell: str) -> bool:
    """Whether the cell looks like a long number that a spreadsheet shortened: 8.88E+09."""
    return _REWRITTEN.fullmatch(cell.strip()) is not None


def _changes(text: str) -> bool:
    """Whether a spreadsheet would keep something else, or `text` only looks guarded."""
    if text.startswith(GUARD):
        return _changes(text[1:])
    return text.lstrip(" ").startswith(_FORMULA) or any(
        pattern.fullmatch(text) for pattern in (_NUMBER, _DATE, _WORD)
    )
