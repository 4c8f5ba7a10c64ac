"""Sees to LibreOffice's Calc for the tests that open written sheets with it."""

from __future__ import annotations

import sys

from debian import is_there


def main() -> None:
    saying = "office: installing LibreOffice with apt-get (about two minutes) ..."
    if not is_there(("soffice",), "libreoffice-calc-nogui", saying):
        print("office: there is no soffice here, so its tests are SKIPPED", file=sys.stderr)


if __name__ == "__main__":
    main()
