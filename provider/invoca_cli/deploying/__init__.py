"""From the plans of one stack or of many to what became of them: consent, the engine's runs, the
result. Must not know: options, or what a step means for a number (that is planning's)."""
