"""4.2 and what is attached of the period before: plans as the register has them, or room for them. Pure."""

from collections.abc import Sequence

from dashboard import format as fmt
from dashboard.answers.effect import effect
from dashboard.answers.scores import NAMED
from dashboard.office.follow_up import Line, Register, Source
from dashboard.reports.model import Blank, Grid, Part, Text
from dashboard.reports.skm.chapters import NUMBER
from dashboard.reports.skm.facts import Survey
from dashboard.section import Column, Row, Table

QUARTERS = tuple(enumerate(("I", "II", "III", "IV"), 1))
BY_REGISTER = "Menurut daftar tindak lanjut kantor saat laporan ini dibuat."


def planned(found: Survey, register: Register) -> list[Part]:
    """Each line under its unsur, the lowest first; a low unsur without one keeps room for it."""
    lines = register.of(Source(found.term.code, found.code))
    low = [row["unsur"] for row in found.lowest]
    told: list[Row] = []
    for unsur in dict.fromkeys([*low, *(each.unsur for each in lines)]):
        of_it = sorted((each for each in lines if each.unsur == unsur), key=lambda each: each.plan.due)
        name = {"name": found.names.get(unsur, unsur)}
        told += [{**name, **_written(each)} for each in of_it]
        told += [name] if not of_it and unsur in low[:NAMED] else []
    told = told or [{"name": ""}] * NAMED
    columns = [
        Column("programme", "Program atau kegiatan", missing=""),
        *(Column(f"q{i}", f"TW {roman}", missing="") for i, roman in QUARTERS),
        Column("owner", "Penanggung jawab", missing=""),
    ]
    table = Table((NUMBER, Column("name", "Prioritas unsur"), *columns), _numbered(told))
    return [
        Text(
            "Rencana tindak lanjut dibahas bersama masyarakat dalam forum konsultasi publik (FKP), "
            "dimulai dari unsur dengan nilai terendah. Kolom yang kosong diisi sesuai kesepakatan."
        ),
        Blank("Tanggal dan tempat FKP"),
        Grid(
            "Rencana tindak lanjut hasil SKM",
            table,
            frozenset(column.key for column in columns) | {"name"},
        ),
        *([Text(f"{BY_REGISTER} Di kolom TW: tahun tenggatnya.", small=True)] if lines else []),
    ]


def _written(each: Line) -> Row:
    quarter = (each.plan.due.month - 1) // 3 + 1
    return {
        "programme": each.plan.programme,
        f"q{quarter}": str(each.plan.due.year),
        "owner": each.plan.owner,
    }


def _numbered(rows: Sequence[Row]) -> list[Row]:
    return [{**row, "number": i} for i, row in enumerate(rows, 1)]


def carried_out(found: Survey, register: Register) -> list[Part]:
    """What became of the plans of the period before, and how their unsur moved since."""
    before = found.term.before(1)
    lines = [each for each in register.lines if each.of == Source(before.code, found.code)]
    if not lines:
        return [Blank("Rencana periode sebelumnya, yang sudah dilaksanakan, dan buktinya", 6)]
    was, now = ({row["unsur"]: row for row in rows} for rows in (found.before, found.elements))
    rows = [
        {
            "name": f"{found.names.get(each.unsur, each.unsur)}: {each.plan.programme}",
            "owner": f"{each.plan.owner}, {fmt.day(each.plan.due)}",
            "state": _state(each),
            "effect": effect(was.get(each.unsur), now.get(each.unsur), ended=not found.cut).words,
        }
        for each in lines
    ]
    columns = (
        NUMBER,
        Column("name", "Rencana"),
        Column("owner", "Penanggung jawab dan tenggat"),
        Column("state", "Keadaan dan bukti"),
        Column("effect", "NRR unsur itu"),
    )
    counted = [each for each in lines if not each.withdrawn]
    done = sum(1 for each in counted if each.done_on)
    said = f"Dari {fmt.number(len(counted))} rencana {before.words}, {fmt.number(done)} sudah selesai."
    return [
        Text(said),
        Grid(f"Tindak lanjut hasil SKM {before.words}", Table(columns, _numbered(rows))),
        Text(
            f"{BY_REGISTER} Kolom terakhir membandingkan NRR unsur itu pada {before.words} dengan "
            f"{found.term.words}; apakah bedanya karena kegiatan itu tidak dapat dikatakan dari angka ini.",
            small=True,
        ),
    ]


def _state(each: Line) -> str:
    if each.withdrawn:
        return f"Dicabut: {each.now.reason}"
    if each.done_on is None:
        return "Belum selesai"
    proof = each.now.proof
    said = [words for words in (proof.note, proof.link, proof.file.name if proof.file else None) if words]
    return f"Selesai {fmt.day(each.done_on)}. Bukti: {'; '.join(said)}"
