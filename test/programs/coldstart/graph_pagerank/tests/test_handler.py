import unittest

from handler import handler


class HandlerTest(unittest.TestCase):
    event = {"pages": 300, "links": 4, "seed": 2, "top": 300}

    def test_ranks_are_shares_in_falling_order(self):
        ranks = [rank for _, rank in handler(self.event)["best"]]
        self.assertAlmostEqual(sum(ranks), 1.0, places=3)
        self.assertEqual(ranks, sorted(ranks, reverse=True))

    def test_the_page_that_most_link_to_is_the_best(self):
        self.assertEqual(handler(self.event)["best"][0][0], "/page/0")
