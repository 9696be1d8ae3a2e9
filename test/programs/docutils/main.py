"""Renders a long generated reStructuredText document to HTML: `main.py [repeats]`, about a second each."""

import time

START = time.perf_counter()

import random
import sys
import zlib

from docutils.core import publish_string

WORDS = "line time thread kernel wait sample stack frame module import memory report native python".split()


def paragraph(rng):
    words = [rng.choice(WORDS) for _ in range(60)]
    words[7] = "*" + words[7] + "*"
    words[23] = "``" + words[23] + "``"
    return " ".join(words) + ".\n"


def section(rng, number):
    title = f"Section {number}"
    rows = "\n".join(f"* - {rng.choice(WORDS)}\n     - {rng.randrange(1000)}".replace("* -", "   * -") for _ in range(8))
    return "\n".join([
        title, "-" * len(title), "", paragraph(rng), paragraph(rng),
        "\n".join(f"- {rng.choice(WORDS)} `link {number} <target{number}.html>`_" for _ in range(6)), "",
        ".. list-table::", "", rows, "", "::", "", "   for line in lines:", "       print(line)", "",
    ])


def document(n_sections):
    rng = random.Random(7)
    return "Generated manual\n================\n\n" + "\n".join(section(rng, number) for number in range(n_sections))


def main(repeats):
    source = document(130)
    checksum = 0
    for _ in range(repeats):
        html = publish_string(source, writer_name="html5", settings_overrides={"report_level": 5, "embed_stylesheet": False, "stylesheet_path": ""})
        checksum = zlib.crc32(html, checksum)
    print(f"checksum {checksum:08x}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
