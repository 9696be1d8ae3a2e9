"""For pytest, also in several processes: one test fails on purpose."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from work import work


@pytest.mark.parametrize("k", range(12))
def test_work(k):
    assert work(300_000) > 0


def test_that_fails():
    assert work(10) == 0
