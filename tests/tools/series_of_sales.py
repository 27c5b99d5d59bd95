"""Seeded series of monthly sales: customers who order now and then, seasons, growth, breaks."""

import math
import random


def make_series(length, seed, orders=6.0, spread=0.6, waves=0.3, growth=0.0, wander=0.02):
    """Return the amounts of so many months.

    :param orders: how many orders a month has on average
    :param spread: how unequal orders are: the standard deviation of their logarithm
    :param waves: how unequal the months of a year are
    :param growth: of a year, as a logarithm
    :param wander: how far the level moves by chance in a month, as a logarithm
    """
    chance = random.Random(seed)
    year = [max(1 + waves * chance.gauss(0, 1), 0.1) for _month in range(12)]
    level, series = 0.0, []
    for at in range(length):
        level += chance.gauss(growth / 12, wander)
        count = draw_count(chance, orders * math.exp(level) * year[at % 12])
        series.append(round(sum(math.exp(chance.gauss(5, spread)) for _order in range(count)), 2))
    return series


def draw_count(chance, mean):
    """Return how many of something happen that happens so often on average (Poisson)."""
    count, left = 0, chance.expovariate(1)
    while left < mean:
        count += 1
        left += chance.expovariate(1)
    return count
