"""Twelve functions, and twelve lines of one loop, with known shares of the CPU time.

The shares run from about 1 % to about 20 %. `--what lines|functions`. Each visit of a line or function lasts 0.1 to 3 ms, so that
the clock reads between them take less than 1 % and stand on lines of their own.
"""

from time import thread_time_ns as now

from truthlog import Truth, arguments, spin, uneven

SCALE = 400
WEIGHTS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20)


def lines(truth, until_ns):
    """One loop body, twelve lines of different weight and content."""
    turns = [uneven(SCALE * weight, weight) for weight in WEIGHTS]
    turn = 0
    total = [0] * 12
    table = dict.fromkeys(range(64), 0)
    x = 1
    while True:
        turn = (turn + 1) % len(turns[0])
        r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12 = (ranges[turn] for ranges in turns)
        t0 = now()
        for i in r1: x = (x * 5 + i) & 4095  # @line01
        t1 = now()
        for i in r2: table[i & 63] = x  # @line02
        t2 = now()
        for i in r3: x = abs(i - x)  # @line03
        t3 = now()
        for i in r4: x = x ^ i  # @line04
        t4 = now()
        y = [i + x for i in r5]  # @line05
        t5 = now()
        for i in r6: x = i if i > x else x & i  # @line06
        t6 = now()
        for i in r7: x = (x >> 1) + i  # @line07
        t7 = now()
        y = {i & 255: x for i in r8}  # @line08
        t8 = now()
        for i in r9: x = (i, x)[0]  # @line09
        t9 = now()
        for i in r10: x = len(y) + i  # @line10
        t10 = now()
        for i in r11: x = -i  # @line11
        t11 = now()
        y = sum(i & x for i in r12)  # @line12
        t12 = now()
        ticks = (t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12)
        for index in range(12):
            total[index] += ticks[index + 1] - ticks[index]
        if sum(total) > until_ns:
            break
    for index in range(12):
        truth.add(f"line{index + 1:02}", cpu=total[index] / 1e9)


def triangle(n):
    total = 0
    for i in range(n):  # @f01
        total += i  # @f01
    return total  # @f01


def letters(n):
    out = []
    for i in range(n):  # @f02
        out.append(chr(97 + i % 26))  # @f02
    return "".join(out)  # @f02


def fill(n):
    table = {}
    for i in range(n):  # @f03
        table[i & 511] = i  # @f03
    return table  # @f03


def halve(n):
    steps = 0
    while steps < n:  # @f04
        steps += 1  # @f04
        if steps % 2:  # @f04
            steps += 0  # @f04
    return steps  # @f04


def pairs(n):
    return [(i, i + 1) for i in range(n)]  # @f05


def nested(n):
    def inner(i):
        return i * 2  # @f06

    total = 0
    for i in range(n):  # @f06
        total += inner(i)  # @f06
    return total  # @f06


def text(n):
    parts = ""
    for i in range(n):  # @f07
        parts = f"{i}:{i & 7}"  # @f07
    return parts  # @f07


def numbers(n):
    x = 0.5
    for _ in range(n):  # @f08
        x = x * 1.1 % 7.0  # @f08
    return x  # @f08


def generated(n):
    return sum(i for i in range(n) if i & 1)  # @f09


def slices(n):
    data = list(range(16))
    for i in range(n):  # @f10
        data[i & 7 : 9] = data[i & 7 : 9]  # @f10
    return data  # @f10


def guarded(n):
    count = 0
    for i in range(n):  # @f11
        try:  # @f11
            count += i  # @f11
        finally:
            count &= 65535  # @f11
    return count  # @f11


def unpacked(n):
    a, b = 0, 1
    for _ in range(n):  # @f12
        a, b = b, a + 1  # @f12
    return a  # @f12


FUNCTIONS = (triangle, letters, fill, halve, pairs, nested, text, numbers, generated, slices, guarded, unpacked)


def functions(truth, until_ns):
    """Twelve functions, each called once a round; what a function defines inside itself counts as its own."""
    sizes = [[len(visit) for visit in uneven(SCALE * weight, weight)] for weight in WEIGHTS]
    total = [0] * 12
    turn = 0
    while sum(total) < until_ns:
        turn = (turn + 1) % len(sizes[0])
        for index in range(12):
            begin = now()
            FUNCTIONS[index](sizes[index][turn])
            total[index] += now() - begin
    for index, function in enumerate(FUNCTIONS):
        truth.add(f"f{index + 1:02}", cpu=total[index] / 1e9)


def main():
    options = arguments(4.0, what=(str, "lines"))
    truth = Truth(__file__)
    spin(20_000_000)
    {"lines": lines, "functions": functions}[options.what](truth, int(options.seconds * 1e9))
    truth.write(options.truth)


if __name__ == "__main__":
    main()
