"""From how many people on the public is told, how coarsely, and when: the office's `[disclosure]`."""

from collections.abc import Iterator
from dataclasses import dataclass

_PARTS = (1000, 100, 20, 10, 5)
LEAST_THRESHOLD = 5
MOST_DAYS = 90


@dataclass(frozen=True)
class Thresholds:
    """The numbers are conventions (CMS: cells 1 to 10; NHS Digital: nearest 5), not law."""

    threshold: int = 10
    """Fewer people than this are not shown."""
    step: int = 5
    """Counts of people are shown to the nearest multiple, a half up."""
    publish_after_days: int = 7
    """A table is published so many days after its period ended, by the day of the data."""

    def rounded(self, n: int) -> int | None:
        """None below the threshold, zero included."""
        return None if n < self.threshold else (n + self.step // 2) // self.step * self.step

    def possible(self, shown: int) -> tuple[int, int]:
        """The least and the greatest number that is shown so."""
        least = shown - self.step // 2
        return max(least, self.threshold), least + self.step - 1

    def parts(self, shown: int) -> int:
        """Into how many equal parts a share is rounded where so many people are shown.

        Between two parts lies, for each n that is rounded to the shown one, at least one whole number of
        people: so the share fits every n, and says nothing of which it is.
        """
        least, _ = self.possible(shown)
        return next((count for count in _PARTS if count <= least), _PARTS[-1])


def wrong_thresholds(given: Thresholds) -> Iterator[tuple[str, str]]:
    """Key and sentence of everything that would tell too much, or nothing."""
    threshold, step, days = given.threshold, given.step, given.publish_after_days
    if threshold < LEAST_THRESHOLD:
        yield (
            "threshold",
            f"{threshold} terlalu kecil: orang bisa dikenali; tulis {LEAST_THRESHOLD} atau lebih",
        )
    if not LEAST_THRESHOLD <= step <= max(threshold, LEAST_THRESHOLD):
        yield "step", f"{step}: kelipatan pembulatan, dari {LEAST_THRESHOLD} sampai sebesar threshold"
    elif threshold % step:
        yield "step", f"threshold ({threshold}) harus kelipatan step ({step}), misalnya 10 dan 5"
    if not 0 <= days <= MOST_DAYS:
        yield "publish_after_days", f"{days}: banyaknya hari sesudah periode berakhir, 0 sampai {MOST_DAYS}"
