"""How customers feel: the mood of a review, its most telling sentence, and the words and pairs of words that it turns on."""

import nltk
from nltk.tokenize.punkt import PunktSentenceTokenizer
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from stopwords import STOP_WORDS

analyzer = SentimentIntensityAnalyzer()
split_sentences = PunktSentenceTokenizer().tokenize
split_words = nltk.tokenize.TreebankWordTokenizer().tokenize


def key_words(sentences, count):
    """The most frequent words and pairs of words, without those that say nothing."""
    words = [word.lower() for sentence in sentences for word in split_words(sentence)]
    words = [word for word in words if word.isalpha() and word not in STOP_WORDS]
    frequent = nltk.FreqDist(words).most_common(count)
    pairs = nltk.FreqDist(" ".join(pair) for pair in nltk.bigrams(words)).most_common(count)
    return sorted(frequent, key=by_count), sorted(pairs, key=by_count)


def by_count(entry):
    return -entry[1], entry[0]


def handler(event, context=None):
    sentences = split_sentences(event["text"])
    moods = [analyzer.polarity_scores(sentence)["compound"] for sentence in sentences]
    if not moods:
        return {"statusCode": 400, "error": "the review is empty"}
    words, pairs = key_words(sentences, 5)
    mood = sum(moods) / len(moods)
    telling = max(range(len(moods)), key=lambda place: abs(moods[place]))
    return {"mood": round(mood, 4), "sentence": sentences[telling], "words": words, "pairs": pairs}
