"""Files come in all day; one request in two hundred is for the text of a short one."""

import base64

from make_pdf import make_pdf

WORDS = "minutes of the council meeting on water roads schools budget and taxes were read approved by members present with no votes against".split()


def make_event(rng):
    wants_text = rng.random() < 0.005
    n_lines = rng.randrange(2, 8) if wants_text else rng.randrange(200, 600)
    lines = [" ".join(rng.choices(WORDS, k=10)) for _ in range(n_lines)]
    pdf = make_pdf(lines, f"Minutes {rng.randrange(1000)}", rng.choice(["Ann", "Bob (clerk)"]))
    return {"pdf": base64.b64encode(pdf).decode(), "want": "text" if wants_text else "catalogue"}
