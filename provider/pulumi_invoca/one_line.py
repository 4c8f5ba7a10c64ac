"""An error of a hook reaches the user as its own text, and nothing else.

Owns: how the host is made to say so, and what this process has told already. Left to itself, an SDK
before 3.260 puts "Exception calling application:" before the text, and a newer one puts a traceback
of some forty lines in its place. Where the call cannot be found, the error is raised as usual.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NoReturn, ParamSpec, TypeVar

import grpc

from invoca.bugs import bug_report
from invoca.errors import InvocaError
from invoca.troubles import Troubles

from .host_call import host_call

Asked = ParamSpec("Asked")
Answered = TypeVar("Answered")

_troubles = Troubles()


def in_one_line(hook: Callable[Asked, Answered]) -> Callable[Asked, Answered]:
    """`hook`, whose errors end the host's call with what they say."""

    @functools.wraps(hook)
    def told(*args: Asked.args, **kwargs: Asked.kwargs) -> Answered:
        try:
            answer = hook(*args, **kwargs)
        except InvocaError as error:
            _end_call(_troubles.in_words(error))
            raise
        except Exception as error:
            _end_call(bug_report(error).removeprefix("error: "))
            raise
        _troubles.note(hook.__name__)
        return answer

    return told


def _end_call(text: str) -> None:
    """Raises where the host's call was ended with `text`; returns where it was not."""
    call = host_call()
    if call is None:
        return
    end = call.context.abort
    try:
        # A newer host catches what ends the call, and would end it again, with a traceback.
        call.context.abort = _ended_already
    except AttributeError:
        return
    end(grpc.StatusCode.UNKNOWN, text)


def _ended_already(_code: object, _details: object) -> NoReturn:
    raise RuntimeError("the call has ended, and its user was told why")
