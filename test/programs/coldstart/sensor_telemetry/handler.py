"""Watches smoke sensors: alarms on readings that stand out, and takes the log file of a sensor that was offline."""

import io
import statistics
from collections import deque

import pandas as pd

WINDOW = 30
LIMIT = 4.0
recent = {}


def stands_out(window, value):
    """Whether a reading is more than LIMIT deviations above those before it."""
    if len(window) < 5:
        return False
    return value > statistics.fmean(window) + LIMIT * max(statistics.pstdev(window), 1e-4)


def take_readings(sensor, values):
    """Adds readings to the sensor's window; answers which of them stand out."""
    window = recent.setdefault(sensor, deque(maxlen=WINDOW))
    alarms = []
    for place, value in enumerate(values):
        if stands_out(window, value):
            alarms.append(place)
        window.append(value)
    return alarms


def read_log(text):
    """The smoke column of a sensor's log file."""
    return pd.read_csv(io.StringIO(text))["smoke"].tolist()


def handler(event, context=None):
    values = read_log(event["log"]) if "log" in event else event["smoke"]
    alarms = take_readings(event["sensor"], values)
    window = recent[event["sensor"]]
    return {"sensor": event["sensor"], "alarms": alarms, "level": round(statistics.fmean(window), 5)}
