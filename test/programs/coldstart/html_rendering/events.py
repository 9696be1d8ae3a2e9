"""Two receipts for each table."""


def make_event(rng):
    if rng.random() < 1 / 3:
        return {"page": "table", "title": "Numbers", "rows": rng.randrange(5, 60), "columns": rng.randrange(3, 12)}
    items = [{"name": f"thing {rng.randrange(100)} & more", "price": rng.randrange(100, 9000) / 100} for _ in range(rng.randrange(1, 30))]
    return {"page": "receipt", "title": "Receipt", "customer": rng.choice(["Ann", "Bob <b>", None]), "items": items}
