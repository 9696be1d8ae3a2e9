"""Works for a while, then raises."""


def work(count):
    return sum(number * number for number in range(count))


def divide(number):
    return number / 0


divide(work(6_000_000))
