"""A web of pages in which some are linked to far more often than others."""

import random


def make_links(pages, links_per_page, seed):
    """Pairs of page names, from and to."""
    rng = random.Random(seed)
    for page in range(pages):
        for _ in range(links_per_page):
            target = min(int(rng.paretovariate(0.7)) - 1, pages - 1)
            if target != page:
                yield f"/page/{page}", f"/page/{target}"
