"""`python -m bench.bare`, started by an engine as the provider `invoca`; with `--empty` it sends
nothing, and what remains is the engine's own time.

The schema, the messages and the process are ours, so that what differs is what a call does: a POST
to create, a GET to read, a PUT to update, a DELETE to destroy. No lookup, no retry, no shared list.

Kept as a yardstick. A create whose answer is lost buys a second number in the next run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.limit import sender
from invoca.parent import ParentProcess
from terraform_invoca.answers import answered
from terraform_invoca.fields import OUTPUT_NAMES
from terraform_invoca.provider import TerraformProvider
from terraform_invoca.run import real_life
from terraform_invoca.state import Made
from terraform_invoca.waits import CallWaits
from terraform_invoca.wire.handshake import require_engine
from terraform_invoca.wire.messages import message
from terraform_invoca.wire.server import serve
from terraform_invoca.wire.values import UNKNOWN, decode, encode

Values = Mapping[str, Any]
Send = Callable[[str, str, Values], Values]
FIELDS = ("description", "media_type", "custom_data")
MOST_CALLS = 64  # at a time; more than the benchmark asks an engine for


class BareProvider(TerraformProvider):
    """send: does a method on a path of the campaign, with a number's values; what Invoca shows."""

    def __init__(self, send: Send) -> None:
        waits = CallWaits()
        super().__init__(os.environ, real_life(os.environ, waits, lambda: None), waits)
        self._send = send

    def ReadResource(self, request: Any, _context: object) -> Any:
        answer = message("ReadResource.Response")()

        def work() -> Sequence[Any]:
            now = decode(request.current_state)
            return self._put(answer, self._done("GET", now))

        return answered(answer, work)

    def PlanResourceChange(self, request: Any, _context: object) -> Any:
        answer = message("PlanResourceChange.Response")()
        answer.planned_state.CopyFrom(request.proposed_new_state)
        proposed = decode(request.proposed_new_state)
        if proposed is not None and decode(request.prior_state) is None:
            unknown = dict.fromkeys((*OUTPUT_NAMES, "id_from_network"), UNKNOWN)
            answer.planned_state.msgpack = encode({**proposed, **unknown})
        return answer

    def ApplyResourceChange(self, request: Any, _context: object) -> Any:
        answer = message("ApplyResourceChange.Response")()

        def work() -> Sequence[Any]:
            prior, planned = decode(request.prior_state), decode(request.planned_state)
            if planned is None:
                self._send("DELETE", _path(prior), {})
                return self._put(answer, Made(None, {}))
            return self._put(answer, self._done("PUT" if prior else "POST", planned))

        return answered(answer, work)

    def _done(self, method: str, values: Values) -> Made:
        path = "promo_numbers" if method == "POST" else _path(values)
        shown = self._send(method, path, values)
        digits = shown["promo_number"]
        known = {name: shown[name] for name in FIELDS}
        outputs = dict.fromkeys(OUTPUT_NAMES) | {"id": digits, "promo_number": digits}
        return Made({**values, **known, **outputs, "id_from_network": digits}, {})


def _path(values: Values) -> str:
    return f"promo_numbers/{values['promo_number']}"


def send_request() -> Send:
    ask = sender(MOST_CALLS)

    def send(method: str, path: str, values: Values) -> Values:
        body = {name: values[name] for name in FIELDS} if method in ("POST", "PUT") else None
        answer = ask(method, path, body)
        shown: Values = {} if method == "DELETE" else answer.json()
        return shown

    return send


def send_nothing(method: str, _path: str, values: Values) -> Values:
    return {**values, "promo_number": "8005550100"} if method == "POST" else values


def main() -> None:
    require_engine(os.environ)
    send = send_nothing if "--empty" in sys.argv else send_request()
    serve(BareProvider(send), ParentProcess().lives)
    os._exit(0)


if __name__ == "__main__":
    main()
