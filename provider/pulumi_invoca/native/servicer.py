"""Pulumi's provider protocol: which of the plugin's parts answers which call.

Owns: the order of calls, and how an error reaches the engine. Must not know: promo numbers.
What needs the core is imported when the engine asks for it: a plugin that is only asked for its
version or its schema starts at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import grpc
from google.protobuf import any_pb2, empty_pb2
from google.rpc import status_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from invoca.parent import ParentProcess
from invoca.version import VERSION
from pulumi_stack.kinds import NATIVE
from pulumi_stack.urns import Urn
from pulumi_stack.wire import ERROR_DETAILS

from .engine import Engine
from .refusals import TROUBLES, CallRefused, in_words
from .waits import RunWaits

if TYPE_CHECKING:
    from .account import ConfiguredProvider
    from .numbers import NumberResource

Context: TypeAlias = Any  # grpc's ServicerContext; grpc brings no types
Answer = TypeVar("Answer")
STEPS = frozenset({"Create", "Update", "Delete"})


def answered(
    call: Callable[[Servicer, Any], Answer],
) -> Callable[[Servicer, Any, Context], Answer]:
    """A method of the protocol: what `call` says is at the request's resource, its errors too."""

    @functools.wraps(call)
    def method(self: Servicer, request: Any, context: Context) -> Answer:
        with self.engine.at(getattr(request, "urn", "")):
            try:
                answer = call(self, request)
            except Exception as error:
                _abort(context, in_words(error))
            else:
                if call.__name__ in STEPS and not getattr(request, "preview", False):
                    TROUBLES.note(call.__name__.lower())
                return answer
        raise AssertionError("abort does not return")

    return method


def _abort(context: Context, refused: CallRefused) -> None:
    if refused.detail is not None:
        packed = any_pb2.Any()
        packed.Pack(refused.detail)
        status = status_pb2.Status(
            code=refused.code.value[0], message=str(refused), details=[packed]
        )
        context.set_trailing_metadata(((ERROR_DETAILS, status.SerializeToString()),))
    context.abort(refused.code, str(refused))


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Safe to call from many threads at once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._waits = RunWaits()
        self._refreshes_first = False
        self._provider: ConfiguredProvider | None = None

    # -- the plugin ------------------------------------------------------------------------------

    def Handshake(self, request: Any, context: Context) -> provider_pb2.ProviderHandshakeResponse:
        self._refreshes_first = request.supports_refresh_before_update
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def GetPluginInfo(self, request: Any, context: Context) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=VERSION)

    def Attach(self, request: Any, context: Context) -> empty_pb2.Empty:
        # An engine that found this process running, rather than started it, says where it is.
        self.engine.process = ParentProcess(request.address)
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Context) -> empty_pb2.Empty:
        self._waits.cancel()
        return empty_pb2.Empty()

    @answered
    def GetSchema(self, request: Any) -> provider_pb2.GetSchemaResponse:
        from .schema import schema_text

        return provider_pb2.GetSchemaResponse(schema=schema_text())

    def GetMapping(self, request: Any, context: Context) -> provider_pb2.GetMappingResponse:
        return provider_pb2.GetMappingResponse()

    def GetMappings(self, request: Any, context: Context) -> provider_pb2.GetMappingsResponse:
        return provider_pb2.GetMappingsResponse()

    # -- its configuration -----------------------------------------------------------------------

    @answered
    def CheckConfig(self, request: Any) -> provider_pb2.CheckResponse:
        from .settings import check

        return check(request)

    @answered
    def DiffConfig(self, request: Any) -> provider_pb2.DiffResponse:
        from .settings import diff

        return diff(request)

    @answered
    def Configure(self, request: Any) -> provider_pb2.ConfigureResponse:
        from .account import ConfiguredProvider
        from .settings import load

        account = load(request)
        self._provider = ConfiguredProvider(
            account, self.engine, self._waits, refreshes_first=self._refreshes_first
        )
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    # -- numbers ---------------------------------------------------------------------------------

    @answered
    def Check(self, request: Any) -> provider_pb2.CheckResponse:
        return self._of(request).check(request)

    @answered
    def Diff(self, request: Any) -> provider_pb2.DiffResponse:
        return self._of(request).diff(request)

    @answered
    def Create(self, request: Any) -> provider_pb2.CreateResponse:
        return self._of(request).create(request)

    @answered
    def Read(self, request: Any) -> provider_pb2.ReadResponse:
        return self._of(request).read(request)

    @answered
    def Update(self, request: Any) -> provider_pb2.UpdateResponse:
        return self._of(request).update(request)

    @answered
    def Delete(self, request: Any) -> empty_pb2.Empty:
        self._of(request).delete(request)
        return empty_pb2.Empty()

    # -- campaigns -------------------------------------------------------------------------------

    @answered
    def Construct(self, request: Any) -> provider_pb2.ConstructResponse:
        from .campaign import construct

        return construct(self.engine, request)

    # -- functions -------------------------------------------------------------------------------

    @answered
    def Invoke(self, request: Any) -> provider_pb2.InvokeResponse:
        from .lookups import invoke

        return invoke(self._configured(), request)

    def _of(self, request: Any) -> NumberResource:
        from .numbers import NumberResource

        kind = request.type or Urn.read(request.urn).types[-1]
        if kind != NATIVE:
            raise CallRefused(
                f"invoca has no resource '{kind}'. Write {NATIVE}", grpc.StatusCode.NOT_FOUND
            )
        return NumberResource(self._configured())

    def _configured(self) -> ConfiguredProvider:
        if self._provider is None:
            raise CallRefused("the engine did not configure the plugin", grpc.StatusCode.INTERNAL)
        return self._provider
