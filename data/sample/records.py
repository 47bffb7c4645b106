"""What a source remembers: records in versions, each as the text that its file will show."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from data.sample.instants import date_of


class Version(NamedTuple):
    """A state of a record since `at`; the fields stand in the order of the header, without `diubah`."""

    at: int
    fields: tuple[str, ...]


class Record(NamedTuple):
    """One visit, request, answer or complaint. `keep`: a file shows all its versions."""

    versions: tuple[Version, ...]
    keep: bool = False


@dataclass(frozen=True)
class Dialect:
    """How the files of one source look."""

    name: str
    header: tuple[str, ...]
    delimiter: str
    yearly: bool = False
    encoding: str = "utf-8"
    newline: str = "\n"
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL

    def file_of(self, instant: int) -> str:
        day = date_of(instant)
        return f"{self.name}-{day.year}.csv" if self.yearly else f"{self.name}-{day:%Y-%m}.csv"

    def column(self, name: str) -> int:
        return self.header.index(name)

    def changed(self, fields: tuple[str, ...], **values: str) -> tuple[str, ...]:
        return tuple(values.get(name, text) for name, text in zip(self.header, fields, strict=False))


def same_month(one: int, other: int) -> bool:
    a, b = date_of(one), date_of(other)
    return (a.year, a.month) == (b.year, b.month)


def shown(dialect: Dialect, record: Record) -> Iterator[tuple[str, Version]]:
    """The versions that reach a file: of each file's, the newest."""
    versions = record.versions
    for n, version in enumerate(versions):
        file = dialect.file_of(version.at)
        replaced = n + 1 < len(versions) and dialect.file_of(versions[n + 1].at) == file
        if record.keep or not replaced:
            yield file, version


def months(first: date, last: date) -> Iterator[tuple[int, int]]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
