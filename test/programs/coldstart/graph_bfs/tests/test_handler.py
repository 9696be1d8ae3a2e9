import unittest

from handler import handler, make_network


class HandlerTest(unittest.TestCase):
    event = {"people": 600, "acquaintances": 3, "person": 17, "seed": 4}

    def test_everybody_is_in_one_ring(self):
        rings = handler(self.event)["rings"]
        self.assertEqual(rings[0], 1)
        self.assertEqual(sum(rings), 600)

    def test_the_first_ring_are_the_neighbours(self):
        network = make_network(600, 3, 4)
        self.assertEqual(handler(self.event)["rings"][1], len(set(network.neighbors(17))))

    def test_a_seed_names_a_network(self):
        self.assertEqual(handler(self.event), handler(self.event))
        self.assertNotEqual(handler(self.event), handler({**self.event, "seed": 5}))
