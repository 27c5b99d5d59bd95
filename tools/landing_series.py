"""The distribution of a large sum: a Fourier series, read on a lattice.

The characteristic function of a sum of independent amounts is the product of theirs, so that a
sum of thousands is made without going through its outcomes:

    φ(t) = mean over the common factor's places of  Π (1 + chance · (exp(i·t·amount) − 1))

- Small deals (|t · amount| ≤ 1/2) enter by the sums of their first six cumulants: the remainder is
  below 1e-6 for each, where the whole product is no longer near 1.
- Amounts that are multiples of one coarse unit make a lattice of their own: its probabilities are
  exact, but for the window's 1e-9.
- Other sums are smoothed with a Kaiser kernel, which ends at four fifths of the precision to each
  side, and read on a lattice of a fifth of it. So an amount is off by less than the precision, a
  probability by less than 1e-5 beside that. What no deal or all deals won make is kept as it is.
- Where the function has died down, over a third of the way so far, the series ends.
- The window that is looked at holds all but 1e-9 of each place (Bernstein's inequality).
"""

from __future__ import annotations

import cmath
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from operator import mul, sub

from .common_factor import REACH, Factor
from .landing_curve import Curve
from .landing_lattice import coarse_unit

_BETA = 12.0  # of the Kaiser kernel: what it lets through beyond its band is below 2e-4
_KERNEL, _LATTICE = 0.8, 0.2  # what each may take of the precision
_DEAD = 1e-7  # a characteristic function below this says nothing any more
_LEAST = 12  # so many terms are looked at before it is taken for dead
_SMALL, _SMALL_DEAD = 0.5, 2.0  # where the function has died down, only that is asked
_LOG_TAIL = math.log(1e9)
_FACTORIALS = (1, 2, 6, 24, 120, 720)
_FINEST = 24  # the most places for each standard deviation of the common factor


def expand_sum(
    deals: Sequence[tuple[float, float]],
    others: Sequence[Sequence[float]],
    factor: Factor,
    error: float,
) -> Curve:
    """Return the distribution of the sum of deals and others.

    :param deals: amounts other than zero and chances above 0 and below 1
    :param others: lists of equally likely amounts, each of two or more
    :param factor: places that are enough where the deals move little with it
    :param error: how far an amount may be off, see above
    """
    characteristic = _Characteristic(deals, others, factor)
    unit = coarse_unit(deals, others, error)
    if unit:
        return _read_lattice(characteristic, unit)
    return _read_smooth(characteristic, error)


class _Characteristic:
    """The characteristic function of the sum, term by term.

    Deals are sorted into groups by the power of two that their amount is below. A group is small
    at first, and taken deal by deal once t has grown.
    """

    def __init__(self, deals, others, factor):
        self.others = others
        self.amounts = [amount for amount, _chance in deals]
        self._chances = [chance for _amount, chance in deals]
        self._factor = self._fine = factor
        self._at = factor.conditionals(self._chances)
        if factor.spread and (steps := self._count_steps()):
            self._factor, self._fine = (
                factor.lay_evenly(1),
                factor.lay_evenly(steps),
            )
            self._at = self._factor.conditionals(self._chances)
        self._groups = self._group()
        self.low, self.high = self._find_window()
        self._small: dict[int, list[list[float]]] = {}
        self._direct: list[float] = []
        self._turns: list[complex] = []
        self._points: list[complex] = []
        self._direct_at: list[list[float]] = []

    def _count_steps(self):
        """Return how many places a standard deviation of the factor needs, 0 for those there are.

        What a deal adds at neighbouring places must lie nearer than the sum scatters at each. That
        must be so beside large deals too: so a few of the largest are left away in turn.
        """
        order = sorted(range(len(self.amounts)), key=lambda index: -abs(self.amounts[index]))
        outside = sum(map(_variance, self.others))
        ratio = 0.0
        for left in (0, 1, 2, 4, 8, 16):
            if left > len(order) / 2:
                break
            means, variances = self._moments(order[left:])
            outer = _variance_of(means, self._factor.weights)
            inner = self._factor.mean(variances) + outside
            ratio = max(ratio, outer / max(inner, outer / _FINEST**2, 1e-300))
        return min(_FINEST, math.ceil(math.sqrt(1 + ratio))) if ratio > 0.5 else 0

    def _moments(self, indexes):
        """Return mean and variance of some deals together at each place."""
        amounts = [self.amounts[index] for index in indexes]
        squares = list(map(mul, amounts, amounts))
        means, variances = [], []
        for at in self._at:
            chances = [at[index] for index in indexes]
            means.append(sum(map(mul, amounts, chances)))
            second = sum(map(mul, squares, chances))
            variances.append(second - sum(map(mul, squares, map(mul, chances, chances))))
        return means, variances

    def _group(self):
        """Return ``{power of two: indexes of deals}``."""
        groups = defaultdict(list)
        for index, amount in enumerate(self.amounts):
            groups[math.frexp(amount)[1]].append(index)
        return groups

    def _find_window(self):
        """Return amounts that the sum lies between, but for 1e-9 of each place."""
        means, variances = self._moments(range(len(self.amounts)))
        largest = max(map(abs, self.amounts), default=0.0)
        part = largest * _LOG_TAIL / 3
        tails = [part + math.sqrt(part * part + 2 * _LOG_TAIL * variance) for variance in variances]
        low = min(map(sub, means, tails))
        high = max(mean + tail for mean, tail in zip(means, tails, strict=True))
        low = max(low, sum(amount for amount in self.amounts if amount < 0))
        high = min(high, sum(amount for amount in self.amounts if amount > 0))
        low += sum(map(min, self.others))
        return low, high + sum(map(max, self.others))

    def extremes(self) -> list[tuple[float, float]]:
        """Return what no deal won and all deals won make, with their probabilities."""
        if self.others:
            return []
        none = self._factor.mean([math.prod([1 - one for one in at]) for at in self._at])
        everything = self._factor.mean([math.prod(at) for at in self._at])
        found = [(0.0, none), (math.fsum(self.amounts), everything)]
        return [(amount, share) for amount, share in found if share > _DEAD]

    def terms(self, length: float, count: int, weigh: Callable[[float, complex], complex]):
        """Return the terms of a series over a length, until they have died down.

        :param count: the most terms
        :param weigh: makes a term of t and the characteristic function there
        """
        step = 2 * math.pi / length
        likely = [Counter(other) for other in self.others]
        spins = [[cmath.rect(1, step * one) for one in other] for other in likely]
        turns = [
            [complex(count / counts.total()) for count in counts.values()] for counts in likely
        ]
        waiting = sorted(self._groups)
        found: list[complex] = []
        alive = 0
        for index in range(1, count + 1):
            t = index * step
            limit = _SMALL_DEAD if alive < index - 1 else _SMALL
            if index == 1 or (waiting and math.ldexp(1.0, waiting[-1]) * t > limit):
                small = self._part(waiting, t, step)
            else:
                self._points = list(map(mul, self._points, self._turns))
            value = self._product(t, small)
            for place, spin in enumerate(spins):
                turns[place] = list(map(mul, turns[place], spin))
                value *= sum(turns[place])
            found.append(weigh(t, value))
            if abs(found[-1]) > _DEAD:
                alive = index
            elif index > alive * 4 / 3 + _LEAST:
                return found[:alive]
        return found

    def _part(self, waiting, t, step):
        """Take the deals that are no longer small one by one; return cumulants of the others."""
        while waiting and math.ldexp(1.0, waiting[-1]) * t > _SMALL:
            indexes = self._groups[waiting.pop()]
            chances = [self._chances[index] for index in indexes]
            at = self._fine.conditionals(chances)
            self._direct += [self.amounts[index] for index in indexes]
            self._direct_at = [
                known + new
                for known, new in zip(self._direct_at or [[]] * len(at), at, strict=True)
            ]
        self._turns = [cmath.rect(1, step * amount) for amount in self._direct]
        self._points = [cmath.rect(1, t * amount) for amount in self._direct]
        return self._sum_up(waiting) if waiting else None

    def _sum_up(self, waiting):
        """Return the cumulants of all deals that are still small, at the fine places."""
        for power in waiting:
            if power not in self._small:
                self._small[power] = self._cumulants(self._groups[power])
        coarse = [
            [sum(values) for values in zip(*rows, strict=True)]
            for rows in zip(*(self._small[power] for power in waiting), strict=True)
        ]
        return self._lay_between(coarse)

    def _cumulants(self, indexes):
        """Return the first six cumulants of a sum of deals at each place, divided by factorials."""
        amounts = [self.amounts[index] for index in indexes]
        powers = [amounts]
        for _order in range(5):
            powers.append(list(map(mul, powers[-1], amounts)))
        coarse = []
        for at in self._at:
            won = [at[index] for index in indexes]
            both = [chance - chance * chance for chance in won]
            odd = [1 - 2 * chance for chance in won]
            shapes = (
                won,
                both,
                map(mul, both, odd),
                [one - 6 * one * one for one in both],
                [one * twist * (1 - 12 * one) for one, twist in zip(both, odd, strict=True)],
                [one * (1 - 30 * one + 120 * one * one) for one in both],
            )
            coarse.append(
                [
                    sum(map(mul, power, shape)) / whole
                    for power, shape, whole in zip(powers, shapes, _FACTORIALS, strict=True)
                ]
            )
        return coarse

    def _lay_between(self, coarse):
        """Return at the fine places what is known at the coarse ones: the polynomial through it."""
        if self._fine is self._factor:
            return coarse
        columns = list(zip(*coarse, strict=True))
        return [
            [sum(map(mul, shares, column)) for column in columns]
            for shares in map(_polynomial, self._fine.places)
        ]

    def _product(self, t, small):
        """Return the characteristic function of all deals at t."""
        points = [point - 1 for point in self._points]
        value = 0j
        for place, weight in enumerate(self._fine.weights):
            part = complex(weight)
            if points:
                chances = self._direct_at[place]
                part *= math.prod(
                    [1 + chance * point for chance, point in zip(chances, points, strict=True)]
                )
            if small:
                one, two, three, four, five, six = small[place]
                square = t * t
                part *= cmath.rect(
                    math.exp(square * (-two + square * (four - square * six))),
                    t * (one + square * (-three + square * five)),
                )
            value += part
        return value


def _read_lattice(characteristic: _Characteristic, unit: float) -> Curve:
    """Return the probabilities of the multiples of a unit: exact, see above."""
    first = math.floor(characteristic.low / unit) - 1
    cells = _power_of_two(math.ceil(characteristic.high / unit) - first + 2)
    start = first * unit
    terms = characteristic.terms(
        cells * unit, cells // 2, lambda t, value: value * cmath.rect(1, -t * start)
    )
    known = [0j] * cells
    known[0] = complex(0.5)
    known[1 : len(terms) + 1] = terms
    known[cells // 2] /= 2  # it is its own mirror image
    shares = [max(0.0, value.real * 2 / cells) for value in _transform(known)]
    below = list(accumulate(shares, initial=0.0))
    whole = below[-1]
    below = [value / whole for value in below]
    return Curve([(first + cell) * unit for cell in range(cells)], below[:-1], below[1:])


def _read_smooth(characteristic: _Characteristic, error: float) -> Curve:
    """Return the smoothed distribution, with what no deal and all deals won make as steps."""
    width = _KERNEL * error
    start = characteristic.low - 1.01 * width
    length = characteristic.high + 1.01 * width - start
    steps = characteristic.extremes()

    def weigh(t, value):
        value -= sum(share * cmath.rect(1, t * amount) for amount, share in steps)
        return value * cmath.rect(_kernel(width * t), -t * start) / t

    count = math.ceil(_BETA * length / (2 * math.pi * width))
    scale = length / (2 * math.pi)  # terms are divided by t, and looked at as if by their number
    terms = characteristic.terms(length, count, lambda t, value: weigh(t, value) / scale)
    cells = _power_of_two(min(max(256, 16 * len(terms)), math.ceil(length / (_LATTICE * error))))
    known = [0j] * cells
    for number, term in enumerate(terms, 1):
        known[number % cells] += term * 1j / (2 * math.pi)
    values = _transform(known)
    whole = 1 - sum(share for _amount, share in steps)
    within = [
        whole * cell / cells + 2 * (value.real - values[0].real)
        for cell, value in enumerate(values)
    ]
    within = list(accumulate([min(max(value, 0.0), whole) for value in within], max))
    amounts = [start + length * cell / cells for cell in range(cells + 1)]
    return _add_steps(amounts, [*within, whole], steps)


def _add_steps(amounts, within, steps) -> Curve:
    """Return a smooth distribution with steps in it."""
    smooth = Curve(amounts, within, within)
    whole = within[-1]
    points = sorted({*amounts, *(amount for amount, _share in steps)})
    below = [
        min(whole, max(0.0, 1 - smooth.chance(point)))
        + sum(share for amount, share in steps if amount < point)
        for point in points
    ]
    within = [
        value + sum(share for amount, share in steps if amount == point)
        for point, value in zip(points, below, strict=True)
    ]
    return Curve(points, below, within)


def _kernel(angle: float) -> float:
    """Return the Kaiser kernel's own characteristic function, 1 at 0."""
    inside = math.sqrt(max(0.0, _BETA * _BETA - angle * angle))
    return (math.sinh(inside) / inside if inside else 1.0) * _BETA / math.sinh(_BETA)


def _variance(amounts: Sequence[float]) -> float:
    return _variance_of(amounts, [1 / len(amounts)] * len(amounts))


def _variance_of(values: Sequence[float], weights: Sequence[float]) -> float:
    mean = sum(map(mul, values, weights))
    return sum(weight * (value - mean) ** 2 for value, weight in zip(values, weights, strict=True))


@cache
def _polynomial(place: float) -> tuple[float, ...]:
    """Return what the coarse places weigh in the polynomial through them, at any place."""
    known = range(-REACH, REACH + 1)
    return tuple(
        math.prod((place - other) / (one - other) for other in known if other != one)
        for one in known
    )


def _power_of_two(least: int) -> int:
    return 1 << max(3, (least - 1).bit_length())


def _transform(values: list[complex]) -> list[complex]:
    """Return the discrete Fourier transform of a power of two of values."""
    count = len(values)
    if count == 1:
        return values
    even, odd = _transform(values[::2]), _transform(values[1::2])
    turned = list(map(mul, _turns(count), odd))
    return [*map(complex.__add__, even, turned), *map(complex.__sub__, even, turned)]


@cache
def _turns(count: int) -> tuple[complex, ...]:
    return tuple(cmath.rect(1, -2 * math.pi * index / count) for index in range(count // 2))
