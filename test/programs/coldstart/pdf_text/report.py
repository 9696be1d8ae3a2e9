"""The archive's log for people who run the handler by hand."""

from rich.cells import cell_len, set_cell_size

COLUMNS = ("title", "author", "pages")


def format_catalogue(entries):
    """The entries as lines of columns, as wide on the terminal as their widest value, Chinese titles included."""
    rows = [COLUMNS, *([str(entry[name] or "") for name in COLUMNS] for entry in entries)]
    widths = [max(map(cell_len, column)) for column in zip(*rows)]
    return ["  ".join(map(set_cell_size, row, widths)).rstrip() for row in rows]
