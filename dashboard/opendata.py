"""What the public pages show, whole and for programs: one table per metric and breakdown. Pure.

A table is a CSV file (RFC 4180, UTF-8) and a list in JSON; `datapackage.json` tells what each column means
(Data Package v2, datapackage.org). Where too few people stand behind a figure, `hidden` is true and the rest
of the row is empty.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from dashboard import text
from dashboard.public_reader import PublicReader
from dashboard.reader import ONLINE, Row
from dashboard.row_json import plainly, written
from dashboard.section import harmless

KINDS = {
    "month": "bulan",
    "triwulan": "triwulan",
    "semester": "semester",
    "year": "tahun",
    "typical": "minggu biasa menurut bulan-bulan terakhir",
}
_CODED = {"office": "kantor", "area": "kelurahan", "service": "layanan", "channel": "kanal"}
_FRAME = {
    "kind": ("string", f"jenis periode: {', '.join(f'{key} ({word})' for key, word in KINDS.items())}"),
    "start": ("date", "hari pertama periode"),
    "end": ("date", "hari terakhir periode"),
    "weekday": ("integer", "hari dalam minggu; 1 adalah Senin"),
    "hour": ("integer", "jam pada jam dinding kantor"),
    "n": ("integer", "banyaknya yang dihitung, dibulatkan bila perlu; kosong bila disembunyikan"),
    "hidden": ("boolean", "true bila terlalu sedikit orang di balik angka ini, atau bila withheld terisi"),
    "completeness": ("string", "seberapa lengkap data periode ini"),
}
_FIELDS = {
    "value": ("number", "nilai metrik; untuk bagian, 0 sampai 1"),
    "p50_seconds": ("number", "median, dalam detik"),
    "p90_seconds": ("number", "persentil ke-90, dalam detik"),
    "share_over": ("number", "bagian yang melewati batas, 0 sampai 1"),
    "limit_seconds": ("integer", "batas itu, dalam detik"),
    "index": ("number", "Indeks Kepuasan Masyarakat, 25 sampai 100"),
    "mutu": ("string", "mutu pelayanan, A sampai D"),
    "weight": ("string", "bobot tiap unsur"),
    "band": ("string", "bagian yang tepat janji, sebagai rentang persen"),
    "withheld": ("string", "terisi bila disembunyikan hanya supaya angka lain tidak dapat dihitung"),
}


@dataclass(frozen=True)
class Dataset:
    """One table. `name` stands in its addresses."""

    metric: str
    by: tuple[str, ...]

    @property
    def name(self) -> str:
        return "-".join((self.metric, *self.by))

    def title(self, reader: PublicReader) -> str:
        label = reader.metric(self.metric).label
        return f"{label} per {' dan '.join(_word(key) for key in self.by)}" if self.by else label


def datasets(reader: PublicReader) -> dict[str, Dataset]:
    """By name, in the order of their names."""
    found = [Dataset(metric, by) for metric, by in reader.tables()]
    return {dataset.name: dataset for dataset in sorted(found, key=lambda dataset: dataset.name)}


def rows(dataset: Dataset, reader: PublicReader) -> list[Row]:
    """Every row of every period, with the names of its codes and how complete its period is."""
    facts, online = reader.metric(dataset.metric).facts, dataset.metric == ONLINE
    whole: dict[tuple[Any, Any], str] = {}
    told = []
    for row in reader.table(dataset.metric, dataset.by):
        span = (row["start"], row["end"])
        if span not in whole:
            whole[span] = reader.completeness(facts, *span, online=online).words
        told.append({**_named(row, dataset.by, reader), "completeness": whole[span]})
    return told


def _named(row: Row, by: Sequence[str], reader: PublicReader) -> Row:
    """The name of each code beside it."""
    named: Row = {}
    for key, value in row.items():
        named[key] = value
        if key in by and key in _CODED:
            named[f"{key}_name"] = reader.name(key, value)
    return named


def to_json(dataset: Dataset, reader: PublicReader) -> Row:
    return {"table": dataset.name, **about(reader), "rows": [written(row) for row in rows(dataset, reader)]}


def to_csv(dataset: Dataset, reader: PublicReader) -> str:
    """One header line; numbers with a point, nothing for what is not told; text is never a formula."""
    told = rows(dataset, reader)
    return tabled(_columns(dataset, told), told)


def tabled(columns: Sequence[str], told: Sequence[Row]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in told)
    return out.getvalue()


def _columns(dataset: Dataset, told: Sequence[Row]) -> list[str]:
    """Of all rows: what is hidden has fewer."""
    keys = [part for key in dataset.by for part in ((key, f"{key}_name") if key in _CODED else (key,))]
    frame = ["kind", "start", "end", *keys, "n", "hidden"]
    fields = dict.fromkeys(name for row in told for name in row if name not in (*frame, "completeness"))
    return [*frame, *fields, "completeness"]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless(value) if isinstance(value, str) else str(plainly(value))


def about(reader: PublicReader) -> Row:
    """What stands over every answer."""
    return {
        "data_version": reader.data.version,
        "data_time": reader.data.data_time.isoformat(),
        **({"note": text.SAMPLE} if reader.data.sample else {}),
    }


def described(dataset: Dataset, reader: PublicReader) -> Row:
    """A resource of the package."""
    metric = reader.metric(dataset.metric)
    columns = _columns(dataset, rows(dataset, reader))
    return {
        "name": dataset.name,
        "type": "table",
        "title": dataset.title(reader),
        "description": f"{_defined(dataset, reader)} Dasar: {metric.source}.",
        "path": f"{dataset.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": [_field(column, reader) for column in columns], "missingValues": [""]},
    }


def _defined(dataset: Dataset, reader: PublicReader) -> str:
    return reader.defined(dataset.metric, reader.metric(dataset.metric).definition, reader.data.last_day)


def _field(column: str, reader: PublicReader) -> Mapping[str, str]:
    kind, words = meaning(column, reader)
    return {"name": column, "type": kind, "description": words}


def meaning(column: str, reader: PublicReader) -> tuple[str, str]:
    """Type and words; KeyError for a column that nobody has explained."""
    if column.startswith("nrr_"):
        return "number", f"nilai rata-rata unsur {reader.name('unsur', column[4:])}, 1 sampai 4"
    key = column.removesuffix("_name")
    if key in _CODED:
        return "string", f"{'kode' if key == column else 'nama'} {_CODED[key]}"
    return _FRAME.get(column) or _FIELDS[column]


def _word(key: str) -> str:
    return _CODED.get(key) or {"weekday": "hari", "hour": "jam"}[key]


def package(reader: PublicReader) -> Row:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "pantau",
        "title": "Angka pelayanan publik yang terbuka",
        "version": reader.data.version,
        "created": reader.data.data_time.isoformat(),
        **({"description": text.SAMPLE} if reader.data.sample else {}),
        "resources": [described(dataset, reader) for dataset in datasets(reader).values()],
    }


def catalogue(reader: PublicReader) -> Row:
    """What the API has, and where."""
    return {
        **about(reader),
        "tables": [
            {
                "name": dataset.name,
                "title": dataset.title(reader),
                "metric": dataset.metric,
                "by": list(dataset.by),
                "definition": _defined(dataset, reader),
                "source": reader.metric(dataset.metric).source,
                "json": f"/api/v1/{dataset.name}",
                "csv": f"/data/{dataset.name}.csv",
            }
            for dataset in datasets(reader).values()
        ],
        "now": "/api/v1/now",
    }


def now(reader: PublicReader) -> Row:
    """Who waits at this time; null where that is not known."""
    row = reader.now()
    return {**about(reader), "now": None if row is None else {**written(row), "at": row["at"].isoformat()}}
