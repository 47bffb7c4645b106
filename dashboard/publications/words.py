"""What the fields of a frozen figure are called, and how they are written for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from dashboard import format as fmt
from dashboard import text
from dashboard.publications.frozen import Figure, Frozen, Key, Value
from etl.metric import Metric, Unit
from etl.metrics import metrics

WHOLE = "Seluruhnya"
BREAKDOWNS = {
    "": WHOLE,
    "office": "Kantor",
    "service": "Layanan",
    "channel": "Kanal",
    "category": "Jenis pengaduan",
}
NRR = "nrr_"
MAIN: Mapping[Unit, tuple[str, ...]] = {
    Unit.COUNT: ("value",),
    Unit.SHARE: ("value",),
    Unit.DURATION: ("p50_seconds", "p90_seconds"),
    Unit.INDEX: ("index", "mutu"),
}
"""What of a figure stands in a table; the rest is in the files."""

LABELS = {
    "value": "nilai",
    "index": "indeks",
    "mutu": "mutu",
    "weight": "bobot",
    "p50_seconds": "median",
    "p90_seconds": "P90",
    "mean_seconds": "rata-rata",
    "share_over": "bagian di atas batas",
    "limit_seconds": "batas",
    "no_show_share": "bagian yang tidak datang",
    "resolved_share": "bagian yang selesai",
    "served": "dilayani",
    "no_show": "tidak datang",
    "left": "pergi",
    "transferred": "dialihkan",
    "open": "belum selesai",
    "opening": "sisa sebelumnya",
    "received": "masuk",
    "closed": "ditutup",
    "resolved": "selesai",
    "met": "tepat waktu",
    "missed": "terlambat",
    "overdue": "lewat batas, belum selesai",
    "pending": "belum jatuh tempo",
    "judged": "dinilai",
    "completed": "selesai",
    "refused": "ditolak",
    "withdrawn": "dicabut pemohon",
    "immature": "terlalu baru untuk dinilai",
    "online": "daring",
    "counter": "loket",
}


def label(name: str, frozen: Frozen) -> str:
    """One that no metric has any more is called by its own name: a frozen period outlives it."""
    if name.startswith(NRR):
        unsur = name.removeprefix(NRR)
        return f"NRR {frozen.names.get('unsur', {}).get(unsur, unsur)}"
    return LABELS.get(name, name)


def breakdown(by: str) -> str:
    return BREAKDOWNS.get(by, by)


def said(metric: Metric, name: str, value: Value) -> str:
    if value is None:
        return fmt.NO_DATA
    if isinstance(value, str):
        return value
    return _writer(metric, name)(value)


def _writer(metric: Metric, name: str) -> Callable[[int | Fraction], str]:
    if name == "index" or name.startswith(NRR):
        return lambda value: fmt.number(value, 2)
    if name.endswith("_seconds"):
        return fmt.elapsed if metric.name == "turnaround" else fmt.duration
    if name.startswith("share_") or name.endswith("_share") or (name, metric.unit) == ("value", Unit.SHARE):
        return fmt.percent
    return fmt.number


def main(metric: Metric, figure: Figure, frozen: Frozen) -> str:
    """«median 4 menit, P90 33 menit»"""
    names = MAIN[metric.unit]
    few = f" · {text.SMALL}" if metric.unit is not Unit.COUNT and figure.n < text.FEW else ""
    parts = [(label(name, frozen), said(metric, name, figure.fields.get(name))) for name in names]
    if len(parts) == 1:
        return f"{parts[0][1]}{few}"
    return ", ".join(f"{name} {value}" for name, value in parts) + few


def place(key: Key, frozen: Frozen) -> str:
    """«Seluruhnya», or the name of the office, the service …"""
    _, by, code = key
    return frozen.names.get(by, {}).get(code, code) if by else WHOLE


def title(key: Key) -> str:
    """«Waktu tunggu»; a metric that is gone is called by its name."""
    found = metrics().get(key[0])
    return found.label if found else key[0]
