"""Browsers ask for the walks that the page offers: Gates', Yau's and Qi's."""


def make_event(rng):
    start = rng.randrange(0, 1200)
    method = rng.choices(["gates", "yau", "yau-bp", "qi"], [5, 3, 1, 1])[0]
    return {"gene": rng.choice(["opsin", "globin"]), "start": start, "stop": start + rng.randrange(300, 1200), "method": method}
