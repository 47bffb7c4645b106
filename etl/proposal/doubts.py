"""What is not sure about the times of a file: two formats that fit, a date in no cell, another zone."""

import numpy as np

from etl.proposal.choose import Role
from etl.proposal.columns import Seen
from etl.proposal.draft import ASK, Draft
from etl.proposal.points import Pairing, Point
from etl.proposal.text import listed, share_said
from etl.validate.fields import DAY


def doubts_of(role: Role) -> list[str]:
    asks = []
    point = role.point
    for seen in point.unsure:
        forms = " atau ".join(f'"{fit.format}"' for fit in seen.fits)
        text, readings = seen.samples()[0]
        asks.append(f'{seen.name}: {forms}? Semua baris cocok dengan keduanya ("{text}" = {readings})')
    if any(seen.fits[0].format == "excel" for seen in point.columns):
        asks.append(f"{point.name}: angka seperti nomor hari Excel; benar?")
    if point.dateless:
        asks.append(dateless(point))
    if point.paired is Pairing.GUESSED and point.date is not None:
        asks.append(f'"{point.name}": jam dari "{point.date.name}"? Judulnya tidak menyebut tanggalnya')
    if role.rivals:
        others = listed([other.name for other in role.rivals])
        asks.append(f'"{point.name}" atau {others}? Judulnya sama kuat')
    if role.short:
        asks.append(f'"{point.name}" dibaca sebagai singkatan «{role.short}»; benar?')
    return asks


def unused(clock: Seen) -> str:
    return (
        f'"{clock.name}" tidak dipakai: jam apa ini? Bila jam salah satu tanggal, tulis keduanya di from dan '
        "format; bila tidak perlu, hapus pertanyaan ini"
    )


def dateless(point: Point) -> str:
    if point.file_date:
        return "tanggal tidak ada di sel mana pun; diambil dari nama berkas. Benar untuk setiap berkas?"
    return 'tanggal tidak ada di sel mana pun; tulis tanggalnya sebagai value, misalnya "2026-01-31"'


def zone(draft: Draft, begun: Point | None, timezone: str) -> None:
    """Clocks of an office stand by day; many at night speak for another zone."""
    draft.keys["timezone"] = timezone
    if begun is None or begun.clock is None:
        return
    if any(fit.offset is not None for seen in begun.columns for fit in seen.fits):
        draft.why["timezone"] = "tiap jam sudah menyebut selisihnya dari UTC; zona ini tidak dipakai untuknya"
        return
    hours = begun.seconds[begun.read] % DAY // 3600
    night = float(((hours >= 22) | (hours < 5)).mean()) if len(hours) else 0.0
    span = f"{np.percentile(hours, 5):.0f} sampai {np.percentile(hours, 95):.0f}" if len(hours) else ""
    if night <= 0.15:
        draft.why["timezone"] = f"zona kantor; 90% jam di {begun.name} antara pukul {span}"
        return
    draft.keys["timezone"] = ASK
    draft.asks["timezone"] = (
        f"{share_said(night)} jam di {begun.name} antara pukul 22 dan 5 (90%: {span}); apakah UTC, atau "
        f'zona lain? Tulis "UTC", "{timezone}", …'
    )
