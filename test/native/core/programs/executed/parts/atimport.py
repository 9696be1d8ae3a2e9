def helper(value):
    return value * 2


VALUES = [helper(i) for i in range(100)]
