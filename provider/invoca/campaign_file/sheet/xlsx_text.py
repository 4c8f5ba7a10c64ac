"""How a workbook spells what XML cannot hold: a carriage return as `_x000D_`.

Owns: that spelling (ECMA-376, ST_Xstring); `spelled` and `read` are each other's inverse for every
text. Must not know: cells.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

_UNHOLDABLE = "[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
_SPELLED = re.compile("_x([0-9A-Fa-f]{4})_")
# An underscore that would begin such a spelling, though it is only text.
_TO_SPELL = re.compile(f"_(?=x[0-9A-Fa-f]{{4}}(?:_|{_UNHOLDABLE}))|{_UNHOLDABLE}")
_UNDERSCORE = b"x005F_"
_STRINGS = "sharedStrings.xml"


def spelled(text: str) -> str:
    """`text` as the XML of a workbook has it."""
    return _TO_SPELL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def read(text: str) -> str:
    """The text that a workbook spells so."""
    if "_x" not in text:
        return text
    found = _SPELLED.sub(lambda one: chr(int(one[1], 16)), text)
    # A character beyond U+FFFF may be spelled as two.
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def for_openpyxl(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with shared texts that openpyxl hands on as they are: of an underscore's escape
    it leaves the underscore alone, which then begins what looks like one. parts: the workbook's."""
    names = {name for name in parts if name.endswith(_STRINGS) and _UNDERSCORE in parts[name]}
    if not names:
        return content
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as new:
        for name, raw in parts.items():
            kept = raw.replace(_UNDERSCORE, b"x00" + _UNDERSCORE + b"5F_")
            new.writestr(name, kept if name in names else raw)
    return packed.getvalue()
