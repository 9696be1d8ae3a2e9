import random
import unittest

from events import make_log
from handler import handler, read_log, recent


class HandlerTest(unittest.TestCase):
    def setUp(self):
        recent.clear()

    def test_a_reading_that_stands_out_is_an_alarm(self):
        answer = handler({"sensor": "a", "smoke": [0.02, 0.021, 0.019, 0.02, 0.021, 0.09, 0.02]})
        self.assertEqual(answer["alarms"], [5])

    def test_the_window_lasts_over_messages(self):
        handler({"sensor": "a", "smoke": [0.02, 0.021, 0.019, 0.02, 0.021]})
        self.assertEqual(handler({"sensor": "a", "smoke": [0.09]})["alarms"], [0])
        self.assertEqual(handler({"sensor": "b", "smoke": [0.09]})["alarms"], [])

    def test_a_log_counts_like_its_readings(self):
        log = make_log(random.Random(2), 80)
        from_log = handler({"sensor": "a", "log": log})
        from_readings = handler({"sensor": "b", "smoke": read_log(log)})
        self.assertEqual(len(read_log(log)), 80)
        self.assertEqual({**from_log, "sensor": "b"}, from_readings)
