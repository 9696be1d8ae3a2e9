import unittest

from handler import handler, read_gene


class HandlerTest(unittest.TestCase):
    def test_gates_walk_turns_once_for_each_base(self):
        result = handler({"gene": "opsin", "start": 0, "stop": 40, "method": "gates"})
        self.assertEqual(result["bases"], 40)
        self.assertEqual(len(result["x"]), 41)
        ends = result["x"][-1], result["y"][-1]
        bases = read_gene("opsin")[:40]
        self.assertEqual(ends, (bases.count("G") - bases.count("C"), bases.count("T") - bases.count("A")))

    def test_squiggle_has_two_points_for_each_base(self):
        result = handler({"gene": "globin", "start": 0, "stop": 4, "method": "squiggle"})
        self.assertEqual(result["x"], [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4])

    def test_long_walks_are_thinned_out(self):
        self.assertLessEqual(len(handler({"gene": "opsin", "method": "qi"})["x"]), 400)

    def test_an_empty_range_is_refused(self):
        self.assertEqual(handler({"gene": "opsin", "start": 9000, "method": "yau"})["statusCode"], 400)
