"""Makes tastings.csv, made-up tastings of three regions."""

import random
from pathlib import Path

rng = random.Random(9)
rows = ["region;acidity;sugar;alcohol;sulphates;ph;quality"]
for place in range(450):
    acidity, sugar, alcohol = rng.gauss(8, 1.5), rng.lognormvariate(1, 0.6), rng.gauss(11, 1.2)
    sulphates, ph = rng.lognormvariate(-0.4, 0.3), rng.gauss(3.3, 0.15)
    quality = 5.5 + 0.5 * (alcohol - 11) + 1.5 * (sulphates - 0.7) - 0.1 * abs(acidity - 8) + rng.gauss(0, 0.3)
    missing = "?" if rng.random() < 0.02 else f"{ph:.2f}"
    region = ("north", "south", "coast")[place % 3]
    rows.append(f"{region};{acidity:.1f};{sugar:.1f};{alcohol:.1f};{sulphates:.2f};{missing};{quality:.1f}")
(Path(__file__).parent / "tastings.csv").write_text("\n".join(rows) + "\n")
