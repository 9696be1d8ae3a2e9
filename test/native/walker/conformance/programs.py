"""Makes programs: a chain of pieces in random order that end in a stop. The same seed and version give the same text."""
import random

from links import LINKS

SHORTEST, LONGEST = 3, 9
STOP_CHANCE = 0.4
BLANK_CHANCE = 0.12


def fill(text, name, following, made):
    """One piece with its places filled in."""
    parts = text.strip("\n").split("STOP")
    for at in range(len(parts) - 1):
        parts[at] += "stop()" if made.random() < STOP_CHANCE else "0"
    text = "".join(parts)
    text = text.replace("LINES", "\n".join("    x += %d" % number for number in range(made.randrange(1, 300))))
    text = text.replace("WIDE", ", ".join("%d: [%d, %d]" % (n, n, n) for n in range(made.randrange(1, 120))))
    text = text.replace("DEPTH", str(made.randrange(1, 12)))
    text = text.replace("FAR", str(made.randrange(1, 120)))
    return text.replace("SELF", name).replace("NEXT", "(spent or %s())" % following).split("\n")


def spread(lines, made):
    """Empty lines and comments in between, so that line numbers jump."""
    spaced = []
    for line in lines:
        # Nothing may come after a line that says that it goes on.
        if made.random() < BLANK_CHANCE and not (spaced and spaced[-1].endswith("\\")):
            spaced.extend(made.choice([[""], ["", ""], ["# between"], [""] * 140]))
        spaced.append(line)
    return spaced


def generate(seed, minor):
    """The text of a program; its main() leads through all pieces."""
    made = random.Random(seed * 100 + minor)
    # Each piece in turn is the first one, so that all are in some program.
    usable = [text for oldest, _, text in LINKS if oldest <= minor]
    chosen = [usable[seed % len(usable)]] + made.choices(usable, k=made.randrange(SHORTEST, LONGEST + 1) - 1)
    made.shuffle(chosen)
    names = ["part_%d" % number for number in range(len(chosen))] + ["stop"]
    lines = []
    for at, text in enumerate(chosen):
        lines += spread(fill(text, names[at], names[at + 1], made) + ["", ""], made)
    return "\n".join(lines + ["", "def main():", "    return part_0()", ""])
