"""Sites of some hundred to a few thousand pages are ranked."""


def make_event(rng):
    return {"pages": rng.randrange(200, 1500), "links": rng.choice([3, 6]), "seed": rng.randrange(1000), "top": rng.choice([5, 10])}
