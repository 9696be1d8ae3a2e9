"""The most important pages of a site by PageRank."""

import igraph

from links import make_links


def handler(event, context=None):
    graph = igraph.Graph.TupleList(make_links(event["pages"], event["links"], event["seed"]), directed=True)
    ranks = graph.pagerank(damping=event.get("damping", 0.85))
    best = sorted(zip(ranks, graph.vs["name"]), reverse=True)[: event.get("top", 5)]
    return {"pages": graph.vcount(), "best": [[name, round(rank, 6)] for rank, name in best]}
