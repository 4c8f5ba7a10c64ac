"""The kind of resource: a promo number's fields, its identity, and what is decided about it."""
