"""The SDK serves four calls at a time; the provider lifts that to the engine's --parallel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier, BrokenBarrierError, Thread

import pytest

from pulumi_invoca.concurrency import lift_call_limit
from tests.host.provider_process import ProviderProcess

TOGETHER = 12
NUMBER = {
    "advertiser_id": "acme",
    "campaign_id": "spring-radio",
    "description": "KROQ",
    "media_type": "Offline: Radio",
}


class Crowd(ThreadingHTTPServer):
    """Answers the first look-ups only once TOGETHER of them wait at the same time."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        self.barrier = Barrier(TOGETHER, timeout=20)
        super().__init__(("127.0.0.1", 0), CrowdHandler)


class CrowdHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Crowd

    def do_GET(self) -> None:
        if "by_id" not in self.path:
            self.answer(200, [])
            return
        try:
            self.server.barrier.wait()
            self.answer(404, {"errors": {"class": "RecordNotFound", "invalid_data": "none"}})
        except BrokenBarrierError:
            self.answer(403, {"errors": {"base": ["too few calls came together"]}})

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        digits = f"88855501{int(sent['id_from_network']):02d}"
        self.answer(201, {**sent, "id": 1, "promo_number": digits})

    def answer(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    with Crowd() as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def test_a_dozen_creates_are_under_way_at_the_same_time(crowd: Crowd) -> None:
    environment = {
        "INVOCA_BASE_URL": f"http://127.0.0.1:{crowd.server_port}",
        "INVOCA_NETWORK_ID": "1",
        "INVOCA_API_TOKEN": "token",
    }
    with ProviderProcess(environment) as provider, ThreadPoolExecutor(TOGETHER) as threads:

        def create(index: int) -> str:
            return provider.create({**NUMBER, "id_from_network": str(index)})[0]

        # The first call configures the provider; the calls after it are the crowd.
        provider.check({}, {**NUMBER, "id_from_network": "0"})
        assert len(set(threads.map(create, range(TOGETHER)))) == TOGETHER


def test_nothing_is_changed_where_the_host_is_not_as_expected() -> None:
    with ThreadPoolExecutor(4) as one, ThreadPoolExecutor(4) as other:
        assert lift_call_limit() is False
        assert (one._max_workers, other._max_workers) == (4, 4)
