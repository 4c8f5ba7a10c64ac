"""The pages' HTML, and how it is rendered. A package, so that a wheel carries the files."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

ENVIRONMENT = Environment(
    loader=PackageLoader("invoca_simulator"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, **values: object) -> str:
    return ENVIRONMENT.get_template(template).render(**values)
