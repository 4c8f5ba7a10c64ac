"""Sees to a headless Chromium for the page tests; prints what pytest leaves out without one.

Standard output is the pytest arguments, so that a Makefile can take them; the rest is on stderr.
"""

from __future__ import annotations

import sys

from debian import is_there

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    saying = "browser: installing Chromium with apt-get (about a minute) ..."
    if not is_there(NAMES, "chromium", saying):
        print(
            "browser: there is no Chromium here, so the page tests are LEFT OUT; install it to run "
            "them",
            file=sys.stderr,
        )
        print('-m "not browser"')


if __name__ == "__main__":
    main()
