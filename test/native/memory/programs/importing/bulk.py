def during():
    kept = []
    for i in range(2500):
        kept.append(bytes(367 + i % 128))
    return kept


kept = during()
