import unittest

from candidates import CANDIDATES
from handler import handler


class HandlerTest(unittest.TestCase):
    def test_every_candidate_learns_more_than_guessing(self):
        for name in CANDIDATES:
            answer = handler({"shop": "north", "share": 0.7, "classifier": name})
            self.assertGreater(answer["score"], 0.65, name)

    def test_the_default_is_logistic_and_learns_words_of_praise(self):
        answer = handler({"shop": "online", "share": 0.8})
        self.assertEqual(answer, handler({"shop": "online", "share": 0.8, "classifier": "logistic"}))
        praise = set("great love perfect excellent fast friendly happy solid recommend lovely bright quick".split())
        self.assertGreaterEqual(len(praise & set(answer["words"])), 4)

    def test_unknown_classifiers_are_refused(self):
        self.assertEqual(handler({"shop": "north", "share": 0.7, "classifier": "oracle"})["statusCode"], 400)
