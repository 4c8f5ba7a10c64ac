"""What a provider process says of settings that it cannot use.

The engine gives a refresh and a destruction the settings that the last deployment wrote into the
state, whatever Pulumi.<stack>.yaml says by now.
"""

from __future__ import annotations

WHOSE_SETTINGS = (
    "A refresh (also --refresh) and `pulumi destroy` use the settings of the last deployment: "
    "changes to Pulumi.<stack>.yaml since then take effect after a `pulumi up` without --refresh"
)
