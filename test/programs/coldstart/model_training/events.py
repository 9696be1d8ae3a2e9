"""Nightly trainings with the classifier that has been the default ever since."""


def make_event(rng):
    return {"shop": rng.choice(["north", "south", "online"]), "share": rng.choice([0.6, 0.7, 0.8]), "min_df": rng.choice([1, 2])}
