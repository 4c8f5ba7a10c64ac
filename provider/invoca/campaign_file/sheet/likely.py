"""Which field a heading that stands for none was likely meant to be.

Owns: other words and short forms of the fields, and what is no more than a guess. Must not know:
what is said of it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from ...promo_number.known_fields import folded

NAME = "name"
# Written back by `invoca numbers`; read to be compared, never to be declared.
WRITTEN_BACK = "promo_number"
_ZIPCODE = "local_center.zipcode"
# What people call a field who never saw its name.
_OTHER_WORDS = {
    "zip": _ZIPCODE,
    "zipcode": _ZIPCODE,
    "postalcode": _ZIPCODE,
    "postcode": _ZIPCODE,
    "plz": _ZIPCODE,
    "areacode": "local_center.tn_prefix",
    "prefix": "local_center.tn_prefix",
    "npa": "local_center.tn_prefix",
    "city": "local_center.city",
    "town": "local_center.city",
    "state": "local_center.state",
    "radius": "local_number_preferences.search_radius_miles",
    "id": "id_from_network",
    "media": "media_type",
    "medium": "media_type",
    "type": "media_type",
    "count": "quantity",
    "qty": "quantity",
    "pieces": "quantity",
    "howmany": "quantity",
    "numberofnumbers": "quantity",
    "phone": WRITTEN_BACK,
    "telephone": WRITTEN_BACK,
    "tel": WRITTEN_BACK,
    "phonenumber": WRITTEN_BACK,
    "telephonenumber": WRITTEN_BACK,
    "trackingnumber": WRITTEN_BACK,
    "number": WRITTEN_BACK,
    "campaign": "campaign_id",
    "advertiser": "advertiser_id",
    "affiliate": "affiliate_id",
    "publisher": "affiliate_id",
    "oldname": "was",
    "formername": "was",
    "previousname": "was",
    "renamedfrom": "was",
}
_ALONE = frozenset(
    {"note", "notes", "comment", "comments", "remark", "remarks", "todo", "e164", "stack"}
)
_SAY_NOTHING = frozenset(
    {"of", "the", "a", "for", "no", "nr", "code", "field", "our", "local", "center", "centre"}
)
_NEAR = 0.75  # how much alike two headings are before one is taken for a misspelling
_SHORT_FORM = 3  # letters that a short form has at least


class Likely(NamedTuple):
    """field: "" where there is none. is_guess: whether another field may be meant as well."""

    field: str
    is_guess: bool = False


def is_likely_alone(heading: str) -> bool:
    """Whether it is one of those that people write for themselves, or that tell what was bought."""
    return folded(heading) in _ALONE


def likeliest(
    heading: str, fields: Collection[str], keys: Collection[str], taken: Collection[str]
) -> Likely:
    """The nearest of `fields`, and of the custom data `keys` that are known. taken: what has a
    column of its own, so that a guess does not mean it."""
    text = folded(heading)
    own = {folded(key): f"custom_data.{key}" for key in keys}
    if text in own:
        return Likely(own[text])
    if text in _OTHER_WORDS:
        return Likely(_OTHER_WORDS[text])
    near = {
        **{folded(field.rpartition(".")[2]): field for field in fields},
        **{folded(field): field for field in fields},
        **own,
    }
    match = difflib.get_close_matches(text, near, n=1, cutoff=_NEAR)
    if match:
        return Likely(near[match[0]])
    meant = _by_its_words(heading, near, taken)
    return Likely(meant, is_guess=bool(meant))


def _by_its_words(heading: str, fields: Mapping[str, str], taken: Collection[str]) -> str:
    """The one field that all words of the heading speak of; else the name, which each sheet needs.

    fields: each by its name as headings are compared.
    """
    words = [
        word
        for word in re.findall(r"[^\W_]+", heading.casefold())
        if word not in _SAY_NOTHING and not word.isdigit()
    ]
    meant = {field for word in words for field in [_of_word(word, fields)]}
    if len(meant) == 1 and "" not in meant and not meant & set(taken):
        return meant.pop()
    return NAME if NAME in words and NAME not in taken else ""


def _of_word(word: str, fields: Mapping[str, str]) -> str:
    if word in _OTHER_WORDS:
        return _OTHER_WORDS[word]
    if word in fields:
        return fields[word]
    begun = set(_begun_by(word, fields)) if len(word) >= _SHORT_FORM else set()
    return begun.pop() if len(begun) == 1 else ""


def _begun_by(word: str, fields: Mapping[str, str]) -> Iterator[str]:
    return (field for name, field in fields.items() if name.startswith(word))
