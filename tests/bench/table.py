"""The figures as one table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

AIM_SCAN, AIM_DLT, AIM_P50, AIM_RATIO = 0.08, 2.5, 30, 1.5

_STAGES = {
    "spool": "menyalin dan menghitung sidik",
    "read": "membaca CSV",
    "validate": "memeriksa",
    "derive": "menurunkan",
    "load": "memuat",
    "rollup": "merekap",
    "audit": "memeriksa ulang rekap",
    "commit": "menyimpan",
    "publish": "menerbitkan",
    "other": "lainnya",
}
_DETAILS = {"rollup": "Merekap per ukuran", "audit": "Memeriksa ulang per ukuran", "publish": "Menerbitkan"}


def drawn(results: Mapping[str, Any]) -> str:
    return "\n".join([*_head(results), *_ingest(results), *_queries(results), *_answers(results)]) + "\n"


def _head(results: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"Python {results['python']}, DuckDB {results['duckdb']}, commit {results['commit']}, "
        f"{number(results['rows'])} kunjungan, {results['rounds']} putaran"
    )


def _ingest(results: Mapping[str, Any]) -> Iterator[str]:
    ingest = results["ingest"]
    yield ""
    yield f"{'CSV → terbit (median)':34}{'detik':>9}{'CPU':>9}{'ribu baris/s':>14}{'MiB puncak':>12}"
    for key, words in (("scan", "DuckDB read_csv saja"), ("dlt", "dlt → DuckDB"), ("pantau", "Pantau")):
        row = ingest[key]
        if row is None:
            yield f"{words:34}  tidak dapat dipasang"
            continue
        peak = str(row.get("peak_mib", "–"))
        yield f"{words:34}{row['wall']:>9.2f}{row['cpu']:>9.2f}{row['krows']:>14.0f}{peak:>12}"
    yield f"  dibanding scan {decimal(ingest['of_scan'], 3)} (sasaran {decimal(AIM_SCAN, 2)})"
    if ingest["of_dlt"] is not None:
        yield f"  dibanding dlt {decimal(ingest['of_dlt'], 2)} (sasaran {decimal(AIM_DLT, 1)})"
    stages = ingest["pantau"]["stages"]
    yield ""
    yield from _spent("Tahap", {_STAGES[stage]: spent for stage, spent in stages.items()})
    for stage, head in _DETAILS.items():
        yield ""
        yield from _spent(head, ingest["pantau"]["details"].get(stage, {}))


def _spent(head: str, rows: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    total = sum(spent["wall"] for spent in rows.values()) or 1
    yield f"{head:34}{'detik':>9}{'CPU':>9}{'bagian':>9}"
    for words, spent in rows.items():
        share = f"{spent['wall'] / total * 100:.0f} %"
        yield f"{words:34}{spent['wall']:>9.2f}{spent['cpu']:>9.2f}{share:>9}"


def _queries(results: Mapping[str, Any]) -> Iterator[str]:
    small, large = (number(results[key]) for key in ("small_rows", "rows"))
    yield ""
    yield f"Pertanyaan halaman, ms: p50 / p95 pada {small} dan {large} kunjungan"
    yield f"{'':48}{small:>16}{large:>16}{'nisbah':>8}"
    for row in results["queries"]:
        words = f"{row['metric']}: {row['what']}"
        sizes = (f"{row[size]['p50']:.1f} / {row[size]['p95']:.1f}" for size in ("small", "large"))
        over = " !" if row["large"]["p50"] > AIM_P50 or row["ratio"] > AIM_RATIO else ""
        yield f"{words:48}{next(sizes):>16}{next(sizes):>16}{row['ratio']:>8.2f}{over}"
    yield f"  ! = p50 di atas {AIM_P50} ms, atau nisbah di atas {decimal(AIM_RATIO, 1)}"


def _answers(results: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    heads = f"{'callback':>16}{'lagi':>16}{'SQL saja':>16}{'nisbah':>8}{'SQL':>5}{'KiB':>7}{'gzip':>6}"
    yield f"{'Halaman staf, ms: p50 / p95':36}{heads}"
    for row in results["answers"]["pages"]:
        words = f"{row['page']}, {row['period']}"
        pair = (f"{row[key]['p50']:.1f} / {row[key]['p95']:.1f}" for key in ("callback", "again", "sql"))
        ratio = f"{row['ratio']:.2f}" if row["ratio"] else "–"
        size = f"{row['bytes'] / 1024:>7.0f}{row['gzip_bytes'] / 1024:>6.0f}"
        times = "".join(f"{each:>16}" for each in pair)
        yield f"{words:36}{times}{ratio:>8}{row['statements']:>5}{size}"
    yield f"  memori puncak proses yang melayani: {results['answers']['peak_mib']} MiB"


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def decimal(value: float, places: int) -> str:
    return f"{value:.{places}f}".replace(".", ",")
