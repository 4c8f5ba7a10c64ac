"""Sees to a headless Chromium for the page tests; prints what pytest leaves out without one.

Where there is none and this is a Debian machine with root (a container, CI), it is installed.
Standard output is the pytest arguments, so that a Makefile can take them; the rest is on stderr.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    print("browser: installing Chromium with apt-get (about a minute) ...", file=sys.stderr)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(arguments, check=False, env=environment, **quiet)  # type: ignore[call-overload]


def main() -> None:
    if find() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    if find() is None:
        print(
            "browser: there is no Chromium here, so the page tests are LEFT OUT; install it to run "
            "them",
            file=sys.stderr,
        )
        print('-m "not browser"')


if __name__ == "__main__":
    main()
