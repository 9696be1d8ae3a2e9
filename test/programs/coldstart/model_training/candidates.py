"""The classifiers that a training may ask for."""

from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import LinearSVC


def logistic():
    return LogisticRegression(C=4.0)


def forest():
    return RandomForestClassifier(n_estimators=30, random_state=0)


def boosting():
    return GradientBoostingClassifier(n_estimators=30, random_state=0)


def bayes():
    return ComplementNB()


def neighbours():
    return KNeighborsClassifier(n_neighbors=5)


def network():
    return MLPClassifier(hidden_layer_sizes=(16,), max_iter=60, random_state=0, tol=1e-2)


def support_vectors():
    return LinearSVC(random_state=0)


CANDIDATES = {
    "logistic": logistic,
    "forest": forest,
    "boosting": boosting,
    "bayes": bayes,
    "neighbours": neighbours,
    "network": network,
    "support vectors": support_vectors,
}
