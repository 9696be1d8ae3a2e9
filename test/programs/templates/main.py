"""Renders pages with Jinja2, parses and queries them with lxml: `main.py [repeats]`, about a second each."""

import time

START = time.perf_counter()

import random
import sys
import zlib

from jinja2 import Environment
from lxml import etree, html

PAGE = """<html><head><title>{{ title|e }}</title></head><body>
{% macro price(amount) %}<td class="price">{{ "%.2f"|format(amount) }}</td>{% endmacro %}
<table>{% for row in rows if row.stock %}
<tr id="r{{ loop.index }}" class="{{ loop.cycle('odd', 'even') }}"><td>{{ row.name|title }}</td>{{ price(row.amount) }}
<td>{% for tag in row.tags|sort %}<a href="/tag/{{ tag|urlencode }}">{{ tag|upper }}</a>{% if not loop.last %}, {% endif %}{% endfor %}</td></tr>
{% endfor %}</table></body></html>"""

SHEET = etree.XML(
    '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
    '<xsl:template match="/"><names><xsl:for-each select="//tr"><xsl:sort select="td[1]"/>'
    '<n><xsl:value-of select="td[1]"/></n></xsl:for-each></names></xsl:template></xsl:stylesheet>'
)


def make_rows(rng, count):
    tags = [f"tag {number}" for number in range(30)]
    return [
        {"name": f"item {rng.randrange(10**6)}", "amount": rng.random() * 100, "stock": rng.randrange(10), "tags": rng.sample(tags, 5)}
        for _ in range(count)
    ]


def main(repeats):
    template = Environment(autoescape=True).from_string(PAGE)
    transform = etree.XSLT(SHEET)
    checksum = 0
    for seed in range(repeats * 16):
        rng = random.Random(seed)
        page = template.render(title=f"Page {seed} & more", rows=make_rows(rng, 900))
        tree = html.fromstring(page)
        total = sum(float(cell.text) for cell in tree.xpath('//td[@class="price"]'))
        links = {link.get("href") for link in tree.iter("a")}
        names = bytes(transform(tree))
        checksum = zlib.crc32(names + f"{total:.2f} {len(links)}".encode(), checksum)
    print(f"checksum {checksum:08x}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
