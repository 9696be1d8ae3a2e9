import unittest

from handler import handler, read_tastings, split


class HandlerTest(unittest.TestCase):
    def test_tastings_with_gaps_are_left_out(self):
        features, quality = read_tastings("north")
        self.assertEqual(features.shape, (len(quality), 5))
        self.assertTrue(100 < len(quality) < 150)

    def test_about_a_fifth_is_for_the_test(self):
        self.assertAlmostEqual(split(1000, 1).mean(), 0.8, delta=0.05)

    def test_alcohol_weighs_most_and_the_error_is_small(self):
        answer = handler({"region": "coast", "seed": 1, "trees": 20})
        self.assertEqual(answer["weights"].index(max(answer["weights"])), 2)
        self.assertLess(answer["error"], 0.6)
        self.assertGreater(answer["rank"], 0.5)

    def test_a_seed_names_a_model(self):
        event = {"region": "south", "seed": 3}
        self.assertEqual(handler(event), handler(event))
