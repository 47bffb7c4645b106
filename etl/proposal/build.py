"""From what the columns seem to be to a source block: each canonical column with its evidence or question."""

from collections.abc import Mapping, Sequence
from typing import Any

from etl.facts import NUMBERED, SHAPES
from etl.proposal import lexicon, roles
from etl.proposal.choose import Fitting
from etl.proposal.coding import TABLES, Coding, Setting
from etl.proposal.columns import Holds, Seen
from etl.proposal.doubts import dateless, doubts_of, unused, zone
from etl.proposal.draft import ASK, Draft, Line, sources
from etl.proposal.identity import Identity, candidates, identity
from etl.proposal.points import Pairing, Point, is_bare
from etl.proposal.states import States, states
from etl.proposal.text import cut, listed, rows_said
from etl.proposal.visit import Timeline

_FAULTS = 0.05
"""Of the rows: so many may be written wrong without a question."""

_RESTARTS = "nomor antrean dapat mulai lagi; dengan tanggal dan kantor ia tetap berbeda"
_COUNTS = (
    "nomor ini menghitung dari 1 dan dapat mulai lagi di berkas berikut; dengan waktunya ia tetap berbeda"
)
_ALONE = "nomor ini menghitung dari 1 dan dapat mulai lagi di berkas berikut; gabungkan dengan kolom mana?"
_AGAIN = "nomor yang sama berdiri di lebih dari satu kantor atau tanggal; bersama itu ia tetap berbeda"


class Builder:
    """Builds one draft; a source column plays one role."""

    def __init__(
        self, fit: Fitting, columns: Sequence[Seen], times: Sequence[Point], setting: Setting
    ) -> None:
        self._fit = fit
        self._columns = columns
        self._times = times
        self._setting = setting
        self._shape = SHAPES[fit.fact].columns
        self._states: States | None = states(fit, columns)
        but = self._states.seen if self._states is not None else None
        self._coding = Coding(fit.fact, columns, setting, but)
        begun = (
            role.point
            for name, role in fit.times.items()
            if name in self._shape and self._shape[name].required
        )
        self._begun = next(begun, None)
        self._newer: Seen | None = None
        self.draft = Draft(fit.fact, {})

    def build(self) -> Draft:
        self._version()
        zone(self.draft, self._begun, self._setting.timezone)
        for line in [*self._id(), *map(self._coding.line, TABLES), *self._instants(), *self._rest()]:
            self.draft.add(line)
        for column, words in self._coding.exclude.items():
            self.draft.exclude[column] = words
        if self._states is not None:
            self.draft.add(self._states.line)
            self.draft.exclude |= self._states.exclude
        order = [*self._shape, *NUMBERED["regulation"]]
        self.draft.lines.sort(key=lambda line: order.index(line.name))
        return self.draft

    # Instants

    def _instants(self) -> list[Line]:
        if self._fit.fact == "visit":
            ends = self._states.ends if self._states is not None else None
            lines = Timeline(self._fit.times, self._times, ends).lines()
        else:
            lines = [
                Line(name, [role.point.rule()])
                for name, role in self._fit.times.items()
                if name in self._shape
            ]
        if self._fit.fact == "answer" and not lines:
            lines = [
                Line(
                    "answered_at",
                    [{"value": ASK, "format": "%Y-%m-%d"}],
                    asks=["tidak ada kolom waktu pengisian; kapan?"],
                )
            ]
        for line in lines:
            self._doubts(line)
        self._left_over(lines)
        return lines

    def _left_over(self, lines: list[Line]) -> None:
        """A clock that says no more than that it is one may be what the times lack."""
        read = {name for line in lines for rule in line.rules for name in sources(rule)}
        for seen in self._columns:
            if lines and is_bare(seen) and seen.name not in read:
                lines[0].asks.append(unused(seen))

    def _doubts(self, line: Line) -> None:
        """Questions about the points that the line reads."""
        names = {name for rule in line.rules for name in _read(rule)}
        for role in self._fit.times.values():
            if role.point.name not in names:
                continue
            if role.point.paired is Pairing.BESIDE and role.point.date is not None:
                line.why.append(f'"{role.point.name}" berdiri tepat sesudah "{role.point.date.name}"')
            for text in doubts_of(role):
                line.asks.append(text) if text not in line.asks else None
            for seen in role.point.columns:
                self._misfits(line, seen)

    def _misfits(self, line: Line, seen: Seen) -> None:
        if not (rows := seen.misfits()):
            return
        said = f"{rows_said(rows)} di {seen.name} tidak cocok dengan {seen.fits[0].format} dan akan ditolak"
        many = rows > _FAULTS * seen.filled
        told = line.asks if many else line.why
        said += "; benar semua itu salah tulis?" if many else ""
        if said not in told:
            told.append(said)

    # Who the row is

    def _version(self) -> None:
        found = [seen for seen in self._columns if roles.names("version", seen.name)]
        self._newer = next((seen for seen in found if _comparable(seen)), None)
        if self._newer is not None:
            self.draft.keys["version"] = self._newer.name
            self.draft.why["version"] = "dari dua baris bernomor sama, yang lebih baru menang"

    def _id(self) -> list[Line]:
        begun = self._begun
        office = self._coding.roles["office"][0] if "office" in self._coding.roles else None
        date = begun.date if begun is not None and begun.date is not None and begun.apart else None
        beside = [seen for seen in (office, date) if seen is not None]
        taken = [seen for seen, _ in self._coding.roles.values()]
        visit = self._fit.fact == "visit"
        found = identity(self._columns, beside, self._newer, taken, restarts=visit)
        if found is None:
            ask = "tidak ada kolom nomor yang membedakan setiap baris; kolom mana?"
            if some := candidates(self._columns):
                ask += f" Yang paling membedakan: {listed(some)}; boleh beberapa bersama"
            return [Line("id", [{"from": ASK}], asks=[ask])]
        names = [seen.name for seen in found.columns]
        line = Line("id", [{"from": names[0] if found.whole and len(names) == 1 else names}])
        if not found.whole:
            self._join(line, found, beside)
        self._repeats(line, found)
        ticket = Line("ticket", [{"from": names[0] if len(names) == 1 else names}])
        return [line, ticket] if visit else [line]

    def _join(self, line: Line, found: Identity, beside: Sequence[Seen]) -> None:
        """What tells the number from the same one of another office, day or file."""
        begun = self._begun
        parts: list[Any] = [seen.name for seen in beside]
        if found.restarts and begun is not None and begun.date is not None and begun.date not in beside:
            parts.append(begun.date.name)
        if found.restarts and begun is not None and begun.dateless:
            parts.insert(0, begun.rule()["from"][0])
            line.asks.append(dateless(begun))
        if found.restarts and (begun is None or not parts):
            line.asks.append(_ALONE)
        else:
            said = _RESTARTS if self._fit.fact == "visit" else _COUNTS
            line.why.append(said if found.restarts else _AGAIN)
        names = [seen.name for seen in found.columns]
        line.rules[0]["from"] = [*parts, *names] if parts or len(names) > 1 else names[0]

    def _repeats(self, line: Line, found: Identity) -> None:
        if blank := max(len(seen.column.codes) - seen.filled for seen in found.columns):
            line.why.append(f"nomornya kosong di {rows_said(blank)}")
        if not found.repeats:
            return
        how = (
            "ditolak, kecuali isinya sama persis" if self._newer is None else "koreksi, bila version berbeda"
        )
        said = f"{rows_said(found.repeats)} memakai nomor yang sudah ada: {how}"
        if found.sure:
            line.why.append(said)
        else:
            line.asks.append(f"{said}. Benar ini nomornya?")

    # The rest

    def _rest(self) -> list[Line]:
        lines = [self._text(name) for name in ("counter", "priority", "age_band", "education", "occupation")]
        lines.append(self._sex())
        lines += [question.line() for question in self._fit.unsur.values()]
        if any(key in ("u8", "u9") for key in self._fit.unsur):
            self.draft.keys["order_8_9"] = ASK
            self.draft.asks["order_8_9"] = (
                'u8 dan u9: "regulation" (8 pengaduan, 9 sarana) atau "questionnaire" (8 sarana, 9 '
                "pengaduan)? "
                "Lihat formulirnya; angka tidak dapat mengatakannya"
            )
        elif set(NUMBERED["regulation"]) & set(self._fit.unsur):
            self.draft.keys["order_8_9"] = "regulation"
        return [line for line in lines if line is not None]

    def _named(self, name: str) -> Seen | None:
        taken = {seen.name for seen, _ in self._coding.roles.values()}
        kinds = (Holds.WORDS, Holds.TEXT, Holds.NUMBER, Holds.SCORE)
        usable = [
            s for s in self._columns if s.holds in kinds and s.name not in taken and roles.names(name, s.name)
        ]
        return usable[0] if usable and name in self._shape else None

    def _both_sexes(self) -> Seen | None:
        """A column of these words alone, whatever its header says."""
        taken = {seen.name for seen, _ in self._coding.roles.values()}
        words = [s for s in self._columns if s.holds is Holds.WORDS and s.name not in taken]
        found = (seen for seen in words if {lexicon.sex(text) for text in seen.texts} == {"L", "P"})
        return next(found, None) if "sex" in self._shape else None

    def _text(self, name: str) -> Line | None:
        seen = self._named(name)
        if seen is None:
            return None
        return Line(name, [{"from": seen.name, **({"empty": list(seen.empty)} if seen.empty else {})}])

    def _sex(self) -> Line | None:
        seen = self._named("sex") or self._both_sexes()
        if seen is None:
            return None
        rule: dict[str, Any] = {"from": seen.name, **({"empty": list(seen.empty)} if seen.empty else {})}
        said = {text.strip(): lexicon.sex(text) for text in seen.texts}
        line = Line("sex", [rule])
        if not roles.names("sex", seen.name):
            line.asks.append(f'judul "{cut(seen.name)}" tidak menyebut jenis kelamin; isinya cocok. Benar?')
        if unknown := [text for text, code in said.items() if code is None]:
            line.asks.append(f'{listed(unknown)}: "L" atau "P"?')
        if any(text != code for text, code in said.items()):
            rule["map"] = {text: code or ASK for text, code in said.items()}
        return line


def _read(rule: Mapping[str, Any]) -> set[str]:
    given = rule.get("from", [])
    return {given} if isinstance(given, str) else {part for part in given if isinstance(part, str)}


def _comparable(seen: Seen) -> bool:
    if seen.holds is Holds.NUMBER:
        return all(text.strip().isdigit() for text in seen.texts)
    return seen.holds in (Holds.INSTANT, Holds.DATE) and seen.fits[0].format.startswith("%Y-%m-%d")
