"""The health file: one JSON object that says whether the unattended ETL is well. Replaced whole, never half.

Two write it, each its own part: a run (`run`, `success`, `publication`) and `etl watch` (`watch`). A run that
changed nothing makes no version; that it ran stands here.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from etl.errors import ConfigProblem
from etl.os_errors import why

VARIABLE = "PANTAU_HEALTH_FILE"
SILENT = timedelta(minutes=5)
"""`etl watch` writes at least every minute; this long without a word and it hangs or is gone."""

OFTEN = 3
"""Failures one after the other of a source, after which it will hardly mend itself."""

Health = Mapping[str, Any]


def health_file(environ: Mapping[str, str], warehouse: str) -> Path | None:
    """Named by the environment, else in the folder of the warehouse; a warehouse in a database has none."""
    if named := environ.get(VARIABLE):
        return Path(named).absolute()
    return None if "://" in warehouse else Path(warehouse).absolute() / "health.json"


def write_health(path: Path, told: Health) -> None:
    """Put these parts in the place of the former ones. Raises ConfigProblem where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_name(f"{path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            text = json.dumps({**(read_health(path) or {}), **told}, ensure_ascii=False, indent=1)
            fresh = path.with_name(f"{path.name}.new")
            with fresh.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
    except OSError as failed:
        raise ConfigProblem(
            f"{VARIABLE}: {path} tidak bisa ditulis ({why(failed)}); beri ruang di disk atau sebut "
            "berkas di folder yang boleh ditulis akun ini."
        ) from None


def read_health(path: Path) -> Health | None:
    """None where there is none, or where something else stands there."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def faults(told: Health | None, now: datetime, most: timedelta) -> list[str]:
    """What is not well, in words. `now` is aware, `most` how old the last success may be."""
    if told is None:
        return ["Belum ada berkas kesehatan: etl belum pernah berjalan, atau berkasnya di tempat lain."]
    found = []
    success = _time(told, "success")
    if success is None:
        found.append("Belum pernah ada proses yang selesai tanpa kesalahan.")
    elif now - success > most:
        found.append(f"Tidak ada proses yang selesai tanpa kesalahan selama {_hours(now - success)} jam.")
    watch, run = _part(told, "watch"), _part(told, "run")
    if watch.get("state") in ("waiting", "running"):
        heard = _time(watch, "at")
        if heard is None or now - heard > SILENT:
            found.append("etl watch tidak memberi kabar lagi; periksa apakah prosesnya masih hidup.")
    for name, source in sorted(_part(watch, "sources").items()):
        if source.get("failures", 0) >= OFTEN:
            found.append(f"{name}: {source['failures']} kali gagal berturut-turut; lihat catatan etl watch.")
    if run.get("exit_code") not in (None, 0, 3):
        found.append(f"Proses terakhir gagal (kode keluar {run['exit_code']}): {run.get('message', '')}")
    return found


def lines(told: Health, timezone: str) -> list[str]:
    """What the file says, in words."""
    watch, run, published = _part(told, "watch"), _part(told, "run"), _part(told, "publication")
    state = {"waiting": "menunggu", "running": "sedang memuat", "stopped": "dihentikan"}
    found = [f"etl watch: {state.get(str(watch.get('state')), 'tidak dipakai')}"]
    if watch.get("state") in ("waiting", "running"):
        found[0] += f" (pid {watch.get('pid')}), kabar terakhir {_written(_time(watch, 'at'), timezone)}"
    began = _time(run, "began")
    if began is not None:
        found.append(
            f"Proses terakhir: {_written(began, timezone)}, kode keluar {run.get('exit_code')}, "
            f"{len(run.get('refused', ()))} berkas atau sumber tidak terbaca"
        )
    found.append(f"Terakhir selesai tanpa kesalahan: {_written(_time(told, 'success'), timezone)}")
    found.append(f"Terakhir terbit: {_written(_time(published, 'at'), timezone)}")
    for name, source in sorted(_part(watch, "sources").items()):
        failures = source.get("failures")
        again = f", {failures} kali gagal berturut-turut" if failures else ""
        found.append(f"{name}: berikutnya {_written(_time(source, 'due'), timezone)}{again}")
    return found


def _part(told: Health, name: str) -> Health:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _time(told: Health, name: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(told[name])
    except (KeyError, TypeError, ValueError):
        return None
    return found if found.tzinfo is not None else None


def _written(instant: datetime | None, timezone: str) -> str:
    return (
        "belum pernah"
        if instant is None
        else f"{instant.astimezone(ZoneInfo(timezone)):%d/%m/%Y %H:%M:%S %Z}"
    )


def _hours(age: timedelta) -> str:
    return str(int(age.total_seconds() // 3600))
