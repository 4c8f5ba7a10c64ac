"""Whether Invoca answers, takes the token, and lets every campaign be read. Sends GET only.

Owns: what each answer says of address, token, network, campaigns and clock.
Must not know: where the settings come from.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from email.utils import parsedate_to_datetime

from invoca.account import Account, named
from invoca.at_once import AtOnce
from invoca.client import Client, endpoints
from invoca.client.responses import read_error_body, read_json
from invoca.client.transport import RequestsTransport
from invoca.client.wire import Answer
from invoca.counted import plural, some
from invoca.errors import FixCredentials, InvocaError, NotFound, ReportBug, TryLater
from invoca.promo_number.known_fields import Known
from invoca.promo_number.models import CampaignRef
from invoca.timing import Timing

from . import SHOWN, Check, note, ok, wrong
from .campaigns import Declared
from .custom_data import look_at_fields

CONNECT_SECONDS, READ_SECONDS = 5.0, 15.0  # at most: who asks a doctor does not wait for minutes
SKEW_NOTED_SECONDS = 120.0
SKEW_WRONG_SECONDS = 900.0  # from here on S3, as a backend, refuses requests
wall_clock: Callable[[], float] = time.time


def look_at(
    account: Account,
    files: Mapping[CampaignRef, Sequence[str]],
    declared: Mapping[str, Declared],
    listed: Known,
) -> list[Check]:
    """files: the campaign files that name each campaign. declared: the custom data fields of each
    file. listed: those that the project says there are."""
    patient = _patient(account)
    transport = RequestsTransport(patient)
    first = next(iter(files), None)
    doing = f"reading {first}" if first else "listing the advertisers"
    path = endpoints.campaign(first) if first else endpoints.ADVERTISERS
    try:
        # Without retries: where nobody answers, waiting does not help.
        answer = transport.send("GET", path, None, doing)
    except InvocaError as error:
        return [wrong("address", error.answer, error.remedy), *_not_asked(error.answer)]
    clock = _clock(answer, wall_clock())
    stranger = _stranger(answer, doing)
    if stranger is not None:
        return [wrong("address", stranger.answer, stranger.remedy), clock]
    address = ok("address", f"{account.base_url} answers")
    refused = _refused(answer, doing)
    if refused is not None:
        return [address, refused, clock]
    # An Invoca that is ill or busy has said nothing of the token yet.
    heard = answer.status < 500 and answer.status != 429
    token = [ok("token", "Invoca accepts it")] if heard else []
    client = Client(patient, transport=transport, timing=Timing())
    if first is None:
        remedy = "Use --file to name a campaign file whose campaign exists in Invoca"
        return [address, *token, _network(account, answer.status < 300, remedy), clock]
    answers = _each(client, list(files))
    readable = [where for where, error in answers.items() if error is None]
    fields = look_at_fields(account, client, declared, readable, listed) if readable else []
    return [address, *token, *_campaigns(account, answers, files), *fields, clock]


def _patient(account: Account) -> Account:
    limits = {
        "connect_timeout_seconds": min(account.connect_timeout_seconds, CONNECT_SECONDS),
        "read_timeout_seconds": min(account.read_timeout_seconds, READ_SECONDS),
    }
    return account.model_copy(update=limits)


def _not_asked(why: str) -> list[Check]:
    remedy = "Correct the address, then run it again"
    return [note(check, f"not checked: {why}", remedy) for check in ("token", "campaigns")]


def _stranger(answer: Answer, doing: str) -> InvocaError | None:
    """Why the answer is not from Invoca's API, or None."""
    try:
        read_json(answer, doing)
    except InvocaError as error:
        is_other_404 = isinstance(error, NotFound) and not error.record_not_found
        is_no_json = isinstance(error, TryLater) and answer.status < 300
        if is_no_json:
            error.remedy = f"Check {named('base_url')}: this is not Invoca's API"
        return error if is_other_404 or is_no_json or isinstance(error, ReportBug) else None
    return None


def _refused(answer: Answer, doing: str) -> Check | None:
    try:
        read_json(answer, doing)
    except FixCredentials as error:
        if error.status == 401:
            return wrong("token", error.answer, error.remedy)
        # UnauthorizedAdvertiser is about one campaign; this is about all of them.
        if read_error_body(answer.content).kind == "UnauthorizedOperation":
            return wrong("network", error.answer, error.remedy)
    except InvocaError:
        pass
    return None


def _network(account: Account, is_proven: bool, remedy: str) -> Check:
    if is_proven:
        return ok("network", f"{account.network_id} is visible to this token")
    text = f"nothing in network {account.network_id} could be read, so it may not be the right one"
    return note("network", text, remedy)


def _campaigns(
    account: Account,
    answers: Mapping[CampaignRef, InvocaError | None],
    files: Mapping[CampaignRef, Sequence[str]],
) -> list[Check]:
    failed: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for where, error in answers.items():
        if error is not None:
            told_of = f"{where} ({some(list(files[where]), SHOWN)})"
            failed[error.answer, error.remedy].append(told_of)
    readable = sum(error is None for error in answers.values())
    remedy = "Run it again when a campaign can be read"
    checks = [_network(account, readable > 0, remedy)]
    if readable:
        checks.append(ok("campaigns", f"{plural(readable, 'campaign')} can be read"))
    return checks + [
        wrong("campaigns", f"{some(told, SHOWN)}: {said}", to_do)
        for (said, to_do), told in failed.items()
    ]


def _each(client: Client, places: Sequence[CampaignRef]) -> dict[CampaignRef, InvocaError | None]:
    """What kept each from being read; None where nothing did."""

    def read(where: CampaignRef) -> None:
        (client.read_affiliate_campaign if where.affiliate_id else client.read_campaign)(where)

    with AtOnce() as at_once:
        return dict(at_once.each(read, places))


def _clock(answer: Answer, now: float) -> Check:
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return note("clock", "not checked: Invoca's answer carries no date")
    seconds = now - theirs
    way = "ahead of" if seconds > 0 else "behind"
    text = f"this machine's clock is {abs(seconds):.0f} s {way} Invoca's"
    remedy = "Set this machine's clock (timedatectl set-ntp true)"
    if abs(seconds) > SKEW_WRONG_SECONDS:
        return wrong("clock", text, remedy)
    if abs(seconds) > SKEW_NOTED_SECONDS:
        return note("clock", text, remedy)
    return ok("clock", "agrees with Invoca's")
