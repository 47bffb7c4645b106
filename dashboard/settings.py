"""Settings of the dashboard, built once from an environ that is passed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from dashboard.errors import SettingsError
from dashboard.oidc import Oidc, load_oidc
from dashboard.roles import Role

KEY_BYTES = 32
_MAKE_KEY = 'buat dengan: python -c "import secrets; print(secrets.token_urlsafe(48))"'
_OFTEN_COPIED = ("changeme", "change_me", "change-me", "secret", "password", "rahasia", "example", "contoh")
_LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")


_SHIPPED = Path(__file__).resolve().parents[1] / "data" / "reference"


@dataclass(frozen=True)
class PekpppFiles:
    """Where the versions of the instrument stand, the office's own file with the law's sentences (None: it
    has none), the files that are brought as evidence, and what is due when."""

    folder: Path
    wording: Path | None
    evidence: Path
    deadlines: Path


@dataclass(frozen=True)
class Settings:
    warehouse: str
    """A folder."""
    office_url: str
    secret_key: bytes | None = field(repr=False)
    """None: one is made and kept beside the office store, on the own machine only."""
    host: str
    port: int
    trusted_hosts: tuple[str, ...]
    """Names without port that this server answers to."""
    https: bool
    """Browsers reach it by https: cookies are Secure."""
    require_totp: frozenset[Role]
    """Roles that sign in with a second factor or not at all."""
    proxies: int
    """How many proxies in front are ours, so that what they say about the client is believed."""
    oidc: Oidc | None
    """The provider whose accounts may sign in; None: there is none."""
    survey_inbox: Path | None
    """Where the public process puts answers of the survey form; None: there is no form."""
    pekppp: PekpppFiles

    @property
    def local(self) -> bool:
        return loopback(self.host)

    @property
    def site(self) -> str | None:
        """Where browsers find the staff app, with a slash at its end; None: that cannot be told from here."""
        name = self.trusted_hosts[0]
        if name.startswith("."):
            return None
        return f"https://{name}/staf/" if self.https else f"http://{name}:{self.port}/staf/"

    @property
    def office_folder(self) -> Path | None:
        """Where private files stand beside an office store that is a file; None for a database server."""
        url = make_url(self.office_url)
        if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
            return None
        return Path(url.database).parent


def load_settings(environ: Mapping[str, str]) -> Settings:
    folder = Path(environ.get("PANTAU_CONFIG") or "data/office.toml").absolute().parent
    office = f"sqlite:///{folder / 'office-store' / 'office.db'}"
    oidc = load_oidc(environ)
    host = environ.get("PANTAU_HOST") or "127.0.0.1"
    found = Settings(
        warehouse=_warehouse(environ.get("WAREHOUSE_URL") or str(folder / "warehouse")),
        office_url=_office_url(environ.get("OFFICE_URL") or office),
        secret_key=_secret_key(environ.get("PANTAU_SECRET_KEY")),
        host=host,
        port=_number(environ, "PORT", default=8050, low=1, high=65535),
        trusted_hosts=_trusted_hosts(environ.get("PANTAU_TRUSTED_HOSTS", ""), host=host),
        https=_yes(environ, "PANTAU_HTTPS"),
        require_totp=_roles(environ, "PANTAU_REQUIRE_TOTP"),
        proxies=_number(environ, "PANTAU_PROXIES", default=0, low=0, high=5),
        oidc=oidc,
        survey_inbox=_inbox(environ.get("PANTAU_SURVEY_INBOX", "")),
        pekppp=_pekppp(environ, folder),
    )
    if oidc is not None and found.site is None:
        raise SettingsError(
            "PANTAU_TRUSTED_HOSTS: yang pertama harus satu nama utuh, karena penyedia akun mengembalikan "
            "orang ke sana"
        )
    return found


def _pekppp(environ: Mapping[str, str], folder: Path) -> PekpppFiles:
    """An office that keeps no versions beside its configuration goes by those that are shipped."""
    own = folder / "reference" / "pekppp"
    due = folder / "reference" / "tenggat.toml"
    wording = environ.get("PANTAU_PEKPPP_WORDING")
    return PekpppFiles(
        folder=Path(environ.get("PANTAU_PEKPPP") or (own if own.is_dir() else _SHIPPED / "pekppp")),
        wording=Path(wording) if wording else None,
        evidence=Path(environ.get("PANTAU_EVIDENCE") or folder / "office-store" / "bukti"),
        deadlines=due if due.is_file() else _SHIPPED / "tenggat.toml",
    )


def check_door(settings: Settings, host: str | None = None) -> None:
    """Refuses to take passwords over a network that reads along. `host`: where the server listens really."""
    host = settings.host if host is None else host
    if not settings.https and not loopback(host):
        raise SettingsError(
            f"Halaman staf tidak dibuka: alamat {host} terbuka ke jaringan tanpa https, sehingga kata sandi "
            "dapat disadap. Pasang https di depannya, lalu isi PANTAU_HTTPS=ya dan PANTAU_PROXIES=1; atau "
            "buka hanya untuk komputer ini: PANTAU_HOST=127.0.0.1"
        )


def _inbox(text: str) -> Path | None:
    if text and not Path(text).is_dir():
        raise SettingsError(f"PANTAU_SURVEY_INBOX: {text} bukan folder; buat dahulu, dengan hak menulis saja")
    return Path(text) if text else None


def _warehouse(text: str) -> str:
    if "://" in text and not text.startswith("postgresql+psycopg://"):
        # Only the scheme is told: what follows may hold a password.
        raise SettingsError(
            f"WAREHOUSE_URL: {text.split('://')[0]}://… tidak didukung; isi nama folder atau "
            "postgresql+psycopg://peran:sandi@server/basisdata"
        )
    return text


def _office_url(text: str) -> str:
    try:
        url = make_url(text)
    except ArgumentError:
        # The text may hold a password: it is not shown.
        raise SettingsError("OFFICE_URL bukan alamat basis data; contoh: sqlite:///office.db") from None
    if url.drivername not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise SettingsError("OFFICE_URL: yang didukung sqlite:///… dan postgresql+psycopg://…")
    return text


def _secret_key(text: str | None) -> bytes | None:
    if text is None:
        return None
    key = text.encode()
    if len(key) < KEY_BYTES:
        raise SettingsError(
            f"PANTAU_SECRET_KEY terlalu pendek: {len(key)} bita, perlu {KEY_BYTES} atau lebih; {_MAKE_KEY}"
        )
    if _guessable(key):
        raise SettingsError(f"PANTAU_SECRET_KEY mudah ditebak; {_MAKE_KEY}")
    return key


def _guessable(key: bytes) -> bool:
    """Words that manuals use, few different characters, a repeated piece, or a run such as 0123456789."""
    text = key.decode(errors="replace").casefold()
    if any(word in text for word in _OFTEN_COPIED) or len(set(key)) < 10:
        return True
    if key in (key + key)[1:-1]:
        return True
    steps = Counter(b - a for a, b in zip(key, key[1:], strict=False))
    return steps.most_common(1)[0][1] > len(key) // 2


def _trusted_hosts(text: str, *, host: str) -> tuple[str, ...]:
    named = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if named:
        return named
    if loopback(host):
        return _LOCAL_HOSTS
    raise SettingsError(
        f"PANTAU_TRUSTED_HOSTS belum diisi, padahal PANTAU_HOST={host} terbuka ke jaringan; "
        "isi nama yang dipakai peramban, misalnya PANTAU_TRUSTED_HOSTS=pantau.example.go.id"
    )


def loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _number(environ: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingsError(f"{name}: “{text}” bukan bilangan bulat {low}–{high}")
    return int(text)


def _yes(environ: Mapping[str, str], name: str) -> bool:
    text = (environ.get(name) or "tidak").casefold()
    if text in ("ya", "1", "true"):
        return True
    if text in ("tidak", "0", "false"):
        return False
    raise SettingsError(f"{name}: “{text}” tidak dikenal; isi ya atau tidak")


def _roles(environ: Mapping[str, str], name: str) -> frozenset[Role]:
    words = [word.strip() for word in environ.get(name, "").split(",") if word.strip()]
    if unknown := sorted(set(words) - set(Role)):
        raise SettingsError(f"{name}: “{unknown[0]}” bukan peran; yang ada: {', '.join(Role)}")
    return frozenset(Role(word) for word in words)
