#!/usr/bin/env python3
"""A language host for programs that are a process: it starts what the engine asks it to run.

Stands in for Pulumi's own hosts of nodejs and go, which come with an installed Pulumi only; put as
`pulumi-language-nodejs` or `pulumi-language-go` where a test finds neither. PROGRAM_COMMAND (JSON)
is what to run in the program's folder; `{monitor}` and the like stand for what the engine says.
"""

import json
import os
import signal
import subprocess
import sys
from concurrent import futures
from contextlib import suppress
from queue import Empty, SimpleQueue

import grpc
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

MESSAGE_MAXIMUM = 400 * 1024 * 1024


class Host(language_pb2_grpc.LanguageRuntimeServicer):
    def __init__(self, engine: str) -> None:
        self._engine = engine

    def GetPluginInfo(self, request, context):
        return plugin_pb2.PluginInfo(version="3.258.0")

    def GetRequiredPackages(self, request, context):
        return language_pb2.GetRequiredPackagesResponse()

    def GetRequiredPlugins(self, request, context):
        return language_pb2.GetRequiredPluginsResponse()

    def About(self, request, context):
        return language_pb2.AboutResponse()

    def RuntimeOptionsPrompts(self, request, context):
        return language_pb2.RuntimeOptionsResponse()

    def Run(self, request, context):
        facts = {
            "monitor": request.monitor_address,
            "engine": self._engine,
            "project": request.project,
            "stack": request.stack,
            "organization": request.organization,
            "parallel": str(request.parallel),
            "dry_run": str(request.dryRun).lower(),
            "pwd": request.pwd,
        }
        environment = {f"PULUMI_{name.upper()}": value for name, value in facts.items()}
        environment |= {
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
            "PULUMI_ROOT_DIRECTORY": request.info.root_directory,
            "PULUMI_NODEJS_TYPESCRIPT": "true",
        }
        command = [word.format(**facts) for word in json.loads(os.environ["PROGRAM_COMMAND"])]
        ran = subprocess.run(
            command,
            cwd=request.pwd,
            env={**os.environ, **environment},
            stdout=sys.stderr,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        told = ran.returncode == 32  # nodejs: the program has said it already
        error = "" if ran.returncode == 0 or told else ran.stderr[-2000:]
        return language_pb2.RunResponse(error=error, bail=told)


def main() -> None:
    # Not an Event: a signal that comes while this thread holds its lock would wait for ever.
    ended: SimpleQueue[int] = SimpleQueue()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, _: ended.put(number))
    addresses = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    server = grpc.server(
        futures.ThreadPoolExecutor(4),
        options=[("grpc.max_receive_message_length", MESSAGE_MAXIMUM)],
    )
    host = Host(addresses[-1] if addresses else "")
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    engine = os.getppid()
    while os.getppid() == engine:
        with suppress(Empty):
            ended.get(timeout=0.5)
            break
    os._exit(0)


main()
