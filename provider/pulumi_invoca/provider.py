"""The dynamic provider: Pulumi's verbs, each translated into one step of a number's life.

Owns: what each verb means for a promo number. Must not know: Invoca's API.
Its module path and class name stand in every user's state (`__provider`): they may not change.

check and diff never use the network: the engine calls them one after the other.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from pulumi.dynamic import (
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from invoca.account import NAMESPACE, Account
from invoca.client import Client
from invoca.errors import InvocaError, NotKept
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.journal import Journal, journal_folder
from invoca.promo_number.models import PromoNumber

from . import properties
from .check import check_inputs
from .concurrency import lift_call_limit
from .diff import compare
from .engine import engine
from .one_line import in_one_line
from .partial_failure import keep_in_state


class PromoNumberProvider(ResourceProvider):
    """Stateless in the program (it is pickled by reference); in the provider process `configure`
    gives it the account."""

    serialize_as_secret_always = False

    _lifecycle: Lifecycle | None = None
    _unusable: InvocaError | None = None

    def configure(self, req: ConfigureRequest) -> None:
        lift_call_limit()
        engine().end_with_it()
        try:
            account = _account(req)
        except InvocaError as error:
            # Told by the first verb that needs the account: an error here has no resource to name.
            self._unusable = error
        else:
            scope = f"{account.base_url} {account.network_id}"
            journal = Journal(journal_folder(os.environ), scope=scope)
            client = Client(account, tell=_tell, may_write=engine().require)
            self._lifecycle = Lifecycle(account, client=client, journal=journal, tell=_tell)

    @in_one_line
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        life = self._life()
        life.claims.checked(properties.declared_as(_olds))
        return check_inputs(_olds, news, life.limit)

    @in_one_line
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        result = compare(_id, _olds, _news)
        claims = self._life().claims
        if not result.replaces and claims.is_planned(_id, properties.declared_as(_olds)):
            claims.claim(_id)
        return result

    @in_one_line
    def create(self, props: dict[str, Any]) -> CreateResult:
        declared = properties.declaration(props)
        is_generated = bool(props.get(properties.ID_IS_GENERATED))
        try:
            live = self._life().acquire(
                declared,
                id_is_generated=is_generated,
                former_ids=props.get(properties.FORMER_IDS) or (),
            )
        except NotKept as error:
            # Bought, or adopted, but not as declared: it is ours, and the state has to say so.
            if isinstance(error.live, PromoNumber):
                number, outputs = error.live.promo_number, properties.outputs_of(props, error.live)
                keep_in_state(number, properties.inputs_seen(outputs), outputs, str(error))
            raise
        return CreateResult(live.promo_number, properties.outputs_of(props, live))

    @in_one_line
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        self._life().claims.looked_at(id_, properties.declared_as(props))
        live = self._life().read(properties.campaign(props), properties.identity(id_, props))
        if live is None:
            return ReadResult(None, {})
        outputs = properties.outputs_of(props, live)
        return ReadResult(id_, outputs, properties.inputs_seen(outputs))

    @in_one_line
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        live = self._life().update(
            properties.identity(_id, _olds),
            properties.last_declaration(_olds),
            properties.declaration(_news),
        )
        return UpdateResult(properties.outputs_of(_news, live))

    @in_one_line
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        where, who = properties.campaign(_props), properties.identity(_id, _props)
        if not self._life().release(where, who):
            _tell(
                f"{_id} was kept: another resource of this run holds it, so a replacement must not "
                "release it. To buy another number, count `generation` up."
            )

    def _life(self) -> Lifecycle:
        if self._lifecycle is None:
            if self._unusable is not None:
                # Raised for each number: its traceback would grow by every one.
                raise self._unusable.with_traceback(None)
            raise RuntimeError("configure was not called")
        return self._lifecycle


def _account(req: ConfigureRequest) -> Account:
    """Raises InvocaError."""
    prefix = f"{NAMESPACE}:"
    # The SDK's own way asks for one setting by its name, so that a misspelled one stays silent.
    names = [str(key) for key in getattr(req.config, "_props", ())]
    return Account.load(
        lambda name: req.config.get(prefix + name),
        os.environ,
        given=[key.removeprefix(prefix) for key in names if key.startswith(prefix)],
    )


def _tell(text: str) -> None:
    # The engine shows what a provider writes to stderr, and takes it for UTF-8 whatever the locale
    # is; a hook has no other way to speak.
    sys.stderr.buffer.write(f"{text}\n".encode("utf-8", "backslashreplace"))
    sys.stderr.flush()
