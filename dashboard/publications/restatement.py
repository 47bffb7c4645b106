"""What a frozen period said, and what the warehouse says of it today. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import format as fmt
from dashboard.publications.frozen import Figure, Frozen, Key, Origin


@dataclass(frozen=True)
class Restated:
    """One figure that is another today; None: there was none, or there is none any more."""

    key: Key
    before: Figure | None
    now: Figure | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that differ, in the order of the metric."""
        before, now = (each.fields if each else {} for each in (self.before, self.now))
        return tuple(name for name in dict.fromkeys((*before, *now)) if before.get(name) != now.get(name))


@dataclass(frozen=True)
class Comparison:
    """`definitions`: metrics that are counted otherwise today; `options`: what the office chose otherwise;
    `read` and `gone`: contents of files, by their source, that came since and that are no longer known;
    `first_day`: from which on rows are known today, where that is after the period began."""

    agreeing: int
    restated: Sequence[Restated]
    definitions: Sequence[str]
    options: Sequence[str]
    code: bool
    read: Mapping[str, int]
    gone: Mapping[str, int]
    first_day: date | None = None

    @property
    def purged(self) -> str | None:
        """What may not be counted any more, in words; None: nothing that changed can come of that."""
        if self.first_day is None or self.same:
            return None
        return (
            f"Baris data sekarang mulai {fmt.day(self.first_day)}; yang sebelum itu tidak ada atau sudah "
            "dihapus menurut masa simpan, sehingga sebagian angka tidak dapat dihitung lagi."
        )

    @property
    def same(self) -> bool:
        return not self.restated


def compare(frozen: Frozen, figures: Mapping[Key, Figure], origin: Origin) -> Comparison:
    """`figures` and `origin` of today."""
    keys = sorted(frozen.figures.keys() | figures.keys())
    restated = [
        Restated(key, frozen.figures.get(key), figures.get(key))
        for key in keys
        if frozen.figures.get(key) != figures.get(key)
    ]
    then = frozen.origin
    return Comparison(
        agreeing=len(keys) - len(restated),
        restated=restated,
        definitions=_differing(then.definitions, origin.definitions),
        options=_differing(then.options, origin.options),
        code=then.code != origin.code,
        read=more(origin.files, then.files),
        gone=more(then.files, origin.files),
    )


def _differing(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def more(here: Mapping[str, Sequence[str]], there: Mapping[str, Sequence[str]]) -> dict[str, int]:
    counted = {source: len(set(hashes) - set(there.get(source, ()))) for source, hashes in here.items()}
    return {source: count for source, count in counted.items() if count}
