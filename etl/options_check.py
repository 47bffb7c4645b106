"""What is wrong with the tables of a block that say how rows are fetched and put together."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfoNotFoundError

from etl import span
from etl.cursor import WANTED, NoMark, Overlap, mark_of
from etl.options import Fold, Join, Limits, Paging
from etl.reader import Wrong
from etl.schedule import schedule
from etl.source import SourceBlock, rule_columns, source_columns

MOST_HEADER_ROWS = 5


def wrong_options(block: SourceBlock) -> Iterator[Wrong]:
    yield from _schedule(block)
    yield from _limits(block.limits)
    yield from _cursor(block)
    yield from _headers(block)
    if block.token_header is not None and block.token_env is None:
        yield "token_header", "hanya berlaku bersama token_env"
    if block.paging is not None:
        yield from _paging(block.paging)
    if block.fold is not None:
        yield from _fold(block.fold)
    for number, join in enumerate(block.joins):
        place = f"join[{number}]" if isinstance(block.join, list) else "join"
        for key, message in _join(join, block):
            yield f"{place}.{key}", message


def _schedule(block: SourceBlock) -> Iterator[Wrong]:
    if block.schedule is not None:
        try:
            schedule(block.schedule, block.timezone)
        except ValueError as wrong:
            shown = block.schedule if isinstance(block.schedule, str) else ", ".join(block.schedule)
            yield "schedule", f'"{shown}": {wrong}'
        except (ZoneInfoNotFoundError, OSError):
            # Told of `timezone` itself.
            return


def _limits(limits: Limits) -> Iterator[Wrong]:
    try:
        span.seconds(limits.time)
    except ValueError as wrong:
        yield "limits.time", f'"{limits.time}": {wrong}'
    for key in ("rows", "mib", "pages"):
        if getattr(limits, key) < 1:
            yield f"limits.{key}", f"{getattr(limits, key)}: tulis bilangan 1 atau lebih"


def _cursor(block: SourceBlock) -> Iterator[Wrong]:
    if block.cursor is None:
        for key in ("since", "overlap", "since_param"):
            if getattr(block, key) is not None:
                yield key, "hanya berlaku bersama cursor = kolom yang naik terus, misalnya waktu perubahan"
        return
    if block.since is None:
        yield "since", f"cursor memerlukan since = dari mana pembacaan pertama dimulai: {WANTED}"
    elif isinstance(block.since, str):
        try:
            mark_of(block.since)
        except NoMark:
            yield "since", f'"{block.since}": tulis {WANTED}'
    if block.covers is not None:
        yield "covers", "tidak berlaku bersama cursor: kiriman hanya memuat yang baru, bukan seluruh hari"
    try:
        if Overlap.of(block.overlap).numbers < 0:
            yield "overlap", f"{block.overlap}: tulis bilangan 0 atau lebih, atau lamanya, misalnya 10m"
    except ValueError as wrong:
        yield "overlap", f'"{block.overlap}": {wrong}'


def _headers(block: SourceBlock) -> Iterator[Wrong]:
    read = source_columns(block)
    for short, pattern in block.headers.items():
        if short.strip() not in read:
            yield (
                f"headers.{short}",
                "nama pendek ini tidak dipakai satu aturan pun; pakai, atau hapus baris ini",
            )
        if not pattern.strip(" *?"):
            yield f"headers.{short}", f'"{pattern}": tulis sebagian judulnya, misalnya "1. *persyaratan*"'


def _paging(paging: Paging) -> Iterator[Wrong]:
    if sum((paging.page is not None, paging.next is not None, paging.link)) != 1:
        yield (
            "paging",
            ('tulis tepat satu dari page = "nama parameter", next = "jalan.ke.isian", atau link = true'),
        )
    if paging.param is not None and paging.next is None:
        yield "paging.param", "hanya berlaku bersama next"
    if paging.first < 0:
        yield "paging.first", f"{paging.first}: nomor halaman pertama, 0 atau lebih"
    if paging.next is not None and not all(paging.next.split(".")):
        yield "paging.next", f'"{paging.next}": tulis jalan ke isiannya, misalnya "links.next"'


def _fold(fold: Fold) -> Iterator[Wrong]:
    if not all(fold.keys) or not fold.keys:
        yield "fold.key", "tulis nama kolom yang sama di semua peristiwa satu kunjungan, misalnya nomor"
    if not all(fold.times) or not fold.times:
        yield "fold.time", "tulis nama kolom waktu peristiwa"
    if not fold.events:
        yield "fold.events", 'tulis peristiwanya, misalnya taken = "AMBIL"'
    if fold.begins is not None and fold.begins not in fold.events:
        there = ", ".join(fold.events)
        yield "fold.begins", f'"{fold.begins}" bukan peristiwa di fold.events; yang ada: {there}'
    seen: dict[str, str] = {}
    for name in fold.events:
        if "." in name:
            yield f"fold.events.{name}", "nama peristiwa tidak boleh memuat titik"
        if not all(fold.words(name)) or not fold.words(name):
            yield f"fold.events.{name}", 'tulis kata yang berarti peristiwa ini, misalnya "PANGGIL"'
        for word in sorted(fold.words(name)):
            if seen.setdefault(word, name) != name:
                yield f"fold.events.{name}", f'"{word}" sudah berarti {seen[word]}; satu kata satu peristiwa'


def _join(join: Join, block: SourceBlock) -> Iterator[Wrong]:
    if block.sheet is None:
        yield "sheet", "menggabung lembar memerlukan sheet = lembar utama di blok ini"
    if not join.sheet.strip() or not join.key or not join.on.strip():
        yield "on", "tulis nama lembar dan nama kolom kuncinya"
    same = [other for other in block.joins if other.prefix.lower() == join.prefix.lower()]
    if len(same) > 1 or join.sheet == block.sheet:
        yield "sheet", f'"{join.sheet}" disebut lebih dari satu kali'
    yield from _rows(join.header_rows, join.skip_rows)
    if not _reads(rule_columns(block), join):
        yield (
            "sheet",
            f'tidak ada aturan yang membaca "{join.prefix}…"; tulis misalnya from = "{join.prefix}nama"',
        )


def _reads(names: Iterable[str], join: Join) -> bool:
    return any(name.startswith(join.prefix) or f".{join.prefix}" in name for name in names)


def _rows(header_rows: int, skip_rows: int) -> Iterator[Wrong]:
    if not 1 <= header_rows <= MOST_HEADER_ROWS:
        yield "header_rows", f"{header_rows}: banyaknya baris judul, dari 1 sampai {MOST_HEADER_ROWS}"
    if skip_rows < 0:
        yield "skip_rows", f"{skip_rows}: banyaknya baris di atas judul, 0 atau lebih"
