import random
import unittest

from events import make_list
from handler import handler, read_list

WINE = {"acidity": 8, "sugar": 4, "alcohol": 12, "sulphates": 0.8, "ph": 3.4}


class HandlerTest(unittest.TestCase):
    def test_a_stronger_wine_is_better(self):
        [[strong, _, worse]] = handler({"wine": WINE})["grades"]
        [[weak, _, _]] = handler({"wine": {**WINE, "alcohol": 9.5}})["grades"]
        self.assertGreater(strong, weak + 0.5)
        self.assertTrue(0.5 < worse < 1)

    def test_a_list_is_graded_like_its_wines(self):
        columns = "name,ph,sulphates,alcohol,sugar,acidity"
        answer = handler({"list": f"{columns}\nweak,3.4,0.8,9.5,4,8\nstrong,3.4,0.8,12,4,8\n"})
        self.assertEqual(answer["grades"][1:], handler({"wine": WINE})["grades"])
        self.assertEqual(answer["best"], 1)

    def test_lists_of_the_mix_have_all_features(self):
        self.assertEqual(read_list(make_list(random.Random(1))).shape[1], 5)
