import unittest

from handler import handler

HOUSE = {"area": 100, "rooms": 4, "age": 20, "distance": 5}


class HandlerTest(unittest.TestCase):
    def test_the_price_is_near_the_rule_that_made_the_sales(self):
        rule = 40_000 + 3_100 * 100 + 9_000 * 4 - 700 * 20 - 4_200 * 5
        self.assertAlmostEqual(handler({"house": HOUSE})["price"], rule, delta=15_000)

    def test_distance_lowers_the_price(self):
        self.assertLess(handler({"house": {**HOUSE, "distance": 15}})["price"], handler({"house": HOUSE})["price"])

    def test_the_range_of_95_percent_is_1_96_deviations_wide(self):
        answer = handler({"house": HOUSE, "confidence": 0.95})
        low, high = answer["range"]
        self.assertAlmostEqual(high - low, 2 * 1.95996 * answer["deviation"], delta=3)

    def test_no_range_without_a_confidence(self):
        self.assertNotIn("range", handler({"house": HOUSE}))
