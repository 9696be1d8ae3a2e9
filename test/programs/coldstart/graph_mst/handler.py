"""Which roads join all towns at the least length: the minimum spanning tree."""

from igraph import Graph

from roads import make_towns, possible_roads


def handler(event, context=None):
    towns = make_towns(event["towns"], event["seed"])
    roads, lengths = possible_roads(towns, event["reach"])
    chosen = Graph(len(towns), roads).spanning_tree(weights=lengths, return_tree=False)
    built = sorted((lengths[road] for road in chosen), reverse=True)
    return {"roads": len(built), "kilometres": round(sum(built), 3), "longest": [round(length, 3) for length in built[:3]]}
