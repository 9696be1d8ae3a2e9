"""Loads more than it uses."""

import slow_shelf
import crates
import xmlrpc.client


def ship(seconds):
    return crates.pack(seconds), slow_shelf


print(len(ship(0.4)))
