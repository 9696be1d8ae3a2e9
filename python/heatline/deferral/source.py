"""A Python file as text with positions: what `ast` counts in UTF-8 bytes becomes offsets and columns in characters."""

from __future__ import annotations

import ast
import io
import os
import tokenize
import warnings
from typing import NamedTuple

from .refusal import Refused

MOST_BYTES = 4 * 1024 * 1024


class Position(NamedTuple):
    """1-based; the column counts code points, and a byte order mark is not one of them."""

    line: int
    column: int


class Source:
    """The decoded text of a file, its lines as Python counts them, and its syntax tree."""

    def __init__(self, path: str, text: str, tree: ast.Module) -> None:
        self.path = path
        self.text = text
        self.tree = tree
        self._starts = _line_starts(text)
        self._byte_offsets: dict[int, list[int] | None] = {}

    def offset(self, line: int, byte_column: int) -> int:
        """Where in `text` a position of `ast` is: its lines start at 1, its columns at 0."""
        start = self._starts[line - 1]
        if line not in self._byte_offsets:
            content = self.text[start : self.line_end(line)]
            self._byte_offsets[line] = None if content.isascii() else _byte_offsets(content)
        table = self._byte_offsets[line]
        return start + (byte_column if table is None else table[byte_column])

    def start(self, node: ast.AST) -> int:
        return self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        return self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def position(self, offset: int) -> Position:
        line = self.line_at(offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def line_at(self, offset: int) -> int:
        low, high = 0, len(self._starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._starts[middle] <= offset else (low, middle)
        return low + 1

    def line_start(self, line: int) -> int:
        """The end of the text for the line after the last."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)

    def line_end(self, line: int) -> int:
        """Behind the line's own end-of-line."""
        return self.line_start(line + 1)

    @property
    def newline(self) -> str:
        """How this file ends its lines, by its first one."""
        first = self.text[: self.line_end(1)]
        return "\r\n" if first.endswith("\r\n") else "\r" if first.endswith("\r") else "\n"


def read_source(path: str) -> Source:
    """Reads and parses a file. Raises Refused for what cannot be read, decoded or parsed by this interpreter."""
    data = read_bytes(path)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        raise Refused("encoding", 1) from None
    return Source(path, text, parse(data))


def source_of_text(path: str, text: str) -> Source:
    """As `read_source`, of a text that was decoded already."""
    text = text[1:] if text.startswith("\ufeff") else text
    if len(text) > MOST_BYTES:
        raise Refused("too-large", 1, limit=MOST_BYTES // (1024 * 1024))
    return Source(path, text, parse(text))


def read_bytes(path: str) -> bytes:
    """Raises Refused when it can't be read or is larger than MOST_BYTES."""
    try:
        # A pipe or a device would be waited for.
        if not os.path.isfile(path):
            raise Refused("unreadable", 1, detail="it is no file")
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Refused("unreadable", 1, detail=getattr(error, "strerror", None) or str(error)) from None
    if len(data) > MOST_BYTES:
        raise Refused("too-large", 1, limit=MOST_BYTES // (1024 * 1024))
    return data


def parse(data: bytes | str) -> ast.Module:
    """Raises Refused for what this interpreter can't parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except SyntaxError as error:
        raise Refused("syntax-error", error.lineno or 1, detail=error.msg) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise Refused("syntax-error", 1, detail=str(error) or type(error).__name__) from None


def _line_starts(text: str) -> list[int]:
    """`str.splitlines` also splits at form feeds and the like, where Python's lines go on."""
    starts = [0]
    for line in io.StringIO(text, newline=""):
        starts.append(starts[-1] + len(line))
    return starts[:-1] if len(starts) > 1 else starts


def _byte_offsets(line: str) -> list[int]:
    """For each byte of the line in UTF-8, and one behind it, the character it belongs to."""
    table: list[int] = []
    for index, character in enumerate(line):
        table.extend([index] * len(character.encode("utf-8", "surrogatepass")))
    table.append(len(line))
    return table
