import unittest

from handler import handler
from roads import make_towns, possible_roads


def kruskal(count, roads, lengths):
    """The length of the minimum spanning tree, found another way."""
    group = list(range(count))
    total = 0.0
    for length, (one, other) in sorted(zip(lengths, roads)):
        if group[one] != group[other]:
            total += length
            old, new = group[one], group[other]
            group = [new if member == old else member for member in group]
    return total


class HandlerTest(unittest.TestCase):
    def test_the_tree_joins_all_towns_at_the_least_length(self):
        towns = make_towns(80, 3)
        roads, lengths = possible_roads(towns, 8)
        result = handler({"towns": 80, "reach": 8, "seed": 3})
        self.assertEqual(result["roads"], 79)
        self.assertAlmostEqual(result["kilometres"], kruskal(80, roads, lengths), places=2)
