"""A program with one line of each kind, to see what Heatline shows of it: choose "Profile This File" from this file's menu."""

import hashlib
import random
import time


def make_words(count):
    """Python: the loop and the arithmetic are the interpreter's own work."""
    words = []
    for number in range(count):
        words.append(f"{number * 7919 % 10007:05d}")
    return words


def count_words(words):
    """Python with short calls: most of it is looking things up."""
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def rank(counts):
    """Native: sorting happens in C, called from one line."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def fingerprint(words):
    """Native: hashing does not hold the interpreter."""
    return hashlib.sha256("".join(words).encode() * 40).hexdigest()


def ask_a_slow_service():
    """Waiting: no time on the processor at all."""
    time.sleep(0.05)


def read_noise():
    """Kernel: the operating system makes the bytes."""
    with open("/dev/urandom", "rb", buffering=0) as noise:
        return len(noise.read(1 << 23))


if __name__ == "__main__":
    random.seed(1)
    for _ in range(20):
        words = make_words(30_000)
        ranked = rank(count_words(words))
        fingerprint(words)
        ask_a_slow_service()
        read_noise()
    print(f"{len(ranked)} different words, the most frequent is {ranked[0][0]}")
