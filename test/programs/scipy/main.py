"""Smooths a noisy picture, fits its background and finds its spots with numpy and scipy: `main.py [repeats]`, about a second each."""

import time

START = time.perf_counter()

import sys

import numpy as np
from scipy import ndimage, optimize


def make_picture(seed, side=700):
    rng = np.random.RandomState(seed)
    y, x = np.mgrid[0:side, 0:side] / side
    picture = 3.0 * x + 1.5 * y * y + rng.normal(0.0, 0.05, (side, side))
    for row, column in rng.randint(20, side - 20, (60, 2)):
        picture[row - 3 : row + 4, column - 3 : column + 4] += 4.0
    return picture


def background(picture):
    """Least-squares plane plus square terms through every 8th pixel."""
    small = picture[::8, ::8]
    y, x = np.mgrid[0 : small.shape[0], 0 : small.shape[1]] / small.shape[0]

    def misfit(p):
        return (p[0] + p[1] * x + p[2] * y + p[3] * x * x + p[4] * y * y - small).ravel()

    return optimize.least_squares(misfit, np.zeros(5), loss="soft_l1").x


def spots(picture):
    smooth = ndimage.gaussian_filter(picture, 2.0)
    flat = smooth - ndimage.median_filter(smooth, size=9)
    labels, count = ndimage.label(flat > 0.3)
    return ndimage.center_of_mass(flat, labels, range(1, count + 1))


def main(repeats):
    found, fitted = 0, 0.0
    for seed in range(repeats):
        picture = make_picture(seed)
        fitted += float(np.sum(background(picture)))
        found += len(spots(picture))
    print(f"checksum {found} {fitted:.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
