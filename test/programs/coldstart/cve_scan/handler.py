"""Looks for known vulnerabilities in what is uploaded: mostly binaries, now and then a bill of materials in XML."""

import base64
import csv
import hashlib
from pathlib import Path

from binaries import find_products
from bom import read_components


def parse_version(text):
    return [int(part) for part in text.split(".")]


def read_database(path):
    """The known vulnerabilities of each product."""
    known = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            entry = {"id": row["id"], "score": float(row["score"]), "from": parse_version(row["from"]), "fixed": parse_version(row["fixed"])}
            known.setdefault(row["product"], []).append(entry)
    return known


database = read_database(Path(__file__).parent / "vulnerabilities.csv")


def vulnerabilities(product, version):
    """What is known of this version, worst first."""
    numbers = parse_version(version)
    known = [entry for entry in database.get(product, []) if entry["from"] <= numbers < entry["fixed"]]
    return sorted(known, key=lambda entry: (-entry["score"], entry["id"]))


def report(components):
    return [
        {"product": product, "version": version, "id": entry["id"], "score": entry["score"]}
        for product, version in components
        for entry in vulnerabilities(product, version)
    ]


def handler(event, context=None):
    if "bom" in event:
        components, problems = read_components(event["bom"])
        if problems:
            return {"statusCode": 422, "problems": problems}
        return {"statusCode": 200, "found": report(components)}
    data = base64.b64decode(event["binary"])
    return {"statusCode": 200, "sha256": hashlib.sha256(data).hexdigest(), "found": report(find_products(data))}
