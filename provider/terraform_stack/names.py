"""What the provider, its resource and that resource's values are called.

They are contracts: users hold them in their configurations and states. What is not here is called
as `invoca`'s record calls it.
"""

from __future__ import annotations

SOURCE = "invoca/invoca"
RESOURCE = "invoca_promo_number"

# Attributes of the resource that are no part of the record.
KEY = "key"
FORMER_KEYS = "former_keys"
DELETION_PROTECTION = "deletion_protection"
TIMEOUTS = "timeouts"
NETWORK_ID = "network_id"
TAKEN_OVER = "taken_over"
OF_TERRAFORM = (KEY, FORMER_KEYS, DELETION_PROTECTION, TIMEOUTS, NETWORK_ID, TAKEN_OVER)

# Beside the attributes, where they say what was declared: the id as Invoca shows it.
LIVE_ID = "live_id"
