"""A provider that does nothing: what remains is the engine's own time."""
