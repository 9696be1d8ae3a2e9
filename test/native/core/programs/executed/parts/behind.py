import functools


def decorated(function):
    @functools.wraps(function)
    def inner(*arguments):
        return function(*arguments)

    return inner


@decorated
def call():
    return [i + 1 for i in (1, 2)]
