"""Allocates the same outside of imports and, in the module "bulk", during one, in turns. argv: rounds."""
import sys

sys.path.insert(0, __file__.rpartition("/")[0] + "/importing")
rounds = int(sys.argv[1])


def outside():
    kept = []
    for i in range(2500):
        kept.append(bytes(367 + i % 128))
    return kept


# In turns, so that the pace of both is the same.
kept = []
for _ in range(rounds):
    kept.append(outside())
    sys.modules.pop("bulk", None)
    import bulk

    kept.append(bulk.kept)
