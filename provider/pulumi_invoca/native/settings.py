"""The provider's configuration: which settings there are, and what is wrong with those given.

Owns: that names are known ones, and that no change of them ever replaces a number.
"""

from __future__ import annotations

import difflib
import os
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2
from pydantic.alias_generators import to_camel

from invoca.account import NAMESPACE, Account

from . import values

SETTINGS: tuple[str, ...] = tuple(map(to_camel, Account.model_fields))
# What the engine itself puts beside a provider's own settings.
_ENGINES_OWN = frozenset({"version", "pluginDownloadURL", "pluginChecksums", "__internal"})


def check(request: Any) -> provider_pb2.CheckResponse:
    """Names that are not known, each with the one that was meant. Values are looked at by `load`,
    which knows the environment too."""
    failures = [
        provider_pb2.CheckFailure(property=name, reason=_unknown(name))
        for name in request.news.fields
        if name not in SETTINGS and name not in _ENGINES_OWN
    ]
    return provider_pb2.CheckResponse(inputs=request.news, failures=failures)


def diff(request: Any) -> provider_pb2.DiffResponse:
    """Whatever changes, the numbers stay: a provider that is replaced replaces all that it made."""
    is_same = _plain(request.olds) == _plain(request.news)
    kind = provider_pb2.DiffResponse.DIFF_NONE if is_same else provider_pb2.DiffResponse.DIFF_SOME
    return provider_pb2.DiffResponse(changes=kind)


def load(request: Any) -> Account:
    """Raises FixDeclaration naming every setting that is missing or wrong."""
    given = values.read(request.args).values
    return Account.load(given.get, os.environ)


def _plain(struct: struct_pb2.Struct) -> dict[str, Any]:
    return values.read(struct).values


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, SETTINGS, n=1, cutoff=0.6)
    meant = f"did you mean {NAMESPACE}:{near[0]}?" if near else f"there are: {', '.join(SETTINGS)}"
    return f"{NAMESPACE}:{name} is not a setting; {meant}"
