"""Sends messages of customers to the right desk; once a month an auditor asks by which words."""

import pickle
from pathlib import Path

from explain import important_words

SURE = 0.5

with open(Path(__file__).parent / "model.pickle", "rb") as file:
    model = pickle.load(file)


def route(messages):
    """A desk for each message, `person` where the model isn't sure."""
    for shares in model.predict_proba([message.lower() for message in messages]):
        best = shares.argmax()
        yield [str(model.classes_[best]) if shares[best] >= SURE else "person", round(float(shares[best]), 4)]


def handler(event, context=None):
    if "audit" in event:
        return {"words": important_words(model, event["audit"]["messages"], event["audit"]["topics"], 5)}
    return {"desks": list(route(event["messages"]))}
