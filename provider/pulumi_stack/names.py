"""The names of properties: camelCase in programs and states of the plugin, snake_case in `invoca`.

Owns: that translation, of whole records, of paths, and of the names that a message repeats. It is
made from the models. Keys of custom data are people's own and stay as they are. Both ways of
writing are understood: a state may hold resources of either kind, or be moved over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from invoca.promo_number import record
from invoca.promo_number.ignored import PATH_PART, path_parts
from invoca.promo_number.models import Declaration
from invoca.promo_number.record import UNKNOWN

from .kinds import NATIVE

_BESIDE = (
    *record.OUTPUT_ONLY,
    *record.BOOKKEEPING,
    record.DECLARED_ID,
    record.BOUGHT_AT,
    record.UNSEEN,
    record.PENDING_SINCE,
    record.NETWORK_ID,
)


class Shape(NamedTuple):
    """The fields below one property by their snake_case names; `fields` is empty for plain ones."""

    wire: str
    fields: dict[str, Shape]


def camel(name: str) -> str:
    """`open_24_7` is open247, as Pulumi's generators would write it."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def to_wire(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as the engine gets it."""
    return _renamed(record, _SHAPES, lambda name, shape: shape.wire if shape else camel(name))


def from_wire(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Properties as `invoca` knows them, whichever resource wrote them. Names that are not a
    property's come out as they are."""
    return _renamed(properties, _BY_ANY_NAME, lambda name, _: _SNAKE.get(name, name))


def core_name(name: str) -> str:
    """`localCenter` as local_center; any other name as it is."""
    return _SNAKE.get(name, name)


def ignored_paths(resource: Mapping[str, Any]) -> tuple[str, ...]:
    """What a resource of a state or a preview says in `ignoreChanges`, in the names of `invoca`,
    without the paths that name no property of a number: the engine heeds none of these. The
    plugin's numbers have properties that the engine knows in camelCase alone."""
    is_native = resource.get("type") == NATIVE
    found = []
    for path in map(str, resource.get("ignoreChanges") or ()):
        head = PATH_PART.match(path)
        written = "".join(path_parts(path)[:1])
        name = _SNAKE.get(written, "") if is_native else written
        if head is not None and (written == "*" or name in _SHAPES):
            found.append(path if written == "*" else f"{name}{path[head.end() :]}")
    return tuple(found)


def is_known(name: str) -> bool:
    """Whether a property of a number has this snake_case name."""
    return name in _SHAPES


def path_to_wire(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """("local_center", "tn_prefix") as ("localCenter", "tnPrefix"); what people name stays."""
    shapes, found = _SHAPES, []
    for part in path:
        shape = shapes.get(part) if isinstance(part, str) else None
        found.append(shape.wire if shape else part)
        if shape is not None:
            shapes = shape.fields
    return tuple(found)


def in_camel_case(text: str) -> str:
    """A message with the names that programs use."""
    return _NAMES.sub(lambda match: camel(match[0]), text)


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in models_in(argument)]


def _shapes(model: type[BaseModel]) -> dict[str, Shape]:
    found = {}
    for name, field in model.model_fields.items():
        nested = models_in(field.annotation)
        found[name] = Shape(camel(name), _shapes(nested[0]) if nested else {})
    return found


def _renamed(
    values: Mapping[str, Any],
    shapes: Mapping[str, Shape],
    name_of: Callable[[str, Shape | None], str],
) -> dict[str, Any]:
    renamed = {}
    for name, value in values.items():
        shape = shapes.get(name)
        below = shape.fields if shape else {}
        renamed[name_of(name, shape)] = _deep(value, below, name_of) if below else value
    return renamed


def _deep(value: Any, shapes: Mapping[str, Shape], name_of: Callable[..., str]) -> Any:
    if value is UNKNOWN:
        return value
    if isinstance(value, Mapping):
        return _renamed(value, shapes, name_of)
    if isinstance(value, (list, tuple)):
        return [_deep(item, shapes, name_of) for item in value]
    return value


def _by_any_name(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    named = {
        name: shape._replace(fields=_by_any_name(shape.fields)) for name, shape in shapes.items()
    }
    return {**named, **{shape.wire: named[name] for name, shape in shapes.items()}}


def _all_names(shapes: Mapping[str, Shape]) -> set[str]:
    return {*shapes, *(name for shape in shapes.values() for name in _all_names(shape.fields))}


_SHAPES = {
    **_shapes(Declaration),
    **{name: Shape(camel(name), {}) for name in _BESIDE},
}
_BY_ANY_NAME = _by_any_name(_SHAPES)
_SNAKE = {camel(name): name for name in _all_names(_SHAPES)}
_NAMES = re.compile(
    r"\b(" + "|".join(sorted((n for n in _all_names(_SHAPES) if "_" in n), reverse=True)) + r")\b"
)
