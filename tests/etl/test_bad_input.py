"""Bad input by the front door: what an operator reads, the exit code, and that the rest is loaded."""

from __future__ import annotations

import io
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from etl.__main__ import main
from etl.warehouse.engine import current_version, publishing, reading
from tests.office import REFERENCE, ROOT

OFFICE = """
[office]
code = "63.71.04"

[reference]
path = "reference"
"""
SOURCE = """
[source.{name}]
fact = "visit"
read = "csv"
path = "{path}"
delimiter = ";"
version = "diubah"

[source.{name}.columns]
id          = {{ from = "nomor" }}
office      = {{ value = "63.71.04" }}
area        = {{ from = "kelurahan", codes = "areas" }}
service     = {{ from = "layanan", codes = "services" }}
taken_at    = {{ from = "ambil", format = "%Y-%m-%d %H:%M" }}
finished_at = {{ from = "selesai", format = "%Y-%m-%d %H:%M" }}
outcome     = {{ from = "status", map = {{ "SELESAI" = "served" }} }}
"""
HEAD = "nomor;kelurahan;layanan;ambil;selesai;status;diubah"
GOOD = "A{n};Alalak Utara;KTP;2026-02-02 08:{n:02};2026-02-02 09:00;SELESAI;1"
BAD_ROWS = {
    "kode_tak_dikenal": "B1;Negeri Awan;KTP;2026-02-02 08:00;2026-02-02 09:00;SELESAI;1",
    "bukan_waktu": "B2;;KTP;2026-02-31 08:00;;SELESAI;1",
    "urutan_waktu": "B3;;KTP;2026-02-02 08:00;2026-02-01 09:00;SELESAI;1",
    "kunci_ganda": "A10;Alalak Utara;KK;2026-02-02 08:10;2026-02-02 09:00;SELESAI;1",
    "jumlah_kolom": "B4;;KTP;2026-02-02 08:00",
    "wajib_kosong": "B5;;;2026-02-02 08:00;2026-02-02 09:00;SELESAI;1",
    "di_masa_depan": "B6;;KTP;2099-02-02 08:00;;SELESAI;1",
    "tahun_di_luar": "B7;;KTP;1926-02-02 08:00;;SELESAI;1",
    "terlalu_panjang": f"{'9' * 101};;KTP;2026-02-02 08:00;2026-02-02 09:00;SELESAI;1",
}
REFUSED = {
    "bukan_utf8": 'bukan_utf8.csv: baris 3: isi berkas bukan UTF-8; coba encoding = "cp1252"',
    "kurang_kolom": 'kurang_kolom.csv: baris judul: tidak ada kolom "layanan" (mungkin maksudnya "layanann")',
    "kosong": "kosong.csv: berkas ini kosong; diharapkan baris judul",
    "kutip": 'kutip.csv: baris 3: tanda kutip (") dibuka tetapi tidak ditutup',
    "tautan": "tautan.csv: ini tautan, bukan berkas biasa",
    "tak_ada": 'tak_ada: tidak ada berkas yang cocok dengan "tak_ada.csv"',
}


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Desk:
    """An operator's folder, and the command line in it."""

    folder: Path

    @property
    def url(self) -> str:
        return str(self.folder / "gudang")

    @property
    def environ(self) -> dict[str, str]:
        return {
            **os.environ,
            "PANTAU_CONFIG": str(self.folder / "office.toml"),
            "WAREHOUSE_URL": self.url,
            "PYTHONWARNINGS": "error",
        }

    def etl(self, *words: str) -> Done:
        """As at the prompt, but in this process: `main` with its words, its surroundings and its streams."""
        out, err, interrupt = io.StringIO(), io.StringIO(), signal.getsignal(signal.SIGINT)
        with pytest.MonkeyPatch.context() as here, redirect_stdout(out), redirect_stderr(err):
            here.setattr(sys, "argv", ["etl", *words])
            for name, value in self.environ.items():
                here.setenv(name, value)
            try:
                with pytest.raises(SystemExit) as ended:
                    main()
            finally:
                signal.signal(signal.SIGINT, interrupt)
        return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    def process(self, *words: str, before: Callable[[], None] | None = None) -> Done:
        """In a process of its own; `before` is done in the one that then becomes the command."""
        asked = subprocess.run(
            [sys.executable, "-m", "etl", *words],
            capture_output=True,
            text=True,
            check=False,
            env=self.environ,
            cwd=ROOT,
            preexec_fn=before,
        )
        assert "Traceback" not in asked.stderr + asked.stdout, asked.stderr
        return Done(asked.returncode, asked.stdout, asked.stderr)

    def configure(self, *sources: str, more: str = "") -> None:
        blocks = [SOURCE.format(name=name, path=f"{name}.csv") for name in sources]
        (self.folder / "office.toml").write_text(OFFICE + more + "".join(blocks), encoding="utf-8")

    def write(self, name: str, *lines: str, encoding: str = "utf-8") -> None:
        (self.folder / f"{name}.csv").write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))

    def reference(self, file: str, old: str, new: str) -> None:
        path = self.folder / "reference" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


def desk(folder: Path) -> Desk:
    shutil.copytree(REFERENCE, folder / "reference")
    return Desk(folder)


@pytest.fixture
def operator(tmp_path: Path) -> Desk:
    made = desk(tmp_path)
    made.configure("baik")
    made.write("baik", HEAD, *(GOOD.format(n=n) for n in range(10, 15)))
    return made


@pytest.fixture(scope="module")
def mess(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Done]:
    """One run over good rows, bad rows, and six sources of which none can be read."""
    made = desk(tmp_path_factory.mktemp("meja"))
    made.configure("baik", "judul", *REFUSED)
    made.write("baik", HEAD, *(GOOD.format(n=n) for n in range(10, 15)), *BAD_ROWS.values())
    made.write("judul", HEAD)
    made.write("bukan_utf8", HEAD, GOOD.format(n=10), "B1;Café;KTP;;;;1", encoding="cp1252")
    made.write("kurang_kolom", HEAD.replace("layanan", "layanann"), GOOD.format(n=10))
    made.write("kosong")
    made.write("kutip", HEAD, GOOD.format(n=10), 'B1;"Alalak;KTP;;;;1', GOOD.format(n=11))
    (made.folder / "tautan.csv").symlink_to(made.folder / "baik.csv")
    return made, made.process("run")


def test_what_cannot_be_read_is_named_and_the_rest_is_published(mess: tuple[Desk, Done]) -> None:
    made, run = mess
    assert run.code == 3
    told = run.err.splitlines()
    for name, words in REFUSED.items():
        (line,) = [line for line in told if line.startswith(f"Tidak terbaca: {name}")]
        assert words in line
    assert len(told) == len(REFUSED)
    assert "baik: 1 berkas, 14 baris dibaca = 5 baru" in run.out
    assert "9 ditolak" in run.out
    assert "judul: 1 berkas, 0 baris dibaca" in run.out
    with reading(made.url) as version:
        assert version is not None
        with version.connect() as connection:
            assert connection.exec_driver_sql("SELECT sum(n) FROM arrivals_day").scalar_one() == 5


def test_each_refused_row_has_its_line_column_reason_and_shape(mess: tuple[Desk, Done]) -> None:
    made, _ = mess
    asked = made.etl("rejects", "--json")
    assert (asked.code, asked.err) == (0, "")
    rows = {row["reason"]: row for row in json.loads(asked.out)}
    assert set(rows) == set(BAD_ROWS)
    assert [rows[reason]["line"] for reason in BAD_ROWS] == list(range(7, 7 + len(BAD_ROWS)))
    found = {reason: (row["column"], row["shape"]) for reason, row in rows.items()}
    assert found["kode_tak_dikenal"] == ("kelurahan", "AAAAAA AAAA")
    assert found["bukan_waktu"] == ("ambil", "9999-99-99 9")
    assert found["kunci_ganda"] == ("nomor", "A99")
    assert found["wajib_kosong"] == ("layanan", "")
    assert found["terlalu_panjang"] == ("nomor", "9" * 12)
    assert "Negeri" not in asked.out


def test_rejects_in_words(mess: tuple[Desk, Done]) -> None:
    made, _ = mess
    asked = made.etl("rejects", "--reason", "kode_tak_dikenal", "--show")
    assert asked.out.startswith(
        'baik.csv, baris 7, kolom "kelurahan", nomor B1: "Negeri Awan". Kode atau nama tidak dikenal.'
    )


def test_a_list_that_is_cut_off_says_so(mess: tuple[Desk, Done]) -> None:
    cut = mess[0].etl("rejects", "--limit", "1")
    assert cut.out.count("baik.csv, baris") == 1
    assert cut.err == "Hanya 1 yang pertama; lebih banyak dengan --limit, semuanya dengan --export.\n"
    assert mess[0].etl("rejects").err == ""


def test_what_was_loaded_of_it_verifies(mess: tuple[Desk, Done]) -> None:
    asked = mess[0].etl("verify")
    assert (asked.code, asked.out, asked.err) == (0, "Semua cocok.\n", "")


def test_running_again_says_the_same_and_changes_nothing(mess: tuple[Desk, Done]) -> None:
    made, first = mess
    before = current_version(made.url)
    again = made.etl("run")
    assert (again.code, again.err) == (3, first.err)
    assert "2 berkas sudah pernah dimuat" in again.out
    assert "Tidak ada yang berubah; versi yang terbit tetap." in again.out
    assert current_version(made.url) == before


def test_good_input_ends_with_0_and_says_little(operator: Desk) -> None:
    run = operator.process("run")
    assert (run.code, run.err) == (0, "")
    assert re.search(r"^Terbit: versi \d{8}T\d+$", run.out, re.MULTILINE)


def test_json_is_all_that_a_script_gets(operator: Desk) -> None:
    run = operator.process("run", "--json")
    told = json.loads(run.out)
    assert (run.code, told["files"][0]["new"], told["refused"]) == (0, 5, [])


def test_no_file_at_all_publishes_nothing_to_see(operator: Desk) -> None:
    (operator.folder / "baik.csv").unlink()
    run = operator.etl("run")
    assert run.code == 3
    assert 'tidak ada berkas yang cocok dengan "baik.csv"' in run.err


def test_an_unknown_key_in_the_configuration(operator: Desk) -> None:
    operator.configure("baik", more='[limits]\nwaiting = "45m"\nmenunggu = "1h"\n')
    text = (operator.folder / "office.toml").read_text(encoding="utf-8")
    (operator.folder / "office.toml").write_text(text.replace("delimiter =", "pemisah ="), encoding="utf-8")
    run = operator.etl("run")
    assert (run.code, run.out) == (2, "")
    assert "office.toml, source.baik.pemisah: " in run.err
    assert current_version(operator.url) is None


def test_a_wrong_row_in_a_reference_table(operator: Desk) -> None:
    operator.reference("services.csv", ",visit,", ",kunjungan,")
    run = operator.etl("run")
    assert (run.code, run.out) == (2, "")
    assert re.search(
        r'^services\.csv, baris \d+, kolom "bukti": "kunjungan".*request atau visit$', run.err, re.M
    )


def test_a_warehouse_that_cannot_be_written(operator: Desk) -> None:
    (operator.folder / "gudang").write_text("bukan folder", encoding="utf-8")
    run = operator.etl("run")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("WAREHOUSE_URL: ")
    assert "tidak bisa dibuat atau ditulis" in run.err


def test_before_the_first_run_every_command_says_what_to_do(operator: Desk) -> None:
    verify = operator.etl("verify")
    assert (verify.code, verify.err) == (4, "")
    assert "jalankan etl run" in verify.out
    status = operator.etl("status")
    assert (status.code, status.out) == (0, "Versi terbit: belum ada; jalankan python -m etl run\n")
    assert operator.etl("rejects").code == 0


def test_another_run_is_active(operator: Desk) -> None:
    with publishing(operator.url):
        run = operator.etl("run")
    assert (run.code, run.out) == (5, "")
    assert run.err == "Proses etl lain sedang berjalan pada gudang data ini; tunggu sampai selesai.\n"


def test_an_audit_stops_the_publication_and_the_old_version_stays(operator: Desk) -> None:
    """A kelurahan is struck from the table although visits came from there."""
    assert operator.etl("run").code == 0
    before = current_version(operator.url)
    row = next(
        line
        for line in (REFERENCE / "areas.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        if ",Alalak Utara," in line
    )
    operator.reference("areas.csv", row, "")
    operator.write("baik", HEAD, *(GOOD.format(n=n).replace("Alalak Utara", "") for n in range(20, 30)))
    run = operator.etl("run")
    assert (run.code, run.out) == (4, "")
    assert "visit.area: kode di luar tabel acuan" in run.err
    assert current_version(operator.url) == before
    told = operator.etl("status", "--json")
    assert json.loads(told.out)["runs"][0]["status"] == "refused"
    (operator.folder / "reference" / "areas.csv").write_bytes((REFERENCE / "areas.csv").read_bytes())
    assert operator.etl("run").code == 0
    assert operator.etl("verify").code == 0


def test_what_a_file_holds_does_not_steer_the_terminal(operator: Desk) -> None:
    """A cell may spell a command to the terminal, or turn the text around; so may the name of a column."""
    evil = "\x1b[2Jjudul\x07\u202e"
    operator.write("baik", f"{HEAD};{evil}", f"A1;{evil};KTP;2026-02-02 08:00;2026-02-02 09:00;SELESAI;1;")
    said = operator.etl("run").out + operator.etl("rejects", "--show").out
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert said.count("\\u{001b}[2Jjudul\\u{0007}\\u{202e}") == 2


def test_a_name_in_another_encoding_is_told_and_its_rows_are_loaded(operator: Desk) -> None:
    """As an archive of an old system leaves them: one such file must not stop all the others."""
    operator.configure("baik")
    config = operator.folder / "office.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("baik.csv", "baik*.csv"), encoding="utf-8")
    for name, line in ((b"baik\xe9.csv", GOOD.format(n=20)), (b"baik\xff.csv", "rusak")):
        (operator.folder / os.fsdecode(name)).write_text(f"{HEAD if line != 'rusak' else line}\n{line}\n")
    told = operator.etl("run")
    assert told.code == 3
    assert "baik: 2 berkas, 6 baris dibaca = 6 baru" in told.out
    assert told.err.startswith("Tidak terbaca: baik, baik\\xff.csv: baris judul")
    assert "Traceback" not in told.err
    assert operator.etl("verify").code == operator.etl("status").code == 0


def test_of_very_many_columns_that_are_not_read_only_some_are_named(operator: Desk) -> None:
    operator.write("baik", ";".join([HEAD, *(f"kolom{n}" for n in range(10_000))]))
    (note,) = [line for line in operator.etl("run").out.splitlines() if line.startswith("Catatan")]
    assert note.endswith("kolom18, kolom19, dan 9980 lagi.")


def test_a_full_disk_is_said_and_leaves_nothing_that_the_next_run_cannot_finish(operator: Desk) -> None:
    """The size that a file may have stands for the room on the disk."""
    for blocks in (400, 1500):
        shutil.rmtree(operator.url, ignore_errors=True)
        full = operator.process("run", before=lambda size=blocks: limit_files(size * 1024))
        assert full.code == 2
        assert "disk penuh" in full.err
        assert operator.etl("run").code == 0
    assert operator.etl("verify").code == 0


def limit_files(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_ctrl_c_ends_a_run_with_a_sentence(operator: Desk) -> None:
    """In the middle of a query too, of which DuckDB would else tell in its own way."""
    command = [sys.executable, "-m", "etl", "run"]
    with subprocess.Popen(
        command, env=operator.environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        while not Path(operator.url, "facts.duckdb").exists():
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    assert (running.returncode, out) == (130, "")
    assert err.replace("\x1b[?25h", "") == (
        "Dihentikan. Yang terbit tetap utuh; jalankan lagi untuk melanjutkan.\n"
    )
    assert operator.etl("run").code == 0
