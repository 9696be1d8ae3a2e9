"""Planners try regions of different sizes."""


def make_event(rng):
    return {"towns": rng.randrange(100, 600), "reach": rng.choice([8, 12]), "seed": rng.randrange(1000)}
