"""Towns on a map and the roads that could be built between near ones."""

import math
import random


def make_towns(count, seed):
    """Places in kilometres."""
    rng = random.Random(seed)
    return [(rng.uniform(0, 200), rng.uniform(0, 200)) for _ in range(count)]


def possible_roads(towns, reach):
    """Each town with the next `reach` ones in order of their distance from the west, and the lengths in kilometres."""
    order = sorted(range(len(towns)), key=lambda town: towns[town])
    roads, lengths = [], []
    for place, town in enumerate(order):
        for other in order[place + 1 : place + 1 + reach]:
            roads.append((town, other))
            lengths.append(math.dist(towns[town], towns[other]))
    return roads, lengths
