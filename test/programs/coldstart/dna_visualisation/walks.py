"""DNA as lines in the plane: each function gives the x and the y coordinates of a walk along a sequence.

gates: M. A. Gates, J. Theor. Biol. 119 (1986). yau: S. S.-T. Yau et al., Nucleic Acids Res. 31 (2003), and a variant of one step to the right for
each base. qi: Z. Qi and X. Qi, Chem. Phys. Lett. 440 (2007), numbers of neighbouring pairs. squiggle: B. D. Lee, Bioinformatics 35 (2019), two points a base.
"""

import numpy as np
from tqdm import tqdm

SLOPE = 3**0.5 / 2
GATES = {"A": (0, -1), "C": (-1, 0), "G": (1, 0), "T": (0, 1)}
YAU = {"A": (0.5, -SLOPE), "C": (SLOPE, 0.5), "G": (SLOPE, -0.5), "T": (0.5, SLOPE)}
YAU_BY_BASE = {"A": (1, -1), "C": (1, 0.5), "G": (1, -0.5), "T": (1, 1)}
PAIRS = ["AG", "GA", "CT", "TC", "AC", "CA", "GT", "TG", "AT", "TA", "CG", "GC", "AA", "CC", "GG", "TT"]
# Up or down first, then where the second half of a base ends.
HALVES = {"A": (0.5, 0), "C": (-0.5, 0), "G": (0.5, 1), "T": (-0.5, -1)}


def steps(sequence, directions):
    """From the origin, one step a base."""
    x, y = [0], [0]
    for base in sequence:
        right, up = directions[base]
        x.append(x[-1] + right)
        y.append(y[-1] + up)
    return x, y


def gates(sequence):
    return steps(sequence, GATES)


def yau(sequence):
    return steps(sequence, YAU)


def yau_by_base(sequence):
    return steps(sequence, YAU_BY_BASE)


def qi(sequence):
    numbers = {pair: number for number, pair in enumerate(PAIRS)}
    pairs = [first + second for first, second in zip(sequence, sequence[1:])]
    return list(range(len(pairs))), [numbers[pair] for pair in pairs]


def squiggle(sequence):
    heights = [0]
    for base in sequence:
        half, whole = HALVES[base]
        heights += [heights[-1] + half, heights[-1] + whole]
    return np.linspace(0, len(sequence), len(heights)), heights


WALKS = {"gates": gates, "yau": yau, "yau-bp": yau_by_base, "qi": qi, "squiggle": squiggle}


def main(names):
    """On the command line: every walk of the sequences in files, with a bar for the patient."""
    for name in tqdm(names):
        with open(name) as file:
            sequence = "".join(line.strip() for line in file if not line.startswith(">"))
        for method, walk in WALKS.items():
            x, y = walk(sequence)
            print(name, method, len(x), x[-1], y[-1])


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
