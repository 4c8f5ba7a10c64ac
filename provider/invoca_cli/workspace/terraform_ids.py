"""The ids that the provider makes of numbers with former keys.

Owns: how they are told from a plan. Under which of them such a number lives is not known before it
was looked for, so that the plan itself shows none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from invoca.promo_number import record
from invoca.promo_number.declaring import IDENTIFYING, made_ids
from invoca.promo_number.identity import Declarer
from terraform_stack.names import FORMER_KEYS, KEY, RESOURCE

Json = Mapping[str, Any]

_ID = "id_from_network"
_NEEDED = (KEY, FORMER_KEYS, "id_assigned_by", *IDENTIFYING)
# What an id refers to that is known in a plan, though it may be null.
_KNOWN = frozenset({"each", "var", "local", "count"})


def ids_of(document: Json, one: Json, namespace: str) -> dict[str, Any]:
    """The inputs that say under which ids a number of a plan may live; none where its plan says it,
    or where nobody can tell. one: its change. namespace: its provider's, "" where not known."""
    change = one["change"]
    after, unknown = change["after"] or {}, change.get("after_unknown") or {}
    former = after.get(FORMER_KEYS)
    is_picked = after.get("id_assigned_by") == "invoca"
    if not (namespace and former and unknown.get(_ID) is True) or is_picked:
        return {}
    if any(_is_any(unknown.get(name)) for name in _NEEDED) or _may_declare_one(document, one):
        return {}
    declarer = Declarer.within(namespace, str(after[KEY]))
    declared = record.present(after, record.DECLARED)
    return made_ids(declarer, declared, [key for key in former if key])


def _is_any(mark: Any) -> bool:
    """Whether a value, or anything inside it, is not known yet."""
    if isinstance(mark, Mapping):
        return any(map(_is_any, mark.values()))
    return any(map(_is_any, mark)) if isinstance(mark, list) else mark is True


def _may_declare_one(document: Json, one: Json) -> bool:
    """Whether its block may write an id that is not known yet."""
    written = [
        (block.get("expressions") or {}).get(_ID) or {}
        for block in _blocks((document.get("configuration") or {}).get("root_module") or {})
        if block.get("type") == RESOURCE and block.get("name") == one.get("name")
    ]
    named = {str(name).partition(".")[0] for text in written for name in text.get("references", ())}
    return not named <= _KNOWN


def _blocks(module: Json) -> Iterator[Json]:
    """The resource blocks of a module, and of those that it calls."""
    yield from module.get("resources") or ()
    for call in (module.get("module_calls") or {}).values():
        yield from _blocks(call.get("module") or {})
