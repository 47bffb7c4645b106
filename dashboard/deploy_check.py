"""What a deployment lacks. Pure: what is looked at was gathered before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from dashboard.roles import Role
from dashboard.settings import Settings, loopback
from dashboard.store import Rights

OLDEST_DASH = (4, 4, 1)
"""Before it a stranger could end a process of ours by sending its number (plotly/dash 3902)."""
_SKEW = timedelta(minutes=5)
_SECOND_FACTOR = (Role.CAMAT, Role.ADMIN)


@dataclass(frozen=True)
class Person:
    name: str
    role: Role
    active: bool
    second_factor: bool
    demo: bool
    """Has the password that `serve --demo` has made."""


@dataclass(frozen=True)
class Deployment:
    settings: Settings
    public: bool
    """Of the process of the public page alone: it has neither key nor accounts."""
    people: tuple[Person, ...]
    readable: tuple[Path, ...]
    """Private files and folders that others may read."""
    rights: Rights | None
    """None where the warehouse is a folder."""
    provider: str | None
    """Why nobody can sign in with the provider's accounts, if so."""
    dash: tuple[int, ...]
    newest: datetime | None
    """The youngest moment in the published data."""
    now: datetime


@dataclass(frozen=True)
class Missing:
    name: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.name}: {self.wrong}. {self.mend}."


def missing(deployment: Deployment) -> list[Missing]:
    return [found for check in CHECKS for found in check(deployment)]


def notes(deployment: Deployment) -> list[str]:
    """What cannot be seen from here."""
    said = "Jalankan halaman publik dan halaman staf sebagai dua proses (public dan staff di Procfile)"
    if deployment.rights is None:
        return [f"{said}, masing-masing dengan akun mesinnya sendiri."]
    return [f"{said}: public dengan peran pantau_public, staff dengan peran pantau_staff."]


def _key(found: Deployment) -> Iterator[Missing]:
    if found.settings.secret_key is None and not found.public:
        yield Missing(
            "PANTAU_SECRET_KEY",
            "belum diisi, sehingga kunci dibuat sendiri untuk satu mesin",
            'Buat dengan: python -c "import secrets; print(secrets.token_urlsafe(48))"',
        )


def _https(found: Deployment) -> Iterator[Missing]:
    if not found.settings.https:
        yield Missing(
            "PANTAU_HTTPS", "bukan ya, sehingga kuki dapat disadap", "Pasang https di depannya lalu isi ya"
        )


def _proxies(found: Deployment) -> Iterator[Missing]:
    if found.settings.https and not found.settings.proxies:
        yield Missing(
            "PANTAU_PROXIES",
            "0, padahal https dilayani proksi: semua orang tampak datang dari satu alamat",
            "Isi banyaknya proksi Anda di depan, biasanya 1",
        )


def _hosts(found: Deployment) -> Iterator[Missing]:
    named = [name.strip("[]") for name in found.settings.trusted_hosts]
    if all(map(loopback, named)):
        yield Missing(
            "PANTAU_TRUSTED_HOSTS",
            "belum menyebut nama yang dipakai peramban",
            "Isi misalnya pantau.banjarmasinkota.go.id",
        )
    for name in named:
        if name.startswith(".") or "*" in name:
            yield Missing(
                "PANTAU_TRUSTED_HOSTS", f"menerima nama apa pun di bawah {name}", "Sebut tiap nama utuh"
            )


def _private(found: Deployment) -> Iterator[Missing]:
    for path in found.readable:
        mode = "700" if path.is_dir() else "600"
        yield Missing(str(path), "dapat dibaca akun lain di mesin ini", f"Jalankan: chmod {mode} {path}")


def _accounts(found: Deployment) -> Iterator[Missing]:
    if found.public:
        return
    active = [person for person in found.people if person.active]
    if not any(person.role is Role.ADMIN for person in active):
        yield Missing(
            "Akun admin", "belum ada yang aktif", "Jalankan: python -m dashboard user add NAMA --role admin"
        )
    for person in active:
        if person.demo:
            yield Missing(
                f"Akun {person.name}",
                "masih memakai kata sandi contoh",
                f"Jalankan: python -m dashboard user password {person.name}, atau user disable {person.name}",
            )


def _second_factor(found: Deployment) -> Iterator[Missing]:
    for person in found.people:
        if person.active and person.role in _SECOND_FACTOR and not person.second_factor:
            yield Missing(
                f"Akun {person.name}",
                f"peran {person.role.label} tanpa kode sekali pakai",
                "Masuk dengan akun itu lalu pasang di halaman Akun saya",
            )


def _roles(found: Deployment) -> Iterator[Missing]:
    rights = found.rights
    if rights is None:
        return
    mend = "Jalankan SQL dari python -m etl roles sebagai pengelola server"
    if rights.writes:
        yield Missing(
            "WAREHOUSE_URL",
            f"peran {rights.role} dapat menulis gudang data atau membaca fakta",
            f"Pakai pantau_staff atau pantau_public. {mend}",
        )
    elif rights.staff and found.public:
        yield Missing(
            "WAREHOUSE_URL",
            f"proses halaman publik memakai peran {rights.role}, yang membaca versi petugas",
            "Pakai pantau_public",
        )
    elif not rights.staff and not found.public:
        yield Missing(
            "WAREHOUSE_URL",
            f"peran {rights.role} tidak dapat membaca versi petugas",
            "Pakai pantau_staff; untuk proses halaman publik: check --deploy --only public",
        )
    if rights.public_reads_staff:
        yield Missing("Peran pantau_public", "dapat membaca versi petugas", mend)


def _provider(found: Deployment) -> Iterator[Missing]:
    if found.provider is not None:
        yield Missing(
            "PANTAU_OIDC_ISSUER",
            f"penyedia akun tidak dapat dipakai ({found.provider})",
            "Periksa alamatnya, dan apakah mesin ini dapat menghubunginya",
        )


def _dash(found: Deployment) -> Iterator[Missing]:
    if found.dash < OLDEST_DASH:
        version, wanted = (".".join(map(str, each)) for each in (found.dash, OLDEST_DASH))
        yield Missing(
            "dash", f"versi {version} punya lubang yang diketahui", f"Pasang {wanted} atau lebih baru"
        )


def _clock(found: Deployment) -> Iterator[Missing]:
    if found.newest is not None and found.newest - found.now > _SKEW:
        yield Missing(
            "Jam mesin",
            f"{found.now:%Y-%m-%d %H:%M} UTC, lebih awal daripada data yang sudah terbit",
            "Nyalakan penyelarasan jam (NTP); sesi dan kode sekali pakai bergantung padanya",
        )


CHECKS: tuple[Callable[[Deployment], Iterator[Missing]], ...] = (
    _key, _https, _proxies, _hosts, _private, _accounts, _second_factor, _roles, _provider, _dash, _clock,
)  # fmt: skip
