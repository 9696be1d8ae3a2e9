import unittest

from handler import handler


class HandlerTest(unittest.TestCase):
    def test_praise_is_positive_and_blame_negative(self):
        self.assertGreater(handler({"text": "The camera is great. I love it!"})["mood"], 0.4)
        self.assertLess(handler({"text": "The camera is awful. I hate it!"})["mood"], -0.4)

    def test_the_telling_sentence_is_the_strongest(self):
        text = "It came on a Monday. The support was horrible and rude. The box is brown."
        self.assertEqual(handler({"text": text})["sentence"], "The support was horrible and rude.")

    def test_words_and_pairs_are_counted_without_stop_words(self):
        result = handler({"text": "The battery died. The battery died again. The screen is fine."})
        self.assertEqual(result["words"][:2], [("battery", 2), ("died", 2)])
        self.assertEqual(result["pairs"][0], ("battery died", 2))

    def test_an_empty_review_is_refused(self):
        self.assertEqual(handler({"text": ""})["statusCode"], 400)
