"""Learns what makes a wine good from a region's tastings, and says how good the new model is."""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.ensemble import RandomForestRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer

TASTINGS = Path(__file__).parent / "tastings.csv"


def read_tastings(region):
    """Features and qualities, one row for each tasting that nothing is missing in."""
    table = pd.read_csv(TASTINGS, sep=";", na_values="?").dropna()
    table = table[table["region"] == region]
    return table.drop(columns=["region", "quality"]).to_numpy(), table["quality"].to_numpy()


def split(count, seed):
    """Which tastings are for training; the others are for the test."""
    return np.random.RandomState(seed).rand(count) <= 0.8


def handler(event, context=None):
    features, quality = read_tastings(event["region"])
    chosen = split(len(quality), event["seed"])
    forest = RandomForestRegressor(n_estimators=event.get("trees", 10), random_state=event["seed"])
    model = make_pipeline(PowerTransformer(), forest).fit(features[chosen], quality[chosen])
    predicted = model.predict(features[~chosen])
    error = np.abs(predicted - quality[~chosen]).mean()
    rank = stats.spearmanr(predicted, quality[~chosen]).statistic
    weights = np.round(forest.feature_importances_, 4).tolist()
    return {"tastings": len(quality), "error": round(float(error), 4), "rank": round(float(rank), 4), "weights": weights}
