"""Tables in which several answers about the same things stand side by side, each with its n. Pure."""

from dashboard.reports.model import Grid, Part
from dashboard.section import Column, Kind, Row, Section, Table


def services(waits: Section, online: Section, channel: str) -> list[Part]:
    """Both answers side by side, each with its n: two lists of the same services would fill two pages."""
    shares = {row["service"]: row for row in online.table.rows}
    waited = {row["service"]: row for row in waits.table.rows}
    rows = []
    for code in dict.fromkeys([*waited, *shares]):
        wait, share = waited.get(code, {}), shares.get(code, {})
        row = {key: wait.get(key) for key in ("p50_seconds", "p90_seconds")}
        name = wait.get("name") or share.get("name")
        rows.append({"name": name, **row, "called": wait.get("n", 0), **_asked(share)})
    columns = [
        Column("name", "Layanan"),
        Column("p50_seconds", "Tunggu, median", Kind.DURATION, "–"),
        Column("p90_seconds", "Tunggu, P90", Kind.DURATION, "–"),
        Column("called", "Dipanggil", Kind.COUNT),
        *([Column("share", f"Lewat {channel}", Kind.SHARE, "–")] if channel else []),
        Column("asked", "Permohonan", Kind.COUNT),
    ]
    caption = "Waktu tunggu dan kanal menurut layanan"
    return [Grid(caption, Table(columns, rows), sheet="Layanan")] if rows else []


def _asked(row: Row) -> Row:
    return {"share": row.get("value"), "asked": row.get("n", 0)}


def categories(came: Section, answered: Section, closed: Section) -> list[Part]:
    """Three answers side by side, each share with how many it is judged by; the last row is of all."""
    parts = [{row["name"]: row for row in section.table.rows} for section in (came, answered, closed)]
    names = dict.fromkeys(name for part in parts for name in part if name != EVERY)
    rows = [_category(name, *(part.get(name, {}) for part in parts)) for name in names]
    total = {key: sum(row.get(key, 0) for row in came.table.rows) for key in ("value", "open")}
    if len(rows) > 1:
        rows.append(_category(EVERY, total, *(part.get(EVERY, {}) for part in parts[1:])))
    columns = [
        Column("name", "Kategori"),
        Column("came", "Diterima", Kind.COUNT),
        Column("open", "Terbuka", Kind.COUNT),
        Column("answered", "Ditanggapi tepat", Kind.SHARE, "–"),
        Column("answered_n", "Dinilai", Kind.COUNT),
        Column("closed", "Ditutup tepat", Kind.SHARE, "–"),
        Column("closed_n", "Dinilai", Kind.COUNT),
    ]
    caption = "Pengaduan dan janjinya menurut kategori"
    return [Grid(caption, Table(columns, rows), sheet="Pengaduan")] if rows else []


EVERY = "Semua kategori"


def _category(name: str, came: Row, answered: Row, closed: Row) -> Row:
    return {
        "name": name,
        "came": came.get("value", 0),
        "open": came.get("open", 0),
        "answered": answered.get("value"),
        "answered_n": answered.get("judged", 0),
        "closed": closed.get("value"),
        "closed_n": closed.get("judged", 0),
    }
