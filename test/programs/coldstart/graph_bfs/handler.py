"""Who is how far from whom in a social network: breadth-first search in a scale-free graph."""

import random

import igraph


def make_network(people, acquaintances, seed):
    """igraph draws from Python's random numbers."""
    random.seed(seed)
    return igraph.Graph.Barabasi(people, acquaintances)


def handler(event, context=None):
    network = make_network(event["people"], event["acquaintances"], event["seed"])
    order, layer_starts, parents = network.bfs(event["person"])
    rings = [stop - start for start, stop in zip(layer_starts, layer_starts[1:])]
    return {"rings": rings, "farthest": order[-1], "introduced_by": parents[order[-1]]}
