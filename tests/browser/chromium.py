"""Headless Chromium: what a page looks like after its scripts have run.

Must not know: which page.
"""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
# The page after ten seconds of its own time, which pass at once.
PATIENT = "--virtual-time-budget=10000"


def dump_dom(url: str, profile: Path, *options: str) -> str:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.fail("this test needs Chromium on PATH: apt-get install chromium")
    command = [browser, *QUIET, f"--user-data-dir={profile}", *options, "--dump-dom", url]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=120, check=True
    ).stdout


def seen_by(driver: str, report: str, folder: Path, width: int) -> dict[str, Any]:
    """What `driver`, a page with `report.html` in a frame, noted between two "SEEN".

    width: of the frame, in CSS pixels, in place of "WIDTH".
    """
    site = folder / "site"
    site.mkdir()
    (site / "report.html").write_text(report, encoding="utf-8")
    (site / "driver.html").write_text(driver.replace("WIDTH", str(width)), encoding="utf-8")
    with served(site) as url:
        dom = dump_dom(f"{url}/driver.html", folder / "profile", PATIENT)
    found = re.search(r"SEEN(.*)SEEN", dom)
    assert found is not None, dom
    seen: dict[str, Any] = json.loads(found[1])
    return seen


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
