"""Visitors want a price; the range is an offer to banks, none of which has signed yet."""


def make_event(rng):
    area = rng.uniform(35, 180)
    house = {"area": round(area), "rooms": max(1, round(area / 28)), "age": rng.randrange(80), "distance": round(rng.uniform(0.3, 25), 1)}
    return {"house": house}
