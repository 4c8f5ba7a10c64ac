"""The dynamic provider: Pulumi's verbs, each translated into one step of a number's life.

Owns: what each verb means for a promo number. Must not know: Invoca's API.
Its module path and class name are in every user's state (`__provider`): they may not change.

check and diff never use the network: the engine calls them one after the other.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from invoca.account import NAMESPACE, Account
from invoca.errors import InvocaError
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.connecting import connect
from invoca.lifecycle.number import Number, Outcome
from invoca.promo_number.record import PROTECT
from pulumi_stack.notes import as_note
from pulumi_stack.stack_state import StackState
from pulumi_stack.urns import name_of

from .concurrency import lift_call_limit
from .engine import engine
from .host_call import urn_of_the_call
from .one_line import in_one_line
from .partial_failure import keep_in_state
from .properties import read, written
from .remembered import WHOSE_SETTINGS
from .run import facts_of_the_run


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
            self._lifecycle = connect(
                account,
                os.environ,
                tell=_tell,
                may_write=engine().require,
                facts=facts_of_the_run(engine(), os.environ),
                holdings=StackState(account.network_id),
            )

    @in_one_line
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        inputs, problems = self._number().check(read(_olds), read(news), urn_of_the_call())
        failures = [CheckFailure(one.field, one.text) for one in problems]
        return CheckResult(written(inputs), failures)

    @in_one_line
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        found = self._number().diff(_id, read(_olds), read(_news))
        # What the program protects the engine protects as well, and shows what would be replaced.
        is_protected = bool(found.replaces) and _news.get(PROTECT) is True
        if found.refusal is not None and not is_protected:
            raise found.refusal
        stables = ["promo_number", "e164"]
        return DiffResult(found.is_change, list(found.replaces), stables=stables)

    @in_one_line
    def create(self, props: dict[str, Any]) -> CreateResult:
        made = self._number().create(read(props))
        if made.error is not None:
            _keep(made)
            raise made.error
        return CreateResult(made.resource_id, made.outputs)

    @in_one_line
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        found = self._number().read(id_, read(props))
        if found is None:
            return ReadResult(None, {})
        return ReadResult(found.resource_id, found.outputs, found.inputs)

    @in_one_line
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        made = self._number().update(_id, read(_olds), read(_news))
        if made.error is not None:
            _keep(made)
            raise made.error
        return UpdateResult(made.outputs)

    @in_one_line
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        self._number().delete(_id, read(_props), name_of(urn_of_the_call()))

    def _number(self) -> Number:
        if self._lifecycle is None:
            if self._unusable is not None:
                # Raised for each number: its traceback would grow by every one.
                raise self._unusable.with_traceback(None)
            raise RuntimeError("configure was not called")
        return Number(self._lifecycle)


def _keep(made: Outcome) -> None:
    """What the state holds although the call failed."""
    reason = str(made.error) if made.error else ""
    keep_in_state(made.resource_id, made.inputs, made.outputs, reason)


def _account(req: ConfigureRequest) -> Account:
    """Raises InvocaError."""
    prefix = f"{NAMESPACE}:"
    # The SDK's own way asks for one setting by its name, so that a misspelled one stays silent.
    names = [str(key) for key in getattr(req.config, "_props", ())]
    return Account.load(
        lambda name: req.config.get(prefix + name),
        os.environ,
        given=[key.removeprefix(prefix) for key in names if key.startswith(prefix)],
        remedy=WHOSE_SETTINGS,
    )


def _tell(text: str) -> None:
    # The engine shows what a provider writes to stderr, and takes it for UTF-8 whatever the locale
    # is; a hook has no other way to speak.
    sys.stderr.buffer.write(f"{as_note(text)}\n".encode("utf-8", "backslashreplace"))
    sys.stderr.flush()
