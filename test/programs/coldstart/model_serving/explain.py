"""Which words a set of messages is told apart by, for the monthly audit."""

from sklearn.inspection import permutation_importance


def important_words(model, messages, topics, count):
    """The words that the model would miss most, and what they are worth in accuracy."""
    vectorizer, classifier = model[0], model[-1]
    weights = vectorizer.transform(messages).toarray()
    importance = permutation_importance(classifier, weights, topics, n_repeats=5, random_state=0).importances_mean
    best = importance.argsort()[::-1][:count]
    words = vectorizer.get_feature_names_out()
    return [[words[place], round(float(importance[place]), 4)] for place in best]
