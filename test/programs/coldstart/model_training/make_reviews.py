"""Makes reviews.csv: made-up reviews of three shops with their stars."""

import csv
import random
from pathlib import Path

GOOD = "great love perfect excellent fast friendly happy solid recommend lovely bright quick".split()
BAD = "awful broken slow rude refund cheap noisy late damaged useless disappointed worst".split()
PLAIN = "the phone screen battery order box delivery shop camera week price colour case cable support came was with and for".split()


def main():
    rng = random.Random(13)
    with open(Path(__file__).parent / "reviews.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["shop", "positive", "text"])
        for place in range(450):
            positive = rng.random() < 0.55
            telling = rng.choices(GOOD if positive else BAD, k=rng.randrange(1, 4)) + rng.choices(GOOD + BAD, k=rng.randrange(2))
            words = telling + rng.choices(PLAIN, k=rng.randrange(6, 25))
            rng.shuffle(words)
            rows.writerow([("north", "south", "online")[place % 3], int(positive), " ".join(words)])


if __name__ == "__main__":
    main()
