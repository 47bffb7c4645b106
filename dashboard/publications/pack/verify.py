"""A pack held against its own list, and against what the office knows today."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
from dashboard.publications.pack.record import changes, record
from dashboard.publications.restatement import Comparison, more
from dashboard.reader import Reader

_NAMED = 20
"""Restated figures of one period that are named; the rest is counted."""


@dataclass(frozen=True)
class Opened:
    """A pack, read as far as it can be."""

    archive: Archive
    listed: Listed

    @property
    def of(self) -> Evaluation:
        return Evaluation(int(self.listed.about["year"]), str(self.listed.about["version"]))

    @property
    def day(self) -> date:
        """The day that its figures were looked at."""
        return date.fromisoformat(self.listed.about["day"])

    @property
    def manifest(self) -> str:
        return digest(self.archive.files[MANIFEST])

    @property
    def sample(self) -> bool:
        return bool(self.listed.about["sample"])


@dataclass(frozen=True)
class Verdict:
    """`registered`: as the office remembers it; `changes`: what is otherwise today, in sentences; None where
    today's data cannot be read."""

    opened: Opened
    faults: Sequence[Fault]
    registered: Pack | None
    changes: Sequence[str] | None

    @property
    def whole(self) -> bool:
        return not self.faults


def open_pack(content: bytes) -> Opened:
    """Raises PackError."""
    archive = from_zip(content)
    found = Opened(archive, read(archive))
    try:
        assert found.day, found.of
        datetime.fromisoformat(found.listed.about["made_at"])
        assert isinstance(found.listed.about["sources"], dict)
    except (KeyError, TypeError, ValueError, AssertionError) as fault:
        raise PackError(f"{MANIFEST} berubah: tidak menyebut evaluasi, hari, dan sumbernya") from fault
    return found


def verify(
    opened: Opened, packs: Sequence[Pack], today: Callable[[Opened], tuple[Assessment, Reader] | None]
) -> Verdict:
    """`packs`: those that the office remembers of this evaluation, the newest first; `today`: the evaluation
    as it stands, of the day of the pack."""
    registered = next((each for each in packs if each.manifest == opened.manifest), None)
    known = registered or _same_moment(opened, packs)
    found = faults(opened.archive, opened.listed, known.manifest if known else None)
    now = today(opened)
    return Verdict(opened, found, registered, [*_changes(opened, found, *now)] if now else None)


def _same_moment(opened: Opened, packs: Sequence[Pack]) -> Pack | None:
    """The one that it says to be, if its list is not the one that was made then."""
    made_at = datetime.fromisoformat(opened.listed.about["made_at"])
    return next((each for each in packs if each.at.replace(microsecond=0) == made_at), None)


def _changes(opened: Opened, found: Sequence[Fault], assessment: Assessment, reader: Reader) -> Iterator[str]:
    broken = {fault.path for fault in found}
    files = opened.archive.files
    told = _json(files[RECORD]) if RECORD in files and RECORD not in broken else None
    yield from [f"{RECORD} tidak utuh, jadi nilai dan usulannya tidak dibandingkan."] if told is None else []
    if told is not None:
        yield from changes(told, record(assessment))
    for path in sorted(files):
        if path.startswith(FROZEN) and path.endswith(".json") and path not in broken:
            frozen = from_text(files[path].decode())
            yield from _restated(frozen, since(frozen, reader))
    yield from _sources(opened.listed.about["sources"], origin(reader).files)


def _json(content: bytes) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(content)
    return found


def _restated(frozen: Frozen, found: Comparison) -> Iterator[str]:
    if found.same:
        return
    names = [_named(frozen, each.key) for each in found.restated]
    rest = f"; dan {fmt.number(len(names) - _NAMED)} lagi" if len(names) > _NAMED else ""
    told = "; ".join(names[:_NAMED])
    yield f"Angka beku {frozen.term.words}: {fmt.number(len(names))} berubah: {told}{rest}."


def _named(frozen: Frozen, key: tuple[str, str, str]) -> str:
    place = f" ({words.place(key, frozen)})" if key[1] else ""
    return f"{words.title(key)}{place}"


def _sources(then: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for source, count in more(now, then).items():
        yield f"Sumber {source}: {fmt.number(count)} isi berkas baru dibaca sejak itu."
    for source, count in more(then, now).items():
        yield f"Sumber {source}: {fmt.number(count)} isi berkas tidak dikenal lagi."


def lines(verdict: Verdict, data_version: str | None) -> Iterator[str]:
    """The verdict in sentences."""
    about = verdict.opened.listed.about
    made_at = datetime.fromisoformat(about["made_at"])
    yield f"{about['title']} {about['year']}, {about['office']}, dibuat {fmt.day(made_at)} {made_at:%H.%M}."
    if verdict.opened.sample:
        yield text.SAMPLE
    checked = len(verdict.opened.listed.files) + 2
    if verdict.whole:
        yield f"Berkas: {fmt.number(checked)} diperiksa, semua seperti saat dibuat."
    else:
        yield f"Berkas: {fmt.number(len(verdict.faults))} tidak cocok."
        yield from (f"  {fault.path}: {fault.words}." for fault in verdict.faults)
    if verdict.registered:
        yield f"Tercatat di kantor ini: dibuat oleh {verdict.registered.account}."
    else:
        yield "Tidak tercatat di kantor ini, atau daftarnya bukan lagi yang tercatat."
    if verdict.changes is None:
        yield "Data sekarang tidak terbaca, jadi tidak dibandingkan."
    elif verdict.changes:
        yield f"Berbeda dari data sekarang (versi {data_version}):"
        yield from (f"  {words}" for words in verdict.changes)
    else:
        yield f"Semua nilai, angka, dan sumber sama dengan data sekarang (versi {data_version})."
