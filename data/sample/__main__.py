"""python -m data.sample: writes the sample files and truth.json."""

import json
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer

from data.sample.generation import TooShortError, generate
from data.sample.scenario import Span

DATA = Path(__file__).resolve().parent.parent
WRONG_USAGE = 2


def main(
    out: Annotated[Path, typer.Option(help="Folder tujuan.")] = DATA / "incoming" / "contoh",
    until: Annotated[str, typer.Option(help="Hari terakhir, mis. 2026-06-30; bawaan: kemarin.")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Angka awal undian; angka sama, isi sama.")] = 1,
    years: Annotated[float, typer.Option(min=0.1, max=5, help="Panjang data dalam tahun.")] = 2.0,
    reference: Annotated[Path, typer.Option(help="Folder tabel acuan.")] = DATA / "reference",
    as_json: Annotated[bool, typer.Option("--json", help="Cetak ringkasan sebagai JSON.")] = False,
) -> None:
    """Menulis data contoh (rekaan) untuk kedua aplikasi, beserta truth.json."""
    last = _last_day(until)
    try:
        told = generate(
            out,
            reference=reference,
            span=Span(_first_day(last, years), last),
            seed=seed,
            progress=_progress(),
        )
    except TooShortError as problem:
        _refuse(str(problem))
    except OSError as problem:
        _refuse(f"{problem.filename}: tidak dapat dibaca atau ditulis ({problem.strerror}).")
    if as_json:
        print(json.dumps({"out": str(out), **_summary(told)}, ensure_ascii=False))
    elif sys.stdout.isatty():
        _tell(told, out)


def _last_day(text: str) -> date:
    if not text:
        return datetime.now(ZoneInfo("Asia/Makassar")).date() - timedelta(days=1)
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(f'--until "{text}" bukan tanggal; tulis misalnya 2026-06-30.')


def _refuse(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(WRONG_USAGE)


def _first_day(last: date, years: float) -> date:
    """Whole years go back to the day after the same date; parts of a year by days."""
    whole, part = divmod(years, 1)
    following = last + timedelta(days=1)
    # 29 February has no like in other years.
    day = min(following.day, 28) if following.month == 2 else following.day
    return following.replace(year=following.year - int(whole), day=day) - timedelta(days=round(part * 365.25))


def _progress() -> Callable[[float], None]:
    if not sys.stderr.isatty():
        return lambda done: None

    def show(done: float) -> None:
        filled = round(30 * done)
        sys.stderr.write(f"\rData contoh [{'█' * filled}{'·' * (30 - filled)}] {done:4.0%}")
        sys.stderr.write("\n" if done >= 1 else "")
        sys.stderr.flush()

    return show


def _summary(told: dict[str, Any]) -> dict[str, object]:
    return {
        "seed": told["seed"],
        "from": told["from"],
        "until": told["until"],
        "rows": {fact: known["rows"] for fact, known in told["facts"].items()},
        "read": {source: known["total"]["read"] for source, known in told["sources"].items()},
        "rejected": {source: known["total"]["rejected"] for source, known in told["sources"].items()},
    }


def _tell(told: dict[str, Any], out: Path) -> None:
    known = told["facts"]
    print(
        f"Data contoh {told['from']} sampai {told['until']}: {known['visit']['rows']} kunjungan, "
        f"{known['request']['rows']} permohonan, {known['answer']['rows']} jawaban survei, "
        f"{known['complaint']['rows']} pengaduan. Tersimpan di {out}."
    )


if __name__ == "__main__":
    typer.run(main)
