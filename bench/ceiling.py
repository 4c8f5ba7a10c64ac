"""The simulator's own limit: how many calls a second it answers when nothing makes it wait.

`python -m bench.ceiling CALLS` buys that many numbers and reads each, over eight connections of
http.client (a leaner client than any contender's), and prints calls a second of each kind. The
client shares the machine, so the simulator can do no less than this.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from .declarations import ADVERTISER, CAMPAIGN, MEDIA_TYPE

CONNECTIONS = 8


def main(calls: int) -> dict[str, float]:
    """Calls a second, by method; and the seconds of one list of all these numbers."""
    campaign = f"advertisers/{ADVERTISER}/advertiser_campaigns/{CAMPAIGN}"
    base = f"/api/2022-08-01/{os.environ['INVOCA_NETWORK_ID']}/{campaign}"
    numbers = [f"ceiling-{i}" for i in range(calls)]
    bodies = {
        name: json.dumps(
            {"id_from_network": name, "description": name, "media_type": MEDIA_TYPE}
        ).encode()
        for name in numbers
    }
    return {
        "POST": _rate([("POST", f"{base}/promo_numbers_by_id.json", bodies[n]) for n in numbers]),
        "GET": _rate([("GET", f"{base}/promo_numbers_by_id/{n}.json", b"") for n in numbers]),
        "list_seconds": 1 / _rate([("GET", f"{base}/promo_numbers.json", b"")]),
    }


def _rate(calls: list[tuple[str, str, bytes]]) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        done = sum(pool.map(_send_all, (calls[i::CONNECTIONS] for i in range(CONNECTIONS))))
    return done / (time.perf_counter() - started)


def _send_all(calls: list[tuple[str, str, bytes]]) -> int:
    connection = http.client.HTTPConnection(urlsplit(os.environ["INVOCA_BASE_URL"]).netloc)
    headers = {"Authorization": os.environ["INVOCA_API_TOKEN"]}
    return sum(_send(connection, headers, *call) for call in calls)


def _send(
    connection: http.client.HTTPConnection,
    headers: dict[str, str],
    method: str,
    path: str,
    body: bytes,
) -> int:
    connection.request(method, path, body or None, headers)
    response = connection.getresponse()
    response.read()
    if response.status >= http.client.BAD_REQUEST:
        raise SystemExit(f"{method} was answered with {response.status}")
    return 1


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
