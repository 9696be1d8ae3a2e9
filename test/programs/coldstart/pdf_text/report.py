"""The archive's log for people who run the handler by hand."""

from rich.console import Console
from rich.table import Table


def print_catalogue(entries):
    table = Table("title", "author", "pages")
    for entry in entries:
        table.add_row(entry["title"], entry["author"], str(entry["pages"]))
    Console().print(table)
