"""Makes model.pickle from made-up messages, with the pinned scikit-learn: `make_model.py`."""

import pickle
import random
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

TOPICS = {
    "billing": "invoice payment refund charged card bank double receipt price tax".split(),
    "delivery": "parcel late courier address lost tracking arrived damaged box week".split(),
    "technical": "error crash login password screen update install slow restart cable".split(),
}
PLAIN = "hello please the my i you was is and for thanks since yesterday order help can not with again".split()


def make_message(rng, topic):
    words = rng.choices(TOPICS[topic], k=rng.randrange(2, 6)) + rng.choices(PLAIN, k=rng.randrange(5, 20))
    rng.shuffle(words)
    return " ".join(words)


def main():
    rng = random.Random(17)
    topics = [rng.choice(sorted(TOPICS)) for _ in range(400)]
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=4.0)).fit([make_message(rng, topic) for topic in topics], topics)
    (Path(__file__).parent / "model.pickle").write_bytes(pickle.dumps(model))


if __name__ == "__main__":
    main()
