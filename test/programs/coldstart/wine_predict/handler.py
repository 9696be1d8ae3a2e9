"""Grades wines by their chemistry: one from a form, or a cellar's list as an uploaded CSV file."""

import io
import pickle
from pathlib import Path

import pandas as pd
from scipy import stats

FEATURES = ["acidity", "sugar", "alcohol", "sulphates", "ph"]
MEAN_GRADE, SPREAD_OF_GRADES = 5.6, 0.8

with open(Path(__file__).parent / "model.pickle", "rb") as file:
    model = pickle.load(file)


def grade(wines):
    """For each wine its grade, how sure that is, and the share of all wines that are worse."""
    grades, deviations = model.predict(wines, return_std=True)
    worse = stats.norm.cdf(grades, MEAN_GRADE, SPREAD_OF_GRADES)
    return [[round(float(value), 2) for value in row] for row in zip(grades, deviations, worse)]


def read_list(text):
    """The features of each wine of a CSV file, which may have columns of its own besides."""
    return pd.read_csv(io.StringIO(text))[FEATURES].to_numpy()


def handler(event, context=None):
    if "list" in event:
        grades = grade(read_list(event["list"]))
        return {"grades": grades, "best": max(range(len(grades)), key=lambda place: grades[place][0])}
    return {"grades": grade([[float(event["wine"][name]) for name in FEATURES]])}
