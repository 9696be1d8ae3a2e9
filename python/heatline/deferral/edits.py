"""Replacements of ranges of a text."""

from __future__ import annotations

from typing import NamedTuple

from .source import Source


class Edit(NamedTuple):
    """Offsets in the source's text, the end exclusive."""

    start: int
    end: int
    text: str


def describe(source: Source, edit: Edit) -> dict[str, object]:
    """As it is sent: lines and columns from 1, columns in code points."""
    return {
        "start": source.position(edit.start)._asdict(),
        "end": source.position(edit.end)._asdict(),
        "text": edit.text,
    }
