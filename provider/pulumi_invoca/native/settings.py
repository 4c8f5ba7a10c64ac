"""The provider's configuration: which settings there are, and what is wrong with those given.

Owns: that names are known ones, and that no change of them ever replaces a number.
"""

from __future__ import annotations

import os
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2

from invoca import next_steps as step
from invoca.account import Account, unknown_setting

from ..remembered import WHOSE_SETTINGS
from . import values

# What the engine itself puts beside a provider's own settings.
_ENGINES_OWN = frozenset({"version", "pluginDownloadURL", "pluginChecksums", "__internal"})


def check(request: Any) -> provider_pb2.CheckResponse:
    """Names that are not known, each with the one that was meant. Values are looked at by `load`,
    which knows the environment too."""
    failures = [
        provider_pb2.CheckFailure(property=name, reason=f"{step.setting(name)} {wrong}")
        for name in request.news.fields
        if name not in _ENGINES_OWN and (wrong := unknown_setting(name))
    ]
    return provider_pb2.CheckResponse(inputs=request.news, failures=failures)


def diff(request: Any) -> provider_pb2.DiffResponse:
    """Whatever changes, the numbers stay: a provider that is replaced replaces all that it made."""
    is_same = _plain(request.olds) == _plain(request.news)
    kind = provider_pb2.DiffResponse.DIFF_NONE if is_same else provider_pb2.DiffResponse.DIFF_SOME
    return provider_pb2.DiffResponse(changes=kind)


def load(request: Any) -> Account:
    """The account that settings and environment name.

    Raises FixDeclaration naming every setting that is missing or wrong.
    """
    given = values.read(request.args).values
    return Account.load(given.get, os.environ, remedy=WHOSE_SETTINGS)


def _plain(struct: struct_pb2.Struct) -> dict[str, Any]:
    return values.read(struct).values
