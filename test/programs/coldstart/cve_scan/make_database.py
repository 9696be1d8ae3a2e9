"""Makes vulnerabilities.csv: made-up vulnerable versions of products."""

import random
from pathlib import Path

from products import PRODUCTS


def main():
    rng = random.Random(19)
    rows = ["id,product,from,fixed,score"]
    for number in range(800):
        first = [rng.randrange(1, 4), rng.randrange(12), rng.randrange(10)]
        fixed = [first[0], first[1] + rng.randrange(4), rng.randrange(10, 20)]
        versions = ",".join(".".join(map(str, version)) for version in (first, fixed))
        rows.append(f"CVE-2023-{10_000 + number},{rng.choice(PRODUCTS)},{versions},{rng.randrange(20, 100) / 10}")
    (Path(__file__).parent / "vulnerabilities.csv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
