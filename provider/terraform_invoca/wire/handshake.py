"""How an engine and a provider that it has started find each other (go-plugin's handshake).

Owns: the variables that the engine sets, the one line that it reads, and where the provider
listens. Must not know: what is served.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

CORE_VERSION = 1  # of the handshake itself
PROTOCOL_VERSION = 6
COOKIE_NAME = "TF_PLUGIN_MAGIC_COOKIE"
# Not a secret: it tells a provider that it was started by an engine, not by hand.
COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
LONGEST_SOCKET_PATH = 100  # bytes; systems allow 104 to 108

BY_HAND = """\
This is the Invoca provider for Terraform and OpenTofu, which start it themselves.
`invoca terraform install` lets them find it and says what to write."""


class NotStartedByEngine(Exception):
    """Somebody started the provider by hand, or an engine that is too old; the text says it."""


class Listening(NamedTuple):
    """network: "unix" or "tcp". address: as the engine dials it. target: as gRPC binds it."""

    network: str
    address: str
    target: str
    folder: Path | None


def require_engine(environment: Mapping[str, str]) -> None:
    """Raises NotStartedByEngine where no engine, or one without protocol 6, has started this."""
    if environment.get(COOKIE_NAME) != COOKIE:
        raise NotStartedByEngine(BY_HAND)
    spoken = environment.get("PLUGIN_PROTOCOL_VERSIONS", "")
    if spoken and str(PROTOCOL_VERSION) not in spoken.split(","):
        raise NotStartedByEngine(
            f"The engine speaks plugin protocol {spoken}; this provider needs {PROTOCOL_VERSION}, "
            "which Terraform 1.0 and OpenTofu 1.6 and later have. Use a newer one."
        )


def choose_listener(environment: Mapping[str, str]) -> Listening:
    """A socket in a folder that only this user may enter; a local port where there are none."""
    if os.name == "nt":
        return Listening("tcp", "127.0.0.1:0", "127.0.0.1:0", None)
    for parent in (environment.get("PLUGIN_UNIX_SOCKET_DIR"), None, "/tmp"):  # noqa: S108
        folder = Path(tempfile.mkdtemp(prefix="invoca-", dir=parent or None))  # mode 0700
        path = folder / "provider"
        if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
            return Listening("unix", str(path), f"unix:{path}", folder)
        folder.rmdir()
    return Listening("tcp", "127.0.0.1:0", "127.0.0.1:0", None)


def leave(listening: Listening) -> None:
    if listening.folder is not None:
        shutil.rmtree(listening.folder, ignore_errors=True)


def line(listening: Listening, told_certificate: str) -> str:
    """The line that tells the engine where to dial, and whom to trust."""
    parts = [CORE_VERSION, PROTOCOL_VERSION, listening.network, listening.address, "grpc"]
    return "|".join(map(str, [*parts, told_certificate]))
