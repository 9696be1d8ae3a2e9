"""Works until it is interrupted."""


def step(value):
    return (value * 1103515245 + 12345) % 2147483648


def main():
    value = 1
    while True:
        value = step(value)


main()
