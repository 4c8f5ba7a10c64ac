"""An S3 of the test's own: moto's server in a thread, with a bucket, and with faults.

Owns: the server's address, what it forgets and what it refuses. Must not know: Pulumi's files.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable
from typing import Any, ClassVar

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

HOST = "127.0.0.1"
REGION = "us-east-1"
FULL = b"<Error><Code>XMinioStorageFull</Code><Message>No free drive space.</Message></Error>"
_buckets = itertools.count()


class _Silent(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class S3:
    """One bucket. Ends with `close()`."""

    environment: ClassVar[dict[str, str]] = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        # moto, as many a store that is not Amazon's, sends no checksum; each answer is a warning.
        "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
    }

    def __init__(self) -> None:
        self._is_full = False
        self._refused = threading.Event()
        self._port = 0
        self._application = DomainDispatcherApplication(create_backend_app)
        self.start()
        self.empty()

    def start(self) -> None:
        """On the port that it had before, with what was stored before."""
        self._server: BaseWSGIServer = make_server(
            HOST, self._port, self._answer, threaded=True, request_handler=_Silent
        )
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fill(self) -> threading.Event:
        """From now on there is no room for what is written. Set: when something was refused."""
        self._refused.clear()
        self._is_full = True
        return self._refused

    def make_room(self) -> None:
        self._is_full = False

    def content(self) -> str:
        """Everything that Pulumi keeps in it."""
        found = self._client.list_objects_v2(Bucket=self._bucket).get("Contents", [])
        bodies = (self._client.get_object(Bucket=self._bucket, Key=one["Key"]) for one in found)
        return "\n".join(body["Body"].read().decode() for body in bodies)

    def empty(self) -> None:
        """As it was before the first run."""
        self._bucket = f"state-{next(_buckets)}"
        self._client.create_bucket(Bucket=self._bucket)
        place = f"endpoint=http://{HOST}:{self._port}&use_path_style=true"
        # No retries inside of the engine's own: a server that is gone would be waited for 100 s.
        self.url = f"s3://{self._bucket}?region={REGION}&{place}&rate_limiter_capacity=1"

    def close(self) -> None:
        self.stop()

    @property
    def _client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=f"http://{HOST}:{self._port}",
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def _answer(self, request: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self._is_full and request["REQUEST_METHOD"] == "PUT":
            self._refused.set()
            start_response("507 Insufficient Storage", [("Content-Type", "application/xml")])
            return [FULL]
        answer: Iterable[bytes] = self._application(request, start_response)
        return answer
