"""`figures`: what the pages show, as JSON, through the same readers."""

import json
import os
from datetime import date
from typing import Annotated, Any

import typer

from dashboard import text
from dashboard.completeness import Completeness
from dashboard.errors import NotYoursError, UsageError
from dashboard.filters import DIMENSIONS, Filters
from dashboard.public_reader import PublicReader
from dashboard.reader import ONLINE, DataState, NoSuchBreakdown, NotThisPeriod, Reader
from dashboard.rights import COMMAND_LINE
from dashboard.row_json import written
from dashboard.settings import load_settings
from dashboard.store import Store
from etl.metrics import metrics

Row = dict[str, Any]
Days = tuple[date | None, date | None]
Found = tuple[list[Row], DataState, Completeness]


def figures(
    metric: Annotated[str, typer.Argument(metavar="METRIK", help="Nama metrik, misalnya waiting.")],
    by: Annotated[
        str, typer.Option(metavar="KUNCI", help="Rincian, dipisah koma: area,service,month …")
    ] = "",
    start: Annotated[
        str | None, typer.Option("--from", metavar="HARI", help="Hari pertama, TTTT-BB-HH.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="HARI", help="Hari terakhir, TTTT-BB-HH.")
    ] = None,
    office: Annotated[str | None, typer.Option(metavar="KODE", help="Kode kantor.")] = None,
    area: Annotated[str | None, typer.Option(metavar="KODE", help="Kode kelurahan.")] = None,
    service: Annotated[str | None, typer.Option(metavar="KODE", help="Kode layanan.")] = None,
    channel: Annotated[str | None, typer.Option(metavar="KODE", help="Kode kanal.")] = None,
    public: Annotated[bool, typer.Option("--public", help="Angka yang boleh dilihat umum.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Satu daftar JSON.")] = False,
) -> None:
    """Cetak angka yang ditampilkan halaman: kunci rincian, n, dan isi metriknya."""
    if metric not in metrics():
        raise UsageError(f'Metrik "{metric}" tidak dikenal; pilih salah satu dari {", ".join(metrics())}.')
    keys = tuple(word.strip() for word in by.split(",") if word.strip())
    chosen = {d.key: code for d, code in zip(DIMENSIONS, (office, area, service, channel), strict=True)}
    days = (_day("--from", start), _day("--to", end))
    rows, data, found = _public(metric, keys, days, chosen) if public else _staff(metric, keys, days, chosen)
    about = {
        "completeness": found.words,
        "data_version": data.version,
        **({"note": text.SAMPLE} if data.sample else {}),
    }
    told = [{**written(row), **about} for row in rows]
    print(json.dumps(told, ensure_ascii=False, indent=None if as_json else 1))


def _staff(metric: str, by: tuple[str, ...], days: Days, chosen: Row) -> Found:
    store = Store(load_settings(os.environ).warehouse, "staff")
    reader: Reader | None = store.reader(COMMAND_LINE)
    if reader is None:
        raise UsageError("Belum ada data terbit; jalankan python -m etl run.")
    for name, code in chosen.items():
        if code is not None and code not in dict(reader.choices(name)):
            raise UsageError(f'--{name}: "{code}" tidak ada di tabel acuan.')
    start, end = days[0] or reader.data.first_day, days[1] or reader.data.last_day
    if start > end:
        raise UsageError(f"--from ({start}) harus sebelum atau sama dengan --to ({end}).")
    try:
        rows = reader.values(metric, by, filters=Filters(start, end, **chosen))
    except NotThisPeriod as answer:
        first, last = answer.nearest or (None, None)
        hint = f" Yang terdekat: --from {first} --to {last}." if first else ""
        raise UsageError(f"{answer}{hint}") from None
    except NoSuchBreakdown as answer:
        raise UsageError(str(answer)) from None
    except NotYoursError:
        raise UsageError("Angka per loket adalah tentang petugas: hanya di halaman Per loket.") from None
    return rows, reader.data, _complete(reader, metric, start, end, chosen["office"])


def _complete(
    reader: Reader | PublicReader, metric: str, start: date, end: date, office: str | None = None
) -> Completeness:
    return reader.completeness(reader.metric(metric).facts, start, end, office, online=metric == ONLINE)


def _public(metric: str, by: tuple[str, ...], days: tuple[date | None, date | None], chosen: Row) -> Found:
    store = Store(load_settings(os.environ).warehouse, "public")
    reader: PublicReader | None = store.public_reader()
    if reader is None:
        raise UsageError("Belum ada data terbit; jalankan python -m etl run.")
    if any(chosen.values()):
        raise UsageError("Angka umum tidak bisa disaring; pakai --by.")
    periods = reader.periods(metric, by)
    wanted = [p for p in periods if days == (None, None) or (p[1], p[2]) == days]
    if not wanted:
        known = ", ".join(f"{first} sampai {last}" for _, first, last in periods[-6:])
        raise UsageError(f"Tidak ada angka umum untuk periode itu. Yang terakhir: {known or 'tidak ada'}.")
    _, first, last = wanted[-1]
    found = _complete(reader, metric, first, last)
    return reader.values(metric, by, first, last), reader.data, found


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise UsageError(f'{option}: "{text}" bukan tanggal; tulis TTTT-BB-HH.') from None
