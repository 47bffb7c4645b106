"""A pack held against its own list, and against what the office knows today."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from dashboard import format as fmt
from dashboard import text
from dashboard.errors import PackError
from dashboard.office.pekppp import Evaluation
from dashboard.office.publications import Pack
from dashboard.pekppp.assessment import Assessment
from dashboard.publications import words
from dashboard.publications.frozen import Frozen, from_text, origin
from dashboard.publications.looked_at import since
from dashboard.publications.pack.archive import Archive, from_zip
from dashboard.publications.pack.build import FROZEN, RECORD
from dashboard.publications.pack.manifest import MANIFEST, Fault, Listed, digest, faults, read
from dashboard.publications.pack.record import Record, changes, record
from dashboard.publications.pack.shapes import About, RecordShape, about, of_shape
from dashboard.publications.restatement import Comparison, more
from dashboard.reader import Reader

_NAMED = 20
"""Restated figures of one period that are named; the rest is counted."""
_MOST, _LONGEST = 200, 4000
"""Lines of one list that are told, and letters of a line."""
_NBSP, _STRANGE = "\N{NO-BREAK SPACE}", "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Opened:
    """A pack, read as far as it can be."""

    archive: Archive
    listed: Listed
    about: About

    @property
    def of(self) -> Evaluation:
        return Evaluation(self.about.year, self.about.version)

    @property
    def manifest(self) -> str:
        return digest(self.archive.files[MANIFEST])


@dataclass(frozen=True)
class _Told:
    """`evaluation` None: it cannot be compared; `foreign` and `left`: sentences on frozen periods that are
    not the office's, and on those that are not compared for want of time; `strange`: paths of what is of
    another form."""

    evaluation: Record | None
    frozen: Sequence[Frozen]
    foreign: Sequence[str]
    left: Sequence[str]
    strange: Sequence[str]


@dataclass(frozen=True)
class Remembered:
    """What the office has handed over: packs of the evaluation, the newest first, and the SHA-256 of every
    frozen period."""

    packs: Sequence[Pack]
    frozen: Set[str]


@dataclass(frozen=True)
class Verdict:
    """`registered`: as the office remembers it; `changes`: what is otherwise today, in sentences; None where
    today's data cannot be read; `left`: what was not compared."""

    opened: Opened
    faults: Sequence[Fault]
    registered: Pack | None
    changes: Sequence[str] | None
    left: Sequence[str] = ()

    @property
    def whole(self) -> bool:
        return not self.faults


def open_pack(content: bytes) -> Opened:
    """Raises PackError."""
    archive = from_zip(content)
    listed, found = read(archive), about(archive.files[MANIFEST])
    if found is None:
        raise PackError(f"{MANIFEST} berubah: tidak menyebut evaluasi, waktu, dan sumbernya dengan benar")
    return Opened(archive, listed, found)


def verify(
    opened: Opened,
    remembered: Remembered,
    today: Callable[[Opened], tuple[Assessment, Reader] | None],
    *,
    most: int,
) -> Verdict:
    """`today`: the evaluation as it stands, of the day of the pack; `most`: so many frozen periods are held
    against today's data, because each takes seconds and a pack may bring any number of them."""
    packs = remembered.packs
    registered = next((each for each in packs if each.manifest == opened.manifest), None)
    known = registered or _same_moment(opened, packs)
    found = faults(opened.archive, opened.listed, known.manifest if known else None)
    told = _told(opened, {fault.path for fault in found}, remembered.frozen, most)
    found += [Fault(path, "bukan bentuk yang dibuat Pantau") for path in told.strange]
    now = today(opened)
    changed = [*_changes(opened, told, *now)] if now else None
    return Verdict(opened, found, registered, changed, told.left)


def _same_moment(opened: Opened, packs: Sequence[Pack]) -> Pack | None:
    """The one that it says to be, if its list is not the one that was made then."""
    return next((each for each in packs if each.at.replace(microsecond=0) == opened.about.made_at), None)


def _told(opened: Opened, broken: Set[str], known: Set[str], most: int) -> _Told:
    """What can be compared: of files that are as they were listed, those that are of the right form; of the
    frozen periods those that the office has frozen."""
    files = {path: content for path, content in opened.archive.files.items() if path not in broken}
    frozen: list[Frozen] = []
    strange, foreign, left = [], [], []
    found = (path for path in files if path.startswith(FROZEN) and path.endswith(".json"))
    for path in sorted(found, reverse=True):
        try:
            period = from_text(files[path].decode())
        except ValueError:
            strange.append(path)
            continue
        if digest(files[path]) not in known:
            foreign.append(f"{path}: bukan angka yang pernah dibekukan kantor ini, jadi tidak dibandingkan.")
        elif len(frozen) == most:
            left.append(f"{path}: hanya oleh pekppp verify di server, karena periodenya terlalu banyak.")
        else:
            frozen.append(period)
    evaluation = None
    if RECORD in files and of_shape(files[RECORD], RecordShape) is None:
        strange.append(RECORD)
    elif RECORD in files:
        evaluation = json.loads(files[RECORD])
    return _Told(evaluation, frozen, foreign, left, strange)


def _changes(opened: Opened, told: _Told, assessment: Assessment, reader: Reader) -> Iterator[str]:
    if opened.about.office != reader.place:
        yield f"Paket ini dari {opened.about.office}, data di sini dari {reader.place}."
    if assessment.of != opened.of:
        yield f"Versi instrumen “{opened.of.version}” tidak ada di sini, jadi nilainya tidak dibandingkan."
    elif told.evaluation is None:
        yield f"{RECORD} tidak utuh, jadi nilai dan usulannya tidak dibandingkan."
    else:
        yield from changes(told.evaluation, record(assessment))
    for each in told.frozen:
        yield from _restated(each, since(each, reader))
    yield from told.foreign
    held = [path for path in opened.archive.files if path.startswith(FROZEN) and path.endswith(".json")]
    if lost := len(held) - len(told.frozen):
        yield f"Periode beku: {fmt.number(lost)} tidak utuh, jadi angkanya tidak dibandingkan."
    yield from _sources(opened.about.sources, origin(reader).files)


def _restated(frozen: Frozen, found: Comparison) -> Iterator[str]:
    if found.same:
        return
    names = [_named(frozen, each.key) for each in found.restated]
    rest = f"; dan {fmt.number(len(names) - _NAMED)} lagi" if len(names) > _NAMED else ""
    told = "; ".join(names[:_NAMED])
    yield f"Angka beku {frozen.term.words}: {fmt.number(len(names))} berubah: {told}{rest}."
    if found.purged:
        yield found.purged


def _named(frozen: Frozen, key: tuple[str, str, str]) -> str:
    place = f" ({words.place(key, frozen)})" if key[1] else ""
    return f"{words.title(key)}{place}"


def _sources(then: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for source, count in more(now, then).items():
        yield f"Sumber {source}: {fmt.number(count)} isi berkas baru dibaca sejak itu."
    for source, count in more(then, now).items():
        yield f"Sumber {source}: {fmt.number(count)} isi berkas tidak dikenal lagi."


def summary(verdict: Verdict) -> str:
    """The verdict in one sentence."""
    if not verdict.whole:
        return "Paket ini tidak utuh: jangan dipakai, mintalah lagi kepada yang menyerahkannya."
    if verdict.registered is None:
        return "Paket ini cocok dengan daftarnya sendiri, tetapi tidak tercatat di kantor ini."
    if verdict.changes is None:
        return "Paket ini utuh; data sekarang tidak terbaca."
    part = " sejauh dibandingkan" if verdict.left and not verdict.changes else ""
    return f"Paket ini utuh; data sekarang {'lain' if verdict.changes else 'sama'}{part}."


def lines(verdict: Verdict, data_version: str | None) -> Iterator[str]:
    """The verdict in sentences. What the pack brings along in them is only letters: no terminal obeys it."""
    for line in _lines(verdict, data_version):
        letters = (letter if letter.isprintable() or letter == _NBSP else _STRANGE for letter in line)
        told = "".join(letters)
        yield told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


def _lines(verdict: Verdict, data_version: str | None) -> Iterator[str]:
    about, at = verdict.opened.about, verdict.opened.about.made_at
    yield f"{about.title} {about.year}, {about.office}, dibuat {fmt.day(at)} {at:%H.%M}."
    if about.sample:
        yield text.SAMPLE
    checked = fmt.number(len(verdict.opened.listed.files) + 2)
    if not verdict.whole:
        yield f"Berkas: {fmt.number(len(verdict.faults))} tidak cocok."
        yield from _first([f"{fault.path}: {fault.words}." for fault in verdict.faults])
    elif verdict.registered:
        yield f"Berkas: {checked} diperiksa, semua seperti saat dibuat."
    else:
        yield f"Berkas: {checked} diperiksa, semua cocok dengan daftar di paket itu sendiri."
    if verdict.registered:
        yield f"Tercatat di kantor ini: dibuat oleh {verdict.registered.account}."
    else:
        yield (
            "Tidak tercatat di kantor ini, atau daftarnya bukan lagi yang tercatat: siapa yang membuatnya "
            "tidak terbukti."
        )
    if verdict.changes is None:
        yield "Data sekarang tidak terbaca, jadi tidak dibandingkan."
    elif verdict.changes:
        yield f"Berbeda dari data sekarang (versi {data_version}):"
        yield from _first(verdict.changes)
    else:
        what = "yang dibandingkan" if verdict.left else "nilai, angka, dan sumber"
        yield f"Semua {what} sama dengan data sekarang (versi {data_version})."
    if verdict.left:
        yield "Tidak dibandingkan:"
        yield from _first(verdict.left)


def _first(told: Sequence[str]) -> Iterator[str]:
    yield from (f"  {words}" for words in told[:_MOST])
    if len(told) > _MOST:
        yield f"  … dan {fmt.number(len(told) - _MOST)} lagi."
