"""Days as a table writes them: read, looked at for their step, and continued."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import gcd

DAY = timedelta(days=1)
FORMS = (
    ("%Y-%m-%d", r"\d{4}-\d{1,2}-\d{1,2}"), ("%Y/%m/%d", r"\d{4}/\d{1,2}/\d{1,2}"),
    ("%d.%m.%Y", r"\d{1,2}\.\d{1,2}\.\d{4}"), ("%m/%d/%Y", r"\d{1,2}/\d{1,2}/\d{4}"),
    ("%d/%m/%Y", r"\d{1,2}/\d{1,2}/\d{4}"), ("%Y-%m", r"\d{4}-\d{1,2}"), ("%m/%Y", r"\d{1,2}/\d{4}"),
    ("%b %Y", r"[A-Za-z]{3} \d{4}"), ("%B %Y", r"[A-Za-z]{3,9} \d{4}"), ("%Y", r"(?:1[6-9]|20|21)\d\d"),
)  # fmt: skip
CLOCK = re.compile(r"[T ](\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
QUARTER = re.compile(r"(?:(\d{4})[ -]?Q([1-4])|Q([1-4])[ -]?(\d{4}))$", re.I)


class Uneven(ValueError):
    """Why days make no row of even steps."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one day to the next: months, or a stretch of time; working days leave out Saturdays and Sundays."""

    months: int = 0
    span: timedelta = timedelta()
    working: bool = False
    shown: str = "%Y-%m-%d"

    @property
    def called(self) -> str:
        """
        >>> Step(3).called, Step(span=DAY).called, Step(span=timedelta(minutes=15)).called
        ('quarter', 'day', '15 minutes')
        """
        if self.months:
            return {1: "month", 3: "quarter", 12: "year"}.get(self.months, f"{self.months} months")
        seconds = int(self.span.total_seconds())
        named = {86_400: "working day" if self.working else "day", 604_800: "week", 3_600: "hour"}
        return named.get(seconds) or (f"{seconds // 60} minutes" if seconds % 60 == 0 else f"{seconds} seconds")

    @property
    def season(self) -> int:
        """Steps after which such rows often come round; 0 where nothing suggests itself."""
        if self.months:
            return 12 // self.months if 12 % self.months == 0 else 0
        return {"working day": 5, "day": 7, "week": 52, "hour": 24}.get(self.called, 0)

    def after(self, day: datetime, count: int) -> list[str]:
        """The next `count` days, as they are shown."""
        if self.months:
            return [moved(day, self.months * n).strftime(self.shown) for n in range(1, count + 1)]
        days: list[datetime] = []
        while len(days) < count:
            day += self.span
            if not self.working or day.weekday() < 5:
                days.append(day)
        return [one.strftime(self.shown) for one in days]


def read_days(cells: Sequence[str]) -> list[datetime] | None:
    """The days in a column; None where it holds anything else.

    Raises:
        Uneven: they could be days before months, or months before days.
    """
    filled = [cell.strip() for cell in cells]
    if not filled or not all(filled):
        return None
    if all(QUARTER.match(cell) for cell in filled):
        return [quarter(cell) for cell in filled]
    clocks = [CLOCK.search(cell) for cell in filled]
    bare = [CLOCK.sub("", cell) for cell in filled]
    able = [form for form, pattern in FORMS if all(re.fullmatch(pattern, cell) for cell in bare) and reads(bare, form)]
    if {"%m/%d/%Y", "%d/%m/%Y"} <= set(able):
        raise Uneven(f"{filled[0]!r} may be a month and a day, or a day and a month. Write days as 2024-12-31.")
    if not able:
        return None
    times = [clock[1] if clock else "0:00" for clock in clocks]
    return [datetime.strptime(f"{d} {t}", f"{able[0]} %H:%M") for d, t in zip(bare, times, strict=True)]


def reads(cells: Sequence[str], form: str) -> bool:
    try:
        return all(datetime.strptime(cell, form) for cell in cells)
    except ValueError:
        return False


def quarter(cell: str) -> datetime:
    """
    >>> quarter("2024-Q3"), quarter("Q1 2025")
    (datetime.datetime(2024, 7, 1, 0, 0), datetime.datetime(2025, 1, 1, 0, 0))
    """
    year, number, other, later = QUARTER.match(cell).groups()  # type: ignore[union-attr]  # it was asked before
    return datetime(int(year or later), int(number or other) * 3 - 2, 1)


def moved(day: datetime, months: int) -> datetime:
    """The same day so many months later; the last of its month, where it was the last or there is none.

    >>> moved(datetime(2024, 1, 31), 1), moved(datetime(2023, 12, 15), 2)
    (datetime.datetime(2024, 2, 29, 0, 0), datetime.datetime(2024, 2, 15, 0, 0))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = ends(datetime(year, month + 1, 1)).day
    return day.replace(year=year, month=month + 1, day=last if day == ends(day) else min(day.day, last))


def ends(day: datetime) -> datetime:
    """The last day of its month, at the same time."""
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def step_of(days: Sequence[datetime]) -> Step:
    """The step between `days`, which are in order; some may be left out.

    Raises:
        Uneven: a day comes twice, there are fewer than three, or most steps are not of one length.
    """
    if len(days) < 3:
        raise Uneven(f"there are {len(days)} days, and it takes 3 to see a step")
    if twice := next((one for one, other in pairwise(days) if one == other), None):
        raise Uneven(f"{twice:%Y-%m-%d} comes twice: give a table with one row for each day")
    months = [day.year * 12 + day.month for day in days]
    if len({day.day for day in days}) == 1 or all(day == ends(day) for day in days):
        apart = gcd(*(later - one for one, later in pairwise(months)))
        if apart and len({day.time() for day in days}) == 1:
            is_first = days[0].day == 1
            return Step(
                months=apart, shown="%Y" if apart % 12 == 0 and is_first else "%Y-%m" if is_first else "%Y-%m-%d"
            )
    return evenly(days)


def evenly(days: Sequence[datetime]) -> Step:
    gaps = Counter(later - one for one, later in pairwise(days))
    usual = max(gaps, key=lambda gap: (gaps[gap], -gap))
    shown = "%Y-%m-%d" if usual % DAY == timedelta() else "%Y-%m-%dT%H:%M"
    if usual == DAY and all(day.weekday() < 5 for day in days) and 3 * DAY in gaps:
        return Step(span=DAY, working=True, shown=shown)
    if any(gap % usual for gap in gaps) or gaps[usual] * 2 < len(days) - 1:
        raise Uneven("the days come at uneven steps")
    return Step(span=usual, shown=shown)


def placed(days: Sequence[datetime], step: Step) -> list[int]:
    """Which step each day is, from 0; those left out leave gaps."""
    if step.months:
        months = [day.year * 12 + day.month for day in days]
        return [(month - months[0]) // step.months for month in months]
    if step.working:
        return [working_days(days[0], day) for day in days]
    return [(day - days[0]) // step.span for day in days]


def working_days(first: datetime, last: datetime) -> int:
    """
    >>> working_days(datetime(2024, 3, 1), datetime(2024, 3, 4))
    1
    """
    weeks, rest = divmod((last - first).days, 7)
    return weeks * 5 + sum((first + n * DAY).weekday() < 5 for n in range(1, rest + 1))
