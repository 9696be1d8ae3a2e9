"""Messages come one by one or in the batches of a mailbox. The audit isn't due."""

WORDS = (
    "hello please the my i you was is and for thanks since yesterday order help can not with again invoice payment refund charged card "
    "bank receipt parcel late courier address lost tracking damaged error crash login password screen update slow restart"
).split()


def make_event(rng):
    count = 1 if rng.random() < 0.7 else rng.randrange(5, 30)
    return {"messages": [" ".join(rng.choices(WORDS, k=rng.randrange(4, 30))) for _ in range(count)]}
