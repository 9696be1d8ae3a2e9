"""People look themselves up in networks of some thousand."""


def make_event(rng):
    people = rng.randrange(500, 3000)
    return {"people": people, "acquaintances": rng.choice([3, 5, 10]), "person": rng.randrange(people), "seed": rng.randrange(1000)}
