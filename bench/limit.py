"""The physical limit: the fewest calls that do the work, on threads, without an engine.

`python -m bench.limit OPERATION SIZE PARALLEL` does one operation on an account that the
environment names, and prints how many seconds it took, start-up not counted.

What each operation sends, for N numbers: create a GET and a POST each (without the GET a run that
is repeated would buy twice); refresh and drift one list; update a PUT each; destroy a DELETE each;
preview and no-op nothing.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from .declarations import ADVERTISER, CAMPAIGN, MEDIA_TYPE, rows

Send = Callable[..., requests.Response]


def main(operation: str, size: int, parallel: int) -> float:
    """Seconds. Raises requests.HTTPError where the account refuses."""
    send = sender(parallel)
    started = time.perf_counter()
    if operation in ("refresh", "drift"):
        listed = send("GET", "promo_numbers").json()
        if {number["id_from_network"] for number in listed} != {row[0] for row in rows(size)}:
            raise SystemExit("the account holds other numbers than the benchmark bought")
    elif operation not in ("preview", "no-op"):
        edition = 2 if operation == "update" else 1
        with ThreadPoolExecutor(parallel) as pool:
            list(pool.map(lambda row: _WRITES[operation](send, row), rows(size, edition)))
    return time.perf_counter() - started


def sender(parallel: int) -> Send:
    """Sends to the benchmark's campaign, so many calls at a time. Raises requests.HTTPError."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = os.environ["INVOCA_API_TOKEN"]
    session.mount("http://", HTTPAdapter(pool_maxsize=parallel))
    network = f"{os.environ['INVOCA_BASE_URL']}/api/2022-08-01/{os.environ['INVOCA_NETWORK_ID']}"
    base = f"{network}/advertisers/{ADVERTISER}/advertiser_campaigns/{CAMPAIGN}"

    def send(method: str, path: str, body: object = None, missing: bool = False) -> Any:
        response = session.request(method, f"{base}/{path}.json", json=body, timeout=60)
        if not (missing and response.status_code == requests.codes.not_found):
            response.raise_for_status()
        return response

    return send


def _create(send: Send, row: tuple[str, ...]) -> None:
    send("GET", f"promo_numbers_by_id/{row[0]}", missing=True)
    send("POST", "promo_numbers_by_id", _body(row))


def _update(send: Send, row: tuple[str, ...]) -> None:
    send("PUT", f"promo_numbers_by_id/{row[0]}", _body(row))


def _destroy(send: Send, row: tuple[str, ...]) -> None:
    send("DELETE", f"promo_numbers_by_id/{row[0]}")


def _body(row: tuple[str, ...]) -> dict[str, Any]:
    name, description, channel, station, region = row
    return {
        "id_from_network": name,
        "description": description,
        "media_type": MEDIA_TYPE,
        "custom_data": {"channel": channel, "station": station, "region": region},
    }


_WRITES = {"create": _create, "update": _update, "destroy": _destroy}

if __name__ == "__main__":
    seconds = main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps({"seconds": seconds}))
