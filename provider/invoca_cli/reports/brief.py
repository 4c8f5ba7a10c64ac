"""A sheet that fits a screen: long sections are cut, and what is left out is counted.

Must not know: what a sheet is about. What cannot be undone is cut later than the rest.
"""

from __future__ import annotations

from invoca.counted import plural

from .sheet import ReportSection, ReportSheet

MOST_ROWS = 10
MOST_FINAL_ROWS = 50


def brief(sheet: ReportSheet, command: str) -> ReportSheet:
    """command: what shows all of it."""
    cut = tuple(_cut(section) for section in sheet.sections)
    left_out = sum(len(section.rows) for section in sheet.sections) - sum(
        len(section.rows) for section in cut
    )
    if not left_out:
        return sheet
    note = f"{plural(left_out, 'more step')} not shown here: `{command}` shows them"
    return sheet._replace(sections=cut, notes=(*sheet.notes, note))


def _cut(section: ReportSection) -> ReportSection:
    most = MOST_FINAL_ROWS if section.is_final else MOST_ROWS
    if len(section.rows) <= most:
        return section
    return section._replace(
        title=f"{section.title}, the first {most} of them", rows=section.rows[:most]
    )
