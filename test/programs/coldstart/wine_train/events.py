"""Regions train anew when their tastings have changed."""


def make_event(rng):
    return {"region": rng.choice(["north", "south", "coast"]), "seed": rng.randrange(100), "trees": rng.choice([20, 30])}
