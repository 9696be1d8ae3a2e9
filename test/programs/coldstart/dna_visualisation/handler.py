"""Draws genes in the browser: answers the points of a DNA walk of a part of a gene."""

from pathlib import Path

from walks import WALKS

GENES = Path(__file__).parent / "genes"
MAX_POINTS = 400
sequences = {}


def read_gene(name):
    """The sequence of a FASTA file, read once."""
    if name not in sequences:
        lines = (GENES / f"{name}.fasta").read_text().splitlines()
        sequences[name] = "".join(line for line in lines if not line.startswith(">"))
    return sequences[name]


def thin_out(values):
    """At most MAX_POINTS of the values, evenly spread: a screen has no more columns."""
    step = -(-len(values) // MAX_POINTS)
    return [round(float(value), 4) for value in values[::step]]


def handler(event, context=None):
    sequence = read_gene(event["gene"])[event.get("start", 0) : event.get("stop")]
    if not sequence:
        return {"statusCode": 400, "error": "the range holds no bases"}
    x, y = WALKS[event["method"]](sequence)
    gc = sum(base in "GC" for base in sequence) / len(sequence)
    return {"statusCode": 200, "bases": len(sequence), "gc": round(gc, 4), "x": thin_out(x), "y": thin_out(y)}
