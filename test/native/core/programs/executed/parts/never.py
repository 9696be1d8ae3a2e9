def one():
    return 1


def two(value):
    return [one() for _ in range(value)]


class Three:
    def method(self):
        return self.other
