"""The two sample years, loaded by the real door: every count is the generator's, to the row.

truth.json was counted on what was invented, before a file was written. It must come back from the warehouse:
what became of each line of each file, every reason, the facts by each of their words, the sums of scores,
Little's law, the figures of each metric, the planted effects; and of the canaries nothing at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection

from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.reference import read_reference
from dashboard.rights import EVERYTHING
from data.sample.scenario import Span
from etl.report import Report
from etl.skm import UNSUR
from etl.validate import Reason
from etl.validate.reasons import WITHOUT_END
from etl.warehouse.engine import reading
from tests.build import within_a_bin
from tests.office import Office, invent
from tests.trial import sample_measures
from tests.trial.report import Outcome, conduct

TWO_YEARS = Span(date(2024, 11, 24), date(2026, 11, 23))
WORDS = ("read", "new", "corrected", "unchanged", "repeated", "excluded", "rejected")
OF_OTHER_KINDS = {
    *("baris_rusak", "angka_terpotong", "bukan_satu_nilai", "bukan_nik", "nik_di_kolom_lain"),
    *map(str, WITHOUT_END.values()),
}
"""Reasons that the sample's files cannot give: no CSV, no row about a person, no end that was forgotten."""

Truth = Mapping[str, Any]
Difference = str


def differences(office: Office, report: Report, truth: Truth) -> list[Difference]:
    """Everything in which the warehouse differs from the truth."""
    with office.facts() as connection:
        found = [
            *_ledgers(report, truth["sources"]),
            *_reasons(connection, truth["sources"]),
            *_facts(connection, truth["facts"]),
            *_little(connection, truth["little"]),
            *_canaries(connection, truth["canaries"]),
        ]
    return [*found, *_bytes(office.warehouse, truth["canaries"])]


def _unlike(what: str, found: object, told: object) -> Iterator[Difference]:
    if found != told:
        yield f"{what}: {found}, not {told}"


def _ledgers(report: Report, sources: Truth) -> Iterator[Difference]:
    found = {(file.source, file.name): {word: getattr(file, word) for word in WORDS} for file in report.files}
    told = {
        (source, name): {word: ledger[word] for word in WORDS}
        for source, known in sources.items()
        for name, ledger in known["files"].items()
    }
    yield from _unlike("files", sorted(found), sorted(told))
    for place in told:
        yield from _unlike(str(place), found.get(place), told[place])


def _reasons(connection: Connection, sources: Truth) -> Iterator[Difference]:
    """Per file: lines refused for each reason. And no reason that CSV can give is without an example."""
    query = "SELECT source, name, reason, count(DISTINCT line) FROM reject GROUP BY ALL"
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for source, name, reason, lines in connection.exec_driver_sql(query):
        found[source, name][reason] = lines
    for source, known in sources.items():
        for name, ledger in known["files"].items():
            yield from _unlike(f"reasons of {name}", found.get((source, name), {}), ledger["reasons"])
    occurring = {reason for reasons in found.values() for reason in reasons}
    yield from _unlike("reasons that occur", occurring, {str(reason) for reason in Reason} - OF_OTHER_KINDS)


def _facts(connection: Connection, told: Truth) -> Iterator[Difference]:
    for fact, known in told.items():
        yield from _unlike(f"{fact} rows", _number(connection, f"SELECT count(*) FROM {fact}"), known["rows"])
        for word in set(known) & {"outcome", "office", "area", "service", "channel", "status", "category"}:
            # A word of the truth that never happened has no row.
            counted = {code: n for code, n in known[word].items() if n}
            yield from _unlike(f"{fact} by {word}", _by(connection, fact, word), counted)
    called = _number(connection, "SELECT count(called_at) FROM visit")
    yield from _unlike("called", called, told["visit"]["called"])
    early = _number(connection, "SELECT count(*) FROM visit WHERE called_at < taken_at")
    yield from _unlike("called before taken", early, told["visit"]["called_before_taken"])
    for channel, states in told["request"]["channel_status"].items():
        query = f"SELECT status, count(*) FROM request WHERE channel = '{channel}' GROUP BY ALL"
        found = dict(connection.exec_driver_sql(query).all())
        yield from _unlike(f"{channel} by status", found, {state: n for state, n in states.items() if n})
    for unsur, known in told["answer"]["unsur"].items():
        n, total = connection.exec_driver_sql(f"SELECT count({unsur}), sum({unsur}) FROM answer").one()
        yield from _unlike(f"scores of {unsur}", {"n": n, "sum": total}, known)


def _by(connection: Connection, fact: str, column: str) -> dict[str, int]:
    query = f"SELECT {column}, count(*) FROM {fact} GROUP BY ALL ORDER BY ALL"
    return dict(connection.exec_driver_sql(query).all())


def _number(connection: Connection, query: str) -> int:
    return int(connection.exec_driver_sql(query).scalar_one())


def _little(connection: Connection, told: Truth) -> Iterator[Difference]:
    """λ·W from the facts against the people whom the generator counted in the waiting room each minute."""
    query = """
        SELECT office, count(*), sum(date_diff('second', taken_at, coalesce(called_at, finished_at)))
        FROM visit WHERE coalesce(called_at, finished_at) IS NOT NULL GROUP BY office ORDER BY office
    """
    found = {office: (n, int(seconds)) for office, n, seconds in connection.exec_driver_sql(query)}
    found["all"] = (sum(n for n, _ in found.values()), sum(seconds for _, seconds in found.values()))
    yield from _unlike("offices where people wait", sorted(found), sorted(told))
    for office, law in told.items():
        yield from _unlike(f"waits at {office}", found.get(office), (law["visits"], law["waited_seconds"]))
        minutes, (n, seconds) = law["minutes"], found.get(office, (0, 0))
        product = Fraction(n, minutes) * Fraction(seconds, 60 * max(n, 1))
        people = Fraction(law["people_seen"], minutes)
        if abs(product - people) > people / 20:
            yield f"Little's law at {office}: L {float(people):.4f}, λ·W {float(product):.4f}"


def _canaries(connection: Connection, words: list[str]) -> Iterator[Difference]:
    """In no text of any table: the file is compressed, so its bytes alone prove little."""
    query = (
        "SELECT table_name, column_name FROM duckdb_columns() WHERE data_type = 'VARCHAR' AND NOT internal"
    )
    for table, column in connection.exec_driver_sql(query).all():
        for word in words:
            text = f'SELECT count(*) FROM "{table}" WHERE contains(lower("{column}"), lower(?))'
            if connection.exec_driver_sql(text, (word,)).scalar_one():
                yield f"{word!r} stands in {table}.{column}"


def _bytes(warehouse: Path, words: list[str]) -> Iterator[Difference]:
    for path in warehouse.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield from (f"{word!r} stands in {path.name}" for word in words if word.encode() in content)


@contextmanager
def reader_of(office: Office) -> Iterator[Reader]:
    """What staff read of the version that stands."""
    with reading(str(office.warehouse)) as version:
        assert version is not None
        with version.connect() as connection:
            reference = read_reference(connection)
        yield Reader(version, reference, EVERYTHING)


def effects(reader: Reader, truth: Truth) -> list[Difference]:
    """What was planted shows in the figures that staff read."""
    told = truth["effects"]
    return [
        *_buildings(reader, told["new_buildings"]),
        *_online(reader, told["elok_share"]),
        *_patience(reader),
    ]


def _buildings(reader: Reader, told: Truth) -> Iterator[Difference]:
    yield from _unlike("new buildings", sorted(told), sorted(code for code, _, _ in reader.opened()))
    for office, spans in told.items():
        p90 = {}
        for when in ("before", "after"):
            known = spans[when]
            filters = Filters(*(date.fromisoformat(known[end]) for end in ("from", "to")), office=office)
            (row,) = reader.values("waiting", filters=filters)
            yield from _unlike(f"waits {when} at {office}", row["n"], known["n"])
            (came,) = reader.values("arrivals", filters=filters)
            yield from _unlike(f"visits {when} at {office}", came["value"], known["visits"])
            for name in ("p50_seconds", "p90_seconds"):
                if within_a_bin(known[name]) != row[name]:
                    yield f"{name} {when} at {office}: {float(row[name])}, not in the bin of {known[name]}"
            p90[when] = row["p90_seconds"]
        if not p90["after"] * 2 < p90["before"]:
            yield f"the new building at {office} changes nothing: {p90}"


def _online(reader: Reader, told: Truth) -> Iterator[Difference]:
    shares = []
    for when, known in told.items():
        filters = Filters(*(date.fromisoformat(known[end]) for end in ("from", "to")))
        counts = {row["channel"]: row["n"] for row in reader.values("volume", ("channel",), filters=filters)}
        found = counts.get("elok", 0), sum(counts.values())
        yield from _unlike(f"eLOK in the {when}", found, (known["elok"], known["requests"]))
        shares.append(Fraction(*found))
    if not shares[-1] > 2 * shares[0]:
        yield f"eLOK does not grow: {[float(share) for share in shares]}"


def _patience(reader: Reader) -> Iterator[Difference]:
    """Where and when people wait longer, they give a lower score to time."""
    everything = Filters(reader.data.first_day, reader.data.last_day, channel="loket")
    by = ("office", "month")
    waits = {
        (row["office"], row["month"]): float(row["mean_seconds"])
        for row in reader.values("waiting", by, filters=everything)
    }
    pairs = [
        (waits[row["office"], row["month"]], float(row["nrr_waktu"]))
        for row in reader.values("ikm", by, filters=everything)
        if row["nrr_waktu"] is not None and (row["office"], row["month"]) in waits
    ]
    correlation = float(np.corrcoef(np.array(pairs).T)[0, 1])
    if not correlation < -0.2:
        yield f"waits and scores for {UNSUR[2]} do not move against each other: {correlation:.2f}"


def trial(root: Path, seed: int, *, span: Span = TWO_YEARS) -> Outcome:
    office, truth = invent(root, span, seed=seed)
    report = office.run()
    wrong = differences(office, report, truth)
    with reader_of(office) as reader:
        wrong += [*sample_measures.differences(reader, truth["measures"]), *effects(reader, truth)]
    assert wrong == [], "\n".join(wrong[:20])
    assert office.faults() == []
    again = office.run()
    assert (again.files, again.version, again.skipped) == ([], None, len(report.files))
    reasons = {reason for known in truth["sources"].values() for reason in known["total"]["reasons"]}
    return {
        "days": f"{span.first} to {span.last}",
        "files": len(report.files),
        "rows read": sum(file.read for file in report.files),
        "facts": {fact: known["rows"] for fact, known in truth["facts"].items()},
        "rows refused": sum(file.rejected for file in report.files),
        "reasons": len(reasons),
        "metrics": len(truth["measures"]),
        "Little's law, λ·W / L": f"{truth['little']['all']['lambda_W'] / truth['little']['all']['L']:.4f}",
        "differences": len(wrong),
    }


if __name__ == "__main__":
    conduct("sample_truth", __doc__, trial)
