"""Reads what `terraform show -json` and `tofu show -json` print of a plan.

Owns: how its changes become steps of a preview, so that a plan is reviewed alike whichever
engine made it. Must not know: what a step means for a promo number.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from invoca.errors import LookAtAccount
from invoca.promo_number.identity import name_in
from invoca.promo_number.models import UPDATING
from invoca.promo_number.record import ID_IS_GENERATED, seconds
from terraform_stack.names import DELETION_PROTECTION, KEY, RESOURCE, SOURCE

from .preview import SECRETS, UNKNOWN, Preview, Resource, Step
from .state import TYPE
from .terraform_ids import ids_of
from .terraform_state import inputs, outputs, resource_id, stack_of, urn

Json = Mapping[str, Any]

_OPERATIONS = {
    ("no-op",): "same",
    ("create",): "create",
    ("update",): "update",
    ("delete",): "delete",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("forget",): "delete",
    ("create", "forget"): "replace",
    ("forget", "create"): "replace",
}


def read_plan(source: str) -> Preview:
    """The plan in the file `source`; "-" is standard input. Raises LookAtAccount, OSError."""
    content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    try:
        return _preview(source, json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise LookAtAccount(
            f"reading {source}",
            answer="it is not what `terraform show -json PLAN` prints",
            remedy="Run `terraform plan -out PLAN`, then `terraform show -json PLAN`",
        ) from None


def _preview(source: str, document: Json) -> Preview:
    changes = _changes(document)
    stack = _namespace(document) or stack_of(source, ())
    before = {one["address"]: one["change"]["before"] for one in _ours(document, "resource_drift")}
    steps: list[Step] = []
    for one in changes:
        if one.get("mode") == "managed":
            steps += _steps(stack, one, before, _made_ids(document, one))
    return Preview(stack, tuple(steps), settled_before=_settled_before(document))


def _changes(document: Json) -> Sequence[Json]:
    """Where a plan changes no resource, engines print none of them."""
    if "planned_values" not in document:
        raise ValueError("a state, not a plan")
    return document.get("resource_changes") or ()


def _ours(document: Json, part: str) -> Iterator[Json]:
    return (one for one in document.get(part) or () if one.get("type") == RESOURCE)


def _namespace(document: Json) -> str:
    """The provider's namespace, where the configuration writes it out."""
    written = (one.get("constant_value") for one in _arguments(document, "namespace"))
    return next((value for value in written if isinstance(value, str)), "")


def _settled_before(document: Json) -> datetime | None:
    """What the provider blocks say; the latest, where one says what nobody can read here."""
    latest = datetime.max.replace(tzinfo=timezone.utc)
    said = []
    for one in _arguments(document, "settled_before"):
        at = seconds(one.get("constant_value"))
        said.append(latest if at is None else datetime.fromtimestamp(at, timezone.utc))
    return max(said, default=None)


def _arguments(document: Json, name: str) -> Iterator[Json]:
    """What each block of our provider says of an argument."""
    providers = (document.get("configuration") or {}).get("provider_config") or {}
    for one in providers.values():
        written = (one.get("expressions") or {}).get(name)
        if written and str(one.get("full_name", "")).endswith(f"/{SOURCE}"):
            yield written


def _made_ids(document: Json, one: Json) -> Json:
    namespaces = {json.dumps(written) for written in _arguments(document, "namespace")}
    return ids_of(document, one, _namespace(document) if len(namespaces) == 1 else "")


def _steps(stack: str, one: Json, drifted: Mapping[str, Json], made_ids: Json) -> Iterator[Step]:
    change = one["change"]
    operation = _OPERATIONS.get(tuple(change["actions"]))
    if operation is None and one["type"] == RESOURCE:
        raise _not_understood(one)
    if one["type"] != RESOURCE:
        if operation not in (None, "same"):
            name = urn(stack, one["address"], f"terraform:{one['type']}")
            other = Resource(urn=name, type=f"terraform:{one['type']}")
            yield Step(op=operation, urn=name, old=other, new=other)
        return
    name = urn(stack, _key(one), TYPE)
    sensitive = _Sensitive(change)
    was = sensitive.hidden(drifted.get(one["address"]) or change["before"])
    old = _old(name, one, sensitive.hidden(change["before"]))
    if old is not None or _is_gone(was):
        yield Step(op="refresh", urn=name, old=_old(name, one, was), new=old)
    new = _new(name, change, sensitive, made_ids)
    yield Step(op=operation, urn=name, old=old, new=new, reasons=_reasons(change))


def _is_gone(was: Json | None) -> bool:
    """Of what is not there any more: whether the refresh found that a number is not. A purchase
    that was let go of has no digits."""
    return bool(was and was.get("promo_number"))


def _not_understood(one: Json) -> LookAtAccount:
    """A review that left it out would not tell what it buys or releases."""
    return LookAtAccount(
        f"reading what the plan does to {one['address']}",
        answer=f"this version does not know the actions {json.dumps(one['change']['actions'])}",
        remedy="Update invoca, and review the engine's own plan until then",
    )


def _key(one: Json) -> str:
    values = one["change"]["after"] or one["change"]["before"] or {}
    return str(values.get(KEY) or one["address"])


class _Sensitive:
    """Hides what a configuration marks as sensitive in one number. What names the number, and its
    place, stays: a review that could not look it up would not tell what becomes of it."""

    def __init__(self, change: Json) -> None:
        before, after = change.get("before_sensitive"), change.get("after_sensitive")
        marks = [one for one in (before, after) if isinstance(one, Mapping)]
        self._marks = {
            name: mark
            for name in UPDATING
            if (mark := next((one[name] for one in marks if one.get(name)), None))
        }
        self._seen: defaultdict[str, list[Any]] = defaultdict(list)

    def hidden(self, values: Json | None) -> Json | None:
        """`values` with words for what is sensitive, which tell whether two are the same."""
        if values is None:
            return None
        said = {name: mark for name, mark in self._marks.items() if values.get(name) is not None}
        return _marked(values, said, self._word)

    def _word(self, name: str, value: Any) -> str:
        seen = self._seen[name]
        if value not in seen:
            seen.append(value)
        return SECRETS[min(seen.index(value), len(SECRETS) - 1)]


def _old(name: str, one: Json, values: Json | None) -> Resource | None:
    if not values:
        return None
    return Resource(
        urn=name,
        type=TYPE,
        custom=True,
        id=resource_id(values),
        inputs=inputs(values),
        outputs=_with_origin(outputs(values, {})),
        protect=values.get(DELETION_PROTECTION) is not False,
        delete="deposed" in one,
        retainOnDelete="forget" in one["change"]["actions"],
    )


def _new(name: str, change: Json, sensitive: _Sensitive, made_ids: Json) -> Resource | None:
    if change["after"] is None:
        return None
    unknown = change.get("after_unknown") or {}
    values = _marked(sensitive.hidden(change["after"]) or {}, unknown, lambda *_: UNKNOWN)
    declared = {**_with_origin(inputs(values)), **made_ids}
    return Resource(
        urn=name,
        type=TYPE,
        custom=True,
        inputs=declared,
        outputs=declared,
        protect=values.get(DELETION_PROTECTION) is not False,
    )


def _with_origin(values: dict[str, Any]) -> dict[str, Any]:
    """`values`, and whether their id was made by the provider, which no attribute says."""
    id_ = values.get("id_from_network")
    is_made = isinstance(id_, str) and name_in(id_) is not None
    return {**values, ID_IS_GENERATED: True} if is_made else values


def _marked(values: Json, marks: Json, word: Callable[[str, Any], str]) -> dict[str, Any]:
    """`values`, with a word for those that are marked. word: of a name and its value."""
    made = dict(values)
    for name, mark in marks.items():
        if mark is True:
            made[name] = word(name, made.get(name))
        elif isinstance(mark, Mapping) and isinstance(made.get(name), Mapping):
            made[name] = _marked(made[name], mark, word)
    return made


def _reasons(change: Json) -> tuple[str, ...]:
    paths = (path[0] for path in change.get("replace_paths") or ())
    return tuple(dict.fromkeys(map(str, paths)))
