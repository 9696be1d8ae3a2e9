"""Makes sales.csv, the made-up sales that prices are learned from."""

import random
from pathlib import Path

rng = random.Random(11)
rows = ["area,rooms,age,distance,price"]
for _ in range(120):
    area, age, distance = rng.uniform(35, 180), rng.uniform(0, 80), rng.uniform(0.3, 25)
    rooms = max(1, round(area / 28 + rng.uniform(-1, 1)))
    price = 40_000 + 3_100 * area + 9_000 * rooms - 700 * age - 4_200 * distance + rng.gauss(0, 18_000)
    rows.append(f"{area:.1f},{rooms},{age:.0f},{distance:.1f},{price:.0f}")
(Path(__file__).parent / "sales.csv").write_text("\n".join(rows) + "\n")
