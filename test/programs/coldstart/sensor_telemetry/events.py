"""Sensors send their readings of a minute; one message in three hundred is the log file of a sensor that was offline."""


def make_readings(rng, count):
    return [round(0.08 if rng.random() < 0.005 else abs(rng.gauss(0.02, 0.004)), 5) for _ in range(count)]


def make_log(rng, count):
    lines = ["ts,co,humidity,light,smoke,temp"]
    for place, smoke in enumerate(make_readings(rng, count)):
        lines.append(f"{1_594_512_094 + 5 * place},{rng.uniform(0, 0.01):.6f},{rng.uniform(40, 80):.1f},{rng.random() < 0.3},{smoke},{rng.uniform(18, 28):.1f}")
    return "\n".join(lines)


def make_event(rng):
    sensor = f"hall-{rng.randrange(6)}"
    if rng.random() < 1 / 300:
        return {"sensor": sensor, "log": make_log(rng, rng.randrange(50, 200))}
    return {"sensor": sensor, "smoke": make_readings(rng, rng.choice([12, 30, 60]))}
