"""Nearly all wines come from the form; one request in a thousand uploads a list."""


def make_wine(rng):
    return {
        "acidity": round(rng.uniform(4.5, 12), 1),
        "sugar": round(rng.uniform(0.9, 15), 1),
        "alcohol": round(rng.uniform(8.5, 14.5), 1),
        "sulphates": round(rng.uniform(0.3, 1.4), 2),
        "ph": round(rng.uniform(2.9, 3.9), 2),
    }


def make_list(rng):
    wines = [make_wine(rng) for _ in range(rng.randrange(5, 20))]
    lines = ["name," + ",".join(wines[0])]
    return "\n".join(lines + [f"wine {place}," + ",".join(map(str, wine.values())) for place, wine in enumerate(wines)])


def make_event(rng):
    return {"list": make_list(rng)} if rng.random() < 1 / 1000 else {"wine": make_wine(rng)}
