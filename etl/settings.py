"""The office's configuration: one TOML file and the environment that is passed in, read once and checked."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from etl import span
from etl.config_words import keys_of, spoken, unanswered, unknown_key
from etl.errors import ConfigProblem
from etl.inbox import Survey
from etl.options_check import MOST_HEADER_ROWS, wrong_options
from etl.os_errors import why
from etl.pseudonym import HOW, VARIABLE, HmacKey, hmac_key
from etl.retention import KINDS, Retention, checked
from etl.skm import Definition
from etl.skm_table import WrongDefinitionError, definition_of, wrong
from etl.slip import VARIABLE as SURVEY_KEY
from etl.slip import SurveyKey
from etl.source import Rule, SourceBlock
from etl.thresholds import Thresholds, wrong_thresholds

DEFAULT_CONFIG = "data/office.toml"
_LIMITS = {"waiting": "30m", "left_after": "30m"}


@dataclass(frozen=True)
class Settings:
    config: Path
    office: str
    timezone: str
    reference: Path
    boundaries: str
    weight: str
    limits: Mapping[str, int]
    """Metric name → limit in seconds."""
    sources: Mapping[str, SourceBlock]
    warehouse: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Name of the source → what the environment holds for it: an address with a password, or a token."""
    hmac_key: HmacKey | None = field(default=None, repr=False)
    retention: Retention = Retention()
    disclosure: Thresholds = Thresholds()
    survey: Survey | None = None
    """The own survey form; None: there is none."""
    surveys: tuple[Definition, ...] = ()
    """Of what the index is made from a day on; before the first: the nine unsur by `weight`."""


class _Office(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    timezone: str = "Asia/Makassar"


class _Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    path: str = "reference"
    boundaries: str = ""


class _Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    since: date
    unsur: dict[str, str | float] | list[str]
    weight: str = ""
    bands: dict[str, str | float] = {}
    source: str = ""


class _Skm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    # All three are in official use; "1/9" is what PermenPANRB 14/2017 means by its rounded 0,11.
    weight: Literal["1/9", "0.111", "0.11"] = "1/9"
    definition: list[_Definition] = []


class _Privacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    remarks: bool = False


class _Disclosure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    threshold: int = Thresholds.threshold
    step: int = Thresholds.step
    publish_after_days: int = Thresholds.publish_after_days


class _Survey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    inbox: str
    source: str


_TABLES = ("office", "reference", "skm", "limits", "privacy", "retention", "disclosure", "survey", "source")
# Set here, not in the file.
_TOLD = ("name", "origin", "remarks")
T = TypeVar("T")


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Raises ConfigProblem that lists what is wrong in the file or the environment."""
    config = Path(environ.get("PANTAU_CONFIG") or DEFAULT_CONFIG)
    reading = _Reading(config.name)
    raw = _parse(config)
    reading.only(raw, _TABLES, "")
    office = reading.table(raw, "office", _Office)
    reference = reading.table(raw, "reference", _Reference)
    skm = reading.table(raw, "skm", _Skm)
    surveys = reading.surveys(skm)
    privacy = reading.table(raw, "privacy", _Privacy)
    limits = reading.limits(raw.get("limits", {}))
    retention = reading.retention(raw.get("retention", {}))
    thresholds = reading.thresholds(raw)
    timezone = reading.zone("office.timezone", office.timezone) if office else "UTC"
    sources = reading.sources(raw.get("source", {}), timezone)
    reading.secrets(sources, environ)
    survey = reading.survey(raw, sources, config.parent, environ.get(SURVEY_KEY, ""))
    if reading.problems or office is None or reference is None or skm is None or privacy is None:
        raise ConfigProblem("\n".join(reading.problems))
    if privacy.remarks:
        sources = {name: msgspec.structs.replace(block, remarks=True) for name, block in sources.items()}
    secrets = {name: environ[block.secret_env] for name, block in sources.items() if block.secret_env}
    return Settings(
        config=config,
        office=office.code,
        timezone=timezone,
        reference=config.parent / reference.path,
        boundaries=reference.boundaries,
        weight=skm.weight,
        limits=MappingProxyType(limits),
        sources=MappingProxyType(sources),
        warehouse=environ.get("WAREHOUSE_URL") or str(config.parent / "warehouse"),
        secrets=MappingProxyType(secrets),
        hmac_key=hmac_key(environ.get(VARIABLE, "")),
        retention=retention,
        disclosure=thresholds,
        survey=survey,
        surveys=surveys,
    )


def _parse(config: Path) -> dict[str, Any]:
    try:
        content = config.read_bytes()
    except OSError as failed:
        absent = isinstance(failed, FileNotFoundError)
        advice = "buat berkas ini" if absent else "jalankan sebagai akun yang boleh membacanya"
        raise ConfigProblem(
            f"{config}: konfigurasi tidak terbaca ({why(failed)}); {advice}, atau sebut tempatnya di "
            "PANTAU_CONFIG"
        ) from None
    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError:
        raise ConfigProblem(f"{config.name}: isi berkas bukan UTF-8; simpan ulang sebagai UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        where = f"baris {place[1]}, kolom {place[2]}" if place else "akhir berkas"
        raise ConfigProblem(
            f"{config.name}, {where}: susunan TOML tidak sah; periksa kutip, kurung, dan nama yang ganda"
        ) from None


class _Reading:
    """One file while it is read; gathers everything that is wrong."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.problems: list[str] = []

    def wrong(self, key: str, message: str) -> None:
        self.problems.append(f"{self._name}, {key}: {message}")

    def only(self, raw: Mapping[str, Any], allowed: tuple[str, ...], place: str) -> None:
        for key in raw:
            if key not in allowed:
                self.wrong(place + key, unknown_key(key, allowed))

    def table(self, raw: Mapping[str, Any], name: str, shape: type[T]) -> T | None:
        table: T | None = self.convert(raw.get(name, {}), shape, name)
        return table

    def convert(self, raw: Any, shape: Any, path: str) -> Any:
        try:
            return msgspec.convert(raw, shape)
        except msgspec.ValidationError as error:
            self.wrong(*spoken(error, path, shape))
            return None

    def zone(self, key: str, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.wrong(
                key, f'"{name}" bukan zona waktu; tulis misalnya "Asia/Makassar" (WITA) atau "Asia/Jakarta"'
            )
            return "UTC"

    def limits(self, raw: Any) -> dict[str, int]:
        given = self.convert(raw, dict[str, str], "limits") or {}
        limits: dict[str, int] = {}
        for name, text in {**_LIMITS, **given}.items():
            self.span(f"limits.{name}", text)
            limits[name] = _seconds(text) or 0
        return limits

    def retention(self, raw: Any) -> Retention:
        given = self.convert(raw, dict[str, str], "retention") or {}
        self.only(given, KINDS, "retention.")
        for kind, text in given.items():
            try:
                checked(text)
            except ValueError as wrong:
                self.wrong(f"retention.{kind}", f'"{text}": {wrong}')
        return Retention(**{kind: text for kind, text in given.items() if kind in KINDS})

    def thresholds(self, raw: Mapping[str, Any]) -> Thresholds:
        table = self.table(raw, "disclosure", _Disclosure)
        if table is None:
            return Thresholds()
        given = Thresholds(**msgspec.structs.asdict(table))
        for key, sentence in wrong_thresholds(given):
            self.wrong(f"disclosure.{key}", sentence)
        return given

    def surveys(self, skm: _Skm | None) -> tuple[Definition, ...]:
        """The oldest first."""
        found: list[Definition] = []
        for number, told in enumerate(skm.definition if skm else ()):
            path = f"skm.definition[{number}]"
            try:
                found.append(definition_of(**msgspec.structs.asdict(told)))
            except WrongDefinitionError as fault:
                self.wrong(f"{path}.{fault.key}", str(fault))
                continue
            for key, sentence in wrong(found[-1]):
                self.wrong(f"{path}.{key}", sentence)
            if found[-1].since in [each.since for each in found[:-1]]:
                self.wrong(f"{path}.since", f"{told.since} sudah dipakai; satu hari mulai satu definisi")
        return tuple(sorted(found, key=lambda each: each.since or date.min))

    def survey(
        self, raw: Mapping[str, Any], sources: Mapping[str, SourceBlock], folder: Path, key: str
    ) -> Survey | None:
        table = self.table(raw, "survey", _Survey) if "survey" in raw else None
        if table is None:
            return None
        block, found = sources.get(table.source), hmac_key(key, SURVEY_KEY)
        right = block is not None and (block.fact, block.read) == ("answer", "json")
        if block is None or not right or set(str(Path(block.path).parent)) & set("*?["):
            self.wrong(
                "survey.source",
                f'"{table.source}": tulis nama sumber survei yang membaca JSON dari satu folder, misalnya '
                '[source.survei] dengan fact = "answer", read = "json", path = "incoming/survei/*.json"',
            )
        if found is None:
            self.wrong("survey", f"variabel lingkungan {SURVEY_KEY} belum diisi; {HOW}")
            return None
        return Survey(folder / table.inbox, table.source, SurveyKey(found.key))

    def span(self, key: str, text: str) -> None:
        try:
            span.seconds(text)
        except ValueError as wrong:
            self.wrong(key, f'"{text}": {wrong}')

    def sources(self, raw: Any, timezone: str) -> dict[str, SourceBlock]:
        if not isinstance(raw, dict):
            self.wrong("source", "tulis satu tabel per sumber, misalnya [source.antrean]")
            return {}
        found = {name: self.source(name, block, timezone) for name, block in raw.items()}
        return {name: block for name, block in found.items() if block is not None}

    def secrets(self, sources: Mapping[str, SourceBlock], environ: Mapping[str, str]) -> None:
        for name, block in sources.items():
            variable = block.secret_env
            if variable is not None and not environ.get(variable):
                key = "url_env" if block.url_env else "token_env"
                self.wrong(
                    f"source.{name}.{key}",
                    f"variabel lingkungan {variable} belum diisi; isi di lingkungan, jangan di berkas ini",
                )

    def source(self, name: str, raw: Any, timezone: str) -> SourceBlock | None:
        path = f"source.{name}"
        if not isinstance(raw, dict):
            self.wrong(path, "harus berupa tabel [source.…]")
            return None
        before = len(self.problems)
        allowed = tuple(key for key in keys_of(SourceBlock) if key not in _TOLD)
        self.only(raw, allowed, f"{path}.")
        self._columns(raw.get("columns"), f"{path}.columns")
        for key, message in unanswered(raw, path):
            self.wrong(key, message)
        if len(self.problems) > before:
            return None
        block = self.convert(
            {"timezone": timezone, "path": "", **_plain(raw), "name": name, "origin": self._name},
            SourceBlock,
            path,
        )
        if block is not None:
            self._block(block, path)
        return block if len(self.problems) == before else None

    def _columns(self, raw: Any, path: str) -> None:
        """One column at a time: the library does not say in which of them a rule is wrong."""
        for name, rule in raw.items() if isinstance(raw, dict) else ():
            if isinstance(rule, list):
                for i, one in enumerate(rule):
                    self.convert(one, Rule, f"{path}.{name}[{i}]")
            else:
                self.convert(rule, Rule, f"{path}.{name}")

    def _block(self, block: SourceBlock, path: str) -> None:
        self.zone(f"{path}.timezone", block.timezone)
        if not block.fetched and (not Path(block.path).name or Path(block.path).is_absolute()):
            self.wrong(
                f"{path}.path",
                f'"{block.path}": tulis alamat berkas dari folder konfigurasi ini, misalnya "incoming/*.csv"',
            )
        self.span(f"{path}.final_after", block.final_after)
        if block.max_age is not None:
            self.span(f"{path}.max_age", block.max_age)
        if len(block.delimiter) != 1 or block.delimiter in '"\r\n ':
            self.wrong(
                f"{path}.delimiter", f'"{block.delimiter}": tulis satu tanda, misalnya ";" "," atau "\\t"'
            )
        self._rows(block, path)
        for key, message in wrong_options(block):
            self.wrong(f"{path}.{key}", message)
        try:
            b"a".decode(block.encoding)
        except (LookupError, ValueError):
            self.wrong(
                f"{path}.encoding", f'"{block.encoding}" tidak dikenal; tulis utf-8, cp1252, atau utf-16'
            )

    def _rows(self, block: SourceBlock, path: str) -> None:
        if not 1 <= block.header_rows <= MOST_HEADER_ROWS:
            self.wrong(
                f"{path}.header_rows",
                f"{block.header_rows}: banyaknya baris judul, dari 1 sampai {MOST_HEADER_ROWS}",
            )
        if block.skip_rows < 0:
            self.wrong(f"{path}.skip_rows", f"{block.skip_rows}: banyaknya baris di atas judul, 0 atau lebih")
        if block.rows is not None and not all(block.rows.split(".")):
            self.wrong(f"{path}.rows", f'"{block.rows}": tulis jalan ke daftarnya, misalnya "data.items"')


def _plain(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A day or a time without quotes is as good as one with them."""
    since = raw.get("since")
    return {**raw, "since": str(since)} if isinstance(since, date) else dict(raw)


def _seconds(text: str) -> int | None:
    try:
        return span.seconds(text)
    except ValueError:
        return None
