"""Two functions with the same meaning, one calling a function in its loop, the other with that function written out.

`--split P` (5..95): the calling one gets about P % of the CPU time; what it really got is measured.
"""

from time import thread_time_ns as now

from truthlog import Truth, arguments, iterations_per_block, uneven


def scale(x, i):
    return (x * 31 + i) & 0xFFFF  # @calling @scale


def calling(turns):
    x = 1
    for i in turns:  # @calling
        x = scale(x, i)  # @calling
    return x  # @calling


def inlined(turns):
    x = 1
    for i in turns:  # @inlined
        x = (x * 31 + i) & 0xFFFF  # @inlined
    return x  # @inlined


def main():
    options = arguments(4.0, split=(int, 50))
    truth = Truth(__file__)
    calling_turns = uneven(iterations_per_block(calling, 50_000 * options.split), 1)
    inlined_turns = uneven(iterations_per_block(inlined, 50_000 * (100 - options.split)), 2)
    turn = 0
    spent = {"calling": 0, "inlined": 0}
    until = options.seconds * 1e9
    while spent["calling"] + spent["inlined"] < until:
        turn = (turn + 1) % len(calling_turns)
        begin = now()
        calling(calling_turns[turn])
        middle = now()
        inlined(inlined_turns[turn])
        spent["inlined"] += now() - middle
        spent["calling"] += middle - begin
    for name, ns in spent.items():
        truth.add(name, cpu=ns / 1e9)
    truth.write(options.truth)


if __name__ == "__main__":
    main()
