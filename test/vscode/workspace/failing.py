"""Works for a while, then ends by an exception."""


def work(count):
    return sum(number * number for number in range(count))


work(6_000_000)
raise SystemExit(3)
