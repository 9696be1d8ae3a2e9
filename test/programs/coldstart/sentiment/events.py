"""Reviews of three to twelve sentences, made from parts."""

THINGS = "the screen|the battery|the keyboard|my order|the delivery|support|the packaging|this phone|the camera|the manual".split("|")
VERDICTS = (
    "is great|is really awful|works as described|broke after two days|could not be better|is slower than I had hoped|made my day|"
    "never arrived|is fine, nothing special|looks cheap but feels solid|is NOT worth the money!|exceeded my expectations :)"
).split("|")
LINKS = "Honestly,|After a week of use|For the price|Compared with the old one,|As my wife says,|To be fair,".split("|")


def make_event(rng):
    sentences = [f"{rng.choice(LINKS)} {rng.choice(THINGS)} {rng.choice(VERDICTS)}." for _ in range(rng.randrange(3, 13))]
    return {"text": " ".join(sentences)}
