"""What the periods of a plan are planned from: days of the past, and how they are mixed.

Pure functions, without database. A period draws on *parts*. A part stands for some days of the
plan, and is the weighted mean of what was sold in one or more spans of the past. A span counts
where it is *known*: it is over, and it lies not before the first sale there is. What is unknown is
nothing that was not sold: it is left out of means, and a part of which nothing is known is a gap,
which is named, and filled as one chooses.

All of it is linear: :func:`mix` returns what each period takes of each span, as exact fractions,
so that the sum of any rows is mixed as the rows are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .periods import Span, shift_spans
from .seasons import season_weights
from .spreading import Ratio

ONE_DAY = timedelta(days=1)
#: How gaps are filled: those still to come by the same days of an earlier year, all of them by the
#: mean of the other periods, or not at all: then what is there so far counts.
FILLINGS = ("earlier", "mean", "none")
_MONTHS = dict.fromkeys(range(1, 13), 1)


@dataclass(frozen=True, slots=True)
class Source:
    """A span of the past that a part draws on.

    :ivar span: its first and last day
    :ivar weight: what it weighs in the mean, positive
    :ivar group: spans of one group are told as one where they follow each other
    """

    span: Span
    weight: Fraction = Fraction(1)
    group: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Some days of a period, and what they are planned from.

    :ivar sources: the spans whose weighted mean it is
    :ivar months: how long it is, in months
    :ivar scale: what the mean is multiplied with
    :ivar is_earlier: whether its spans take the place of others that are not over
    """

    sources: tuple[Source, ...]
    months: Fraction
    scale: Fraction = Fraction(1)
    is_earlier: bool = False


Parts = list[tuple[Part, ...]]


@dataclass(frozen=True)
class Mixed:
    """What each period takes of each span.

    :ivar spans: the spans, each once, in order
    :ivar takes: for each period ``{index of a span: share}``, without shares of zero
    :ivar told: for each period ``{(reason, remedy), …}``; empty where its history is as asked for.
        Reasons: ``to_come`` (days are not over), ``before`` (days before the first sale),
        ``nothing`` (nothing was sold). Remedies: ``earlier`` (days of an earlier year), ``fewer``
        (the mean is of fewer years), ``mean`` (the mean of the other periods), ``so_far`` (what
        is there counts), ``empty`` (none)
    """

    spans: tuple[Span, ...]
    takes: tuple[Mapping[int, Fraction], ...]
    told: tuple[frozenset[tuple[str, str]], ...]


# Days ---------------------------------------------------------------------------


def last_full_month(today: date) -> date:
    """Return the last day of the month before a day's."""
    return today.replace(day=1) - ONE_DAY


def same_dates(spans: Iterable[Span], years: Sequence[tuple[int, Ratio]], until: date) -> Parts:
    """Return what periods are planned from: the same dates of earlier years.

    A period that is over in a part only, in one of the years, is cut in two there.

    :param spans: first and last day of each period
    :param years: ``(how many years earlier, weight)``; a weight of zero leaves a year out
    :param until: the last day that counts as over
    """
    used = [(back, Fraction(weight)) for back, weight in years if weight]
    ends = [_move_back(until + ONE_DAY, -back) for back, __ in used]
    return [
        _make_parts(
            (piece, [Source(_shift(piece, back), weight, back) for back, weight in used])
            for piece in _cut(span, ends)
        )
        for span in spans
    ]


def given_dates(spans: Iterable[Span], until: date) -> Parts:
    """Return what periods are planned from: days of the past, given for each of them."""
    return [
        _make_parts((piece, [Source(piece)]) for piece in _cut(span, [until + ONE_DAY]))
        for span in spans
    ]


def last_year(spans: Iterable[Span], until: date) -> Parts:
    """Return what periods are planned from: the twelve months up to a day, wherever they fall.

    Each day of a period takes the same day of the year that ends on ``until``.
    """
    parts = []
    for span in spans:
        years = range(span[0].year - until.year - 1, span[1].year - until.year + 2)
        ends = [_move_back(until + ONE_DAY, -back) for back in years]
        parts.append(
            _make_parts((piece, [Source(_into_year(piece, until))]) for piece in _cut(span, ends))
        )
    return parts


def last_months(spans: Iterable[Span], until: date, count: int) -> Parts:
    """Return what periods are planned from: the mean of the last months, times their own length.

    A part of a month is as much less as it has fewer days.

    :param until: the last day of the last of these months
    """
    months, last = [], until
    for __ in range(count):
        months.append((last.replace(day=1), last))
        last = last.replace(day=1) - ONE_DAY
    sources = tuple(Source(month) for month in reversed(months))
    spans = list(spans)
    lengths = season_weights(spans, _MONTHS)
    return [(Part(sources, length, length),) if length else () for length in lengths]


def take_earlier(parts: Parts, until: date) -> Parts:
    """Return parts of which those that are wholly to come take the same days of an earlier year.

    That is the last year, before all years asked for, in which they are over.
    """
    return [tuple(_take_earlier(part, until) for part in period) for period in parts]


def _take_earlier(part: Part, until: date) -> Part:
    if any(source.span[1] <= until for source in part.sources):
        return part
    first = min(part.sources, key=lambda source: source.span)
    span = _into_year(first.span, until)
    return Part((Source(span, group=first.group),), part.months, part.scale, True)


def _make_parts(pieces: Iterable[tuple[Span, list[Source]]]) -> tuple[Part, ...]:
    """Return a part for each piece; days that no year has, a leap day alone, make none."""
    parts = []
    for piece, sources in pieces:
        there = tuple(source for source in sources if source.span[0] <= source.span[1])
        if there:
            parts.append(Part(there, season_weights([piece], _MONTHS)[0]))
    return tuple(parts)


def _cut(span: Span, beginnings: Iterable[date]) -> list[Span]:
    """Cut a span before each of some days, in order."""
    pieces, first = [], span[0]
    for day in sorted(set(beginnings)):
        if first < day <= span[1]:
            pieces.append((first, day - ONE_DAY))
            first = day
    return [*pieces, (first, span[1])]


def _shift(span: Span, years_back: int) -> Span:
    return shift_spans([span], -years_back)[0]


def _into_year(span: Span, until: date) -> Span:
    """Move a span by whole years, to the last one in which it ends by a day."""
    back = span[1].year - until.year - 1
    while (moved := _shift(span, back))[1] > until:
        back += 1
    return moved


def _move_back(day: date, years: int) -> date:
    return shift_spans([(day, day)], -years)[0][0]


# Mixing -------------------------------------------------------------------------


def list_spans(parts: Parts) -> tuple[Span, ...]:
    """Return all spans that parts draw on, each once, in order."""
    return tuple(
        sorted({source.span for period in parts for part in period for source in part.sources})
    )


def group_spans(spans: Sequence[Span]) -> list[list[int]]:
    """Return the indexes of spans in as few groups as it takes that none has two that overlap.

    :param spans: in order
    """
    groups: list[list[int]] = []
    for index, (first, __) in enumerate(spans):
        for group in groups:
            if spans[group[-1]][1] < first:
                group.append(index)
                break
        else:
            groups.append([index])
    return groups


def mix(parts: Parts, sold: Iterable[int], begins: date | None, until: date, filling: str) -> Mixed:
    """Return what each period takes of each span.

    :param parts: of each period, see :func:`same_dates` and those below it
    :param sold: the indexes, in :func:`list_spans`, of spans in which something was sold
    :param begins: the day of the first sale there is; None without any
    :param until: the last day that counts as over
    :param filling: one of :data:`FILLINGS`; ``earlier`` goes with :func:`take_earlier`
    :raise ValueError: for another one
    """
    if filling not in FILLINGS:
        raise ValueError(f"There is no filling {filling!r}.")
    spans = list_spans(parts)
    places = {span: index for index, span in enumerate(spans)}
    mixer = _Mixer(places, frozenset(sold), begins, until, filling)
    return Mixed(spans, *mixer.mix(parts))


class _Mixer:
    def __init__(self, places, sold, begins, until, filling):
        self.places = places
        self.sold = sold
        self.begins = begins
        self.until = until
        self.filling = filling

    def mix(self, parts: Parts) -> tuple[tuple, tuple]:
        takes, told, gaps = [], [], []
        mean, length = {}, Fraction(0)  # of all that is known
        for period in parts:
            known, reasons, gap = self.take_known(period)
            taken = _add_up(take for __, take in known)
            if known and not self.sold & taken.keys():
                reasons.add(("nothing", "empty"))
                if self.filling == "mean":
                    gap, known, taken = gap + sum(part.months for part, __ in known), [], {}
            mean = _add_up([mean, taken]) if known else mean
            length += sum(part.months for part, __ in known)
            takes.append(taken)
            told.append(reasons)
            gaps.append(gap)
        if self.filling == "mean" and length:
            for index, gap in enumerate(gaps):
                if gap:
                    filled = {place: share * gap / length for place, share in mean.items()}
                    takes[index] = _add_up([takes[index], filled])
                    told[index] = {
                        (reason, "mean" if remedy == "empty" else remedy)
                        for reason, remedy in told[index]
                    }
        return tuple(takes), tuple(map(frozenset, told))

    def take_known(self, period: tuple[Part, ...]) -> tuple[list, set, Fraction]:
        """Return what a period takes of what is known: ``[(part, {index: share}), …]``, what is
        to be told of it, and how many months of it are gaps."""
        found, reasons, gap = [], set(), Fraction(0)
        for part in period:
            used = [source for source in part.sources if self.is_known(source)]
            reason = "to_come" if self.is_to_come(part) or part.is_earlier else "before"
            if used and part.is_earlier:
                reasons.add((reason, "earlier"))
            elif used and len(used) < len(part.sources):
                reasons.add((reason, "fewer"))
            elif not used and reason == "to_come" and self.filling == "none":
                used = [source for source in part.sources if source.span[1] > self.until]
                reasons.add((reason, "so_far"))
            elif not used:
                reasons.add((reason, "empty"))
                gap += part.months
            if used:
                found.append((part, self.take(part, used)))
        return found, reasons, gap

    def take(self, part: Part, used: list[Source]) -> dict[int, Fraction]:
        whole = sum(source.weight for source in used)
        return _add_up(
            {self.places[source.span]: part.scale * source.weight / whole} for source in used
        )

    def is_known(self, source: Source) -> bool:
        last = source.span[1]
        return self.begins is not None and self.begins <= last <= self.until

    def is_to_come(self, part: Part) -> bool:
        return any(source.span[1] > self.until for source in part.sources)


def _add_up(takes: Iterable[Mapping[int, Fraction]]) -> dict[int, Fraction]:
    sums: dict[int, Fraction] = {}
    for take in takes:
        for place, share in take.items():
            sums[place] = sums.get(place, Fraction(0)) + share
    return sums


# Telling ------------------------------------------------------------------------


def tell_spans(parts: Iterable[Part], used: Iterable[Span]) -> list[Span]:
    """Return the spans that parts draw on, as they are told: those of a group that follow each
    other as one; the later groups, further back, last.

    :param used: the spans to tell, others are left out
    """
    used, groups = set(used), {}
    for part in parts:
        for source in part.sources:
            if source.span in used:
                groups.setdefault(source.group, set()).add(source.span)
    return [span for group in sorted(groups) for span in join_spans(groups[group])]


def join_spans(spans: Iterable[Span]) -> list[Span]:
    """Return spans of which those that meet are one, in order."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + ONE_DAY:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
