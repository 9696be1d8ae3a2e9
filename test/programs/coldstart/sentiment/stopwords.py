"""English words that say nothing about a review."""

STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be because been but by can could did do does for from had has have he her here "
    "him his how i if in into is it its just me more my no not of off on once only or our out over she so some than that the their "
    "them then there these they this to too up us very was we were what when where which who why will with would you your".split()
)
