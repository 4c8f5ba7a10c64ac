"""The numbers that stacks hold, as people want them: tables, sheets, JSON, and back in the sheet
that declares them."""
