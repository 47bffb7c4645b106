"""Of a survey the regulation wants the exact number of respondents published, and scores to two decimals.

Two decimals tell of a few people how many they are, so each number that is shown counts as known exactly.
One period can then be taken from another and the offices from the whole: what is left must be nobody, or
enough. Of each unsur too, since not all answer all.

So a period whose shorter ones are out is made of what these were made of: an answer that came later would be
all that is left of it, and to hide the whole year for its sake would hide what the law wants published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from etl.disclosure.inference import MOST, ROOM, Known, Name, Sum
from etl.disclosure.judge import PROTECTED, Tables
from etl.disclosure.slot import WITHHELD, Figure, Slot
from etl.metric import Counts
from etl.period import Period
from etl.skm import UNSUR

_WHOLE = ""


def respondents(found: Counts) -> tuple[int, ...]:
    """How many answered at all, and how many each unsur."""
    people = dict.fromkeys(UNSUR, 0)
    for bucket, count in found.buckets.items():
        people[bucket.rpartition("_")[0]] += count
    return (found.n, *people.values())


def of_parts(slot: Slot, known: Tables) -> dict[str, Counts] | None:
    """Per key what the shorter periods counted when they came out; None where one is not out, or came out
    before that was kept."""
    within = {
        one.period: figures
        for one, figures in known.items()
        if (one.metric, one.by) == (slot.metric, slot.by) and one.period != slot.period
    }
    inside = _halves(slot.period, set(within))
    parts = [figure for period in inside for figure in within[period]]
    found: dict[str, Counts] = {}
    for figure in parts:
        if figure.counted is None:
            return None
        before = found.get(figure.key)
        n = figure.people[0] + (before.n if before else 0)
        buckets = {name: c + (before.buckets[name] if before else 0) for name, c in figure.counted.items()}
        found[figure.key] = Counts(n, 0, buckets)
    return found if parts else None


def surveyed(group: Tables, around: Tables) -> dict[Slot, list[Figure]]:
    """`group`: the tables of one period with all that could be shown; `around`: those of its year that are
    out. What may not be shown is hidden."""
    shown: dict[Slot, list[Figure]] = {}
    for slot, figures in group.items():
        earlier = _of(around, slot.by)
        fitting = [figure if _enough(figure, earlier) else hidden(figure) for figure in figures]
        whole = {**_of(around, ()), **_of(shown, ())}
        shown[slot] = _without_rest(slot, fitting, earlier, whole) if slot.by else fitting
    return shown


def hidden(figure: Figure) -> Figure:
    """Where there are people enough it says that it stands back for another's sake."""
    few = figure.people[0] < figure.rules.threshold
    return replace(figure, n=None, fields={} if few else dict(WITHHELD))


def _of(tables: Tables, by: tuple[str, ...]) -> dict[Slot, Sequence[Figure]]:
    return {slot: figures for slot, figures in tables.items() if slot.by == by}


def _enough(figure: Figure, earlier: Tables) -> bool:
    """Those who answered, and those of them who stand in no shorter period that is shown."""
    numbers = figure.people if not figure.slot.by else (min(figure.people),)
    inside = _inside(figure, earlier)
    rest = [sum(part.people[i] for part in inside) for i in range(len(figure.people))]
    left = [n - gone for n, gone in zip(figure.people, rest, strict=True)]
    few = figure.rules.threshold
    if figure.slot.by:
        left = left[:1]
        return numbers[0] >= few and _nobody_or(left, few)
    return figure.people[0] >= few and _nobody_or([*numbers, *left], few)


def _nobody_or(numbers: Sequence[int], enough: int) -> bool:
    return all(n == 0 or n >= enough for n in numbers)


def _inside(figure: Figure, earlier: Tables) -> list[Figure]:
    """The longest of the shorter periods that are shown of it, none within another."""
    found = [
        part
        for figures in earlier.values()
        for part in figures
        if part.key == figure.key and part.n is not None and _holds(figure.slot.period, part.slot.period)
    ]
    periods = [part.slot.period for part in found]
    return [
        part
        for part in found
        if not any(_holds(one, part.slot.period) for one in periods if one != part.slot.period)
    ]


def _holds(whole: Period, part: Period) -> bool:
    return whole.start <= part.start and part.end <= whole.end


def _without_rest(slot: Slot, figures: list[Figure], earlier: Tables, whole: Tables) -> list[Figure]:
    """Hide the smallest that are shown until nothing small is left of the whole, nor can be worked out."""
    while any(figure.n is not None for figure in figures):
        few = _leaves_few(slot, figures, whole)
        if not few and not (slot.by[0] in PROTECTED and _worked_out({**earlier, slot: figures}, whole)):
            break
        smallest = min((f for f in figures if f.n is not None), key=lambda f: (f.people[0], f.key))
        figures = [hidden(figure) if figure is smallest else figure for figure in figures]
    return figures


def _leaves_few(slot: Slot, figures: Sequence[Figure], whole: Tables) -> bool:
    total = next((all_ for one in whole.values() for all_ in one if all_.slot.period == slot.period), None)
    if total is None or total.n is None:
        return False
    rest = total.people[0] - sum(figure.people[0] for figure in figures if figure.n is not None)
    return not _nobody_or([rest], total.rules.threshold)


def _worked_out(parts: Tables, whole: Tables) -> bool:
    """Whether the number of a key that is hidden, and not none, can be told to less than a rounded one's."""
    known, fixed, asked = Known(), [], {}
    for figures in (*parts.values(), *whole.values()):
        for figure in figures:
            name = (figure.key, figure.slot.period)
            exact = figure.people[0]
            if figure.n is not None:
                known.bounds[name] = exact, exact
                fixed.append(name)
            elif figure.fields:
                known.bounds[name] = figure.rules.threshold, MOST
            else:
                known.bounds[name] = 0, figure.rules.threshold - 1
                asked[name] = figure
    known.sums = _sums(known.bounds)
    bounds = known.narrowed()
    few = [name for name in asked if name[0] != _WHOLE]
    if any(_narrow(bounds[name]) for name in few):
        return True
    certain = known.determined(fixed, few)
    return any(asked[name].people[0] for name in certain)


def _narrow(bounds: tuple[int, int]) -> bool:
    low, high = bounds
    return high > 0 and high - low + 1 < ROOM


def _sums(bounds: Mapping[Name, tuple[int, int]]) -> list[Sum]:
    """The whole of a period is all keys; a semester is its triwulan, a year its semesters."""
    keys, periods = {key for key, _ in bounds}, {period for _, period in bounds}
    found: list[Sum] = []
    for period in periods:
        parts = [(key, period) for key in sorted(keys - {_WHOLE}) if (key, period) in bounds]
        if (_WHOLE, period) in bounds and parts:
            found.append(((_WHOLE, period), parts))
        inside = _halves(period, periods)
        for key in keys if inside else ():
            if all((key, one) in bounds for one in (period, *inside)):
                found.append(((key, period), [(key, one) for one in inside]))
    return found


def _halves(period: Period, periods: set[Period]) -> list[Period]:
    """The two longest that make it up, or none where one of them is not out."""
    inside = sorted(one for one in periods if one != period and _holds(period, one))
    longest = [one for one in inside if not any(_holds(o, one) for o in inside if o != one)]
    fits = longest and longest[0].start == period.start and longest[-1].end == period.end
    return longest if fits and len(longest) == 2 else []
