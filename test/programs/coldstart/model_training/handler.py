"""Trains a model of a shop's reviews that tells praise from blame, and answers what it learned."""

import csv
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer

from candidates import CANDIDATES

REVIEWS = Path(__file__).parent / "reviews.csv"


def read_reviews(shop):
    """Texts, and whether each is positive."""
    with open(REVIEWS, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["shop"] == shop]
    return [row["text"] for row in rows], [row["positive"] == "1" for row in rows]


def telling_words(vectorizer, classifier, count):
    """The words that speak most for praise; nothing for classifiers without a weight for each word."""
    if not hasattr(classifier, "coef_"):
        return []
    order = classifier.coef_[0].argsort()[::-1][:count]
    return vectorizer.get_feature_names_out()[order].tolist()


def handler(event, context=None):
    make = CANDIDATES.get(event.get("classifier", "logistic"))
    if make is None:
        return {"statusCode": 400, "error": f"there is no classifier {event['classifier']}"}
    texts, positive = read_reviews(event["shop"])
    n_training = int(len(texts) * event["share"])
    vectorizer = TfidfVectorizer(min_df=event.get("min_df", 2))
    classifier = make().fit(vectorizer.fit_transform(texts[:n_training]), positive[:n_training])
    score = classifier.score(vectorizer.transform(texts[n_training:]), positive[n_training:])
    return {"statusCode": 200, "score": round(score, 4), "words": telling_words(vectorizer, classifier, 5)}
