"""Replacements of ranges of a text."""

from __future__ import annotations

from typing import NamedTuple

from .source import Source


class Edit(NamedTuple):
    """Offsets in the source's text, the end exclusive."""

    start: int
    end: int
    text: str


def apply(text: str, edits: list[Edit]) -> str:
    """The text after all edits; those that insert at one place keep their order. Raises ValueError when two overlap."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start < at:
            raise ValueError("two edits overlap")
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])


def describe(source: Source, edit: Edit) -> dict[str, object]:
    """As it is sent: lines and columns from 1, columns in code points."""
    return {
        "start": source.position(edit.start)._asdict(),
        "end": source.position(edit.end)._asdict(),
        "text": edit.text,
    }
