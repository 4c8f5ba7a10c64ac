"""What Pulumi's engine writes and reads beside values: marks, sizes, where an error has details.

They are contracts of the engine, the same in all of its SDKs.
"""

from __future__ import annotations

# What stands for a value that is not known before the deployment.
ANY_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # text, or anything
UNKNOWNS = frozenset(
    {
        ANY_UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # truth value
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # list
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # map
    }
)
# By which a map is told that is no map: the key, and what it holds.
MARK = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, not a secret
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"

ERROR_DETAILS = "grpc-status-details-bin"  # where a call's error has what is not text
MESSAGE_MAXIMUM = 400 * 1024 * 1024  # bytes
MESSAGE_SIZES = (
    ("grpc.max_receive_message_length", MESSAGE_MAXIMUM),
    ("grpc.max_send_message_length", MESSAGE_MAXIMUM),
)
