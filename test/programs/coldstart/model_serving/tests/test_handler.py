import random
import unittest

from handler import handler
from make_model import TOPICS, make_message


class HandlerTest(unittest.TestCase):
    def test_clear_messages_go_to_their_desks(self):
        messages = ["My PAYMENT was charged double, refund please", "parcel late and lost by courier", "crash and error after update"]
        desks = [desk for desk, _ in handler({"messages": messages})["desks"]]
        self.assertEqual(desks, ["billing", "delivery", "technical"])

    def test_unclear_messages_go_to_a_person(self):
        self.assertEqual(handler({"messages": ["hello"]})["desks"][0][0], "person")

    def test_an_audit_names_words_of_the_topics(self):
        rng = random.Random(3)
        topics = [rng.choice(sorted(TOPICS)) for _ in range(150)]
        messages = [make_message(rng, topic) for topic in topics]
        words = handler({"audit": {"messages": messages, "topics": topics}})["words"]
        telling = {word for words in TOPICS.values() for word in words}
        self.assertGreaterEqual(sum(word in telling for word, _ in words), 4)
