"""One file and the environment: what is wrong is said by key, with what is allowed."""

from pathlib import Path

import pytest

from etl import span
from etl.errors import ConfigProblem
from etl.pseudonym import HmacKey
from etl.retention import Retention
from etl.settings import Settings, load_settings
from tests.rights import forbidden, passable

KEY = bytes(range(32))

OFFICE = '[office]\ncode = "63.71.04"\n'
SOURCE = """
[source.antrean]
fact = "visit"
read = "csv"
path = "incoming/*.csv"
"""
COLUMNS = """
[source.antrean.columns]
id = { from = "no" }
"""

SKM, SINCE = "[[skm.definition]]\n", "since = 2026-07-01\n"


@pytest.fixture
def load(tmp_path: Path):
    def written(text: str, **environ: str) -> Settings:
        config = tmp_path / "office.toml"
        config.write_text(text, encoding="utf-8")
        return load_settings({"PANTAU_CONFIG": str(config), **environ})

    return written


def test_the_fewest_lines_and_their_defaults(load, tmp_path):
    settings = load(OFFICE)
    assert settings == Settings(
        config=tmp_path / "office.toml",
        office="63.71.04",
        timezone="Asia/Makassar",
        reference=tmp_path / "reference",
        boundaries="",
        weight="1/9",
        limits={"waiting": 1800, "left_after": 1800},
        sources={},
        warehouse=str(tmp_path / "warehouse"),
        hmac_key=None,
    )


def test_everything_stated(load, tmp_path):
    settings = load(
        '[office]\ncode = "1"\ntimezone = "Asia/Jakarta"\n'
        '[reference]\npath = "acuan"\nboundaries = "peta.geojson"\n'
        '[skm]\nweight = "0.111"\n[limits]\nwaiting = "1h"\n'
        '[privacy]\nremarks = true\n[retention]\nremarks = "30d"\nfacts = "10y"\n'
        + SOURCE
        + 'sample = true\nmax_age = "26h"\n'
        + COLUMNS,
        WAREHOUSE_URL="gudang",
        PANTAU_HMAC_KEY=f"v2:{KEY.hex()}",
    )
    block = settings.sources["antrean"]
    assert (block.name, block.origin, block.timezone) == ("antrean", "office.toml", "Asia/Jakarta")
    assert (block.encoding, block.delimiter, block.sample, block.max_age_seconds) == (
        "utf-8",
        ",",
        True,
        93_600,
    )
    assert (settings.reference, settings.boundaries, settings.weight) == (
        tmp_path / "acuan",
        "peta.geojson",
        "0.111",
    )
    assert settings.limits == {"waiting": 3600, "left_after": 1800}
    assert (settings.warehouse, settings.hmac_key) == ("gudang", HmacKey("v2", KEY))
    assert KEY.hex() not in repr(settings)
    assert repr(KEY) not in repr(settings)
    assert settings.retention == Retention(remarks="30d", facts="10y")
    assert block.remarks


def test_every_key_of_a_rule_is_understood(load):
    rules = """
id = { from = [{ file = "x(.*)" }, { value = "a" }, "no"], empty = "-" }
area = { from = "kel", codes = "areas", map = { "A" = "b" }, other = "c" }
waktu = { from = "n", map = { "Sangat sesuai" = 4 }, number = { decimal = "," }, between = [1, 4] }
a = [{ from = ["x", "y"], format = ["%F", "%T"], empty = ["-", "0:00:00"] }, { value = 1 }]
b = { from = "x", format = "x", skew = "5s", next_day = { after = { file = "y", format = "x" }, gap = "1h" } }
c = { start = "a", plus = { from = "lama", unit = "s" }, when = { outcome = ["AGENT"] } }
person = { from = "nik", hmac = true }
[source.antrean.exclude]
status = ["UJI"]
nomor = { like = ["Jumlah*", ""] }
"""
    block = load(
        OFFICE + SOURCE + 'version = { file = "(.*)" }\n' + COLUMNS.replace('id = { from = "no" }', rules)
    )
    assert set(block.sources["antrean"].columns) == {"id", "area", "waktu", "a", "b", "c", "person"}


def test_every_question_that_waits_is_told_at_once(load):
    columns = """
channel = { TANYA = [1], value = "TANYA" }
service = { from = "x", codes = "services", map = { "a" = "TANYA", "b" = "kk" } }
outcome = { value = "TANYA" }
waktu = [{ from = [{ value = "TANYA" }, "TANYA"], format = ["%F", "TANYA"] }]
[source.antrean.exclude]
TANYA = ["TANYA"]
"""
    with pytest.raises(ConfigProblem) as caught:
        load(OFFICE + SOURCE + 'order_8_9 = "TANYA"\ntimezone = "TANYA"\n' + COLUMNS + columns)
    lines = str(caught.value).split("\n")
    assert all("belum dijawab; baca keterangan di atasnya" in line for line in lines)
    assert [line.split(": ")[0].removeprefix("office.toml, source.antrean.") for line in lines] == [
        "columns.channel.TANYA", "order_8_9", "timezone", "columns.service.map.a", "columns.outcome.value",
        "columns.waktu.from.value", "columns.waktu.format",
    ]  # fmt: skip


def test_a_column_and_a_word_of_the_source_may_have_the_name_of_a_question(load):
    rule = 'counter = { from = "TANYA", map = { "TANYA" = "Informasi" }, empty = "TANYA" }\n'
    load(OFFICE + SOURCE + COLUMNS + rule + '[source.antrean.exclude]\nstatus = ["TANYA"]\n')


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("", "office.code", "wajib"),
        ("[office]\ncode = 63\n", "office.code", "ditemukan bilangan bulat; yang boleh: teks"),
        (OFFICE + 'zone = "x"\n', "office.zone", "yang boleh: code, timezone"),
        (OFFICE + 'timezone = "WITA"\n', "office.timezone", "Asia/Makassar"),
        (OFFICE + '[skm]\nweight = "0,11"\n', "skm.weight", "1/9, 0.111, 0.11"),
        (OFFICE + SKM + "unsur = []\n", "skm.definition[0].since", "wajib"),
        (OFFICE + SKM + SINCE, "skm.definition[0].unsur", "wajib"),
        *(
            (
                OFFICE + SKM + SINCE + f'unsur = {{ waktu = "{huge}" }}\n',
                "skm.definition[0].unsur",
                "bilangan",
            )
            for huge in ("1e999999999", "1e-999999999", "9" * 31, "1e30")
        ),
        (
            OFFICE + SKM + SINCE + 'unsur = ["waktu"]\nbands = { C = 1e300, B = 76.61, A = 88.31 }\n',
            "skm.definition[0].bands",
            "bilangan",
        ),
        (OFFICE + SKM + SINCE + "unsur = []\n", "skm.definition[0].unsur", "sekurangnya satu"),
        (OFFICE + SKM + SINCE + 'unsur = { waktu = "1/2" }\n', "skm.definition[0].unsur", "harus 1"),
        (OFFICE + SKM + SINCE + 'unsur = { waktu = "x" }\n', "skm.definition[0].unsur", "bukan bilangan"),
        (OFFICE + SKM + SINCE + 'unsur = ["antre"]\n', "skm.definition[0].unsur", "yang ada: persyaratan"),
        (
            OFFICE + SKM + SINCE + 'unsur = ["waktu"]\nbands = { A = 85 }\n',
            "skm.definition[0].bands",
            "nilai terendah C, B, dan A",
        ),
        (OFFICE + 2 * (SKM + SINCE + 'unsur = ["waktu"]\n'), "skm.definition[1].since", "satu hari mulai"),
        (OFFICE + '[limits]\nwaiting = "30"\n', "limits.waiting", "satuan"),
        (OFFICE + "[limits]\nwaiting = 30\n", "limits", "teks"),
        (OFFICE + '[retention]\nfakta = "5y"\n', "retention.fakta", "yang boleh: remarks, persons"),
        (OFFICE + '[retention]\nfacts = "5"\n', "retention.facts", "5y"),
        (OFFICE + '[retention]\nfacts = "1d"\n', "retention.facts", "paling sedikit 7d"),
        (OFFICE + '[retention]\nfacts = "0y"\n', "retention.facts", "paling sedikit 7d"),
        (OFFICE + "[retention]\nfacts = 5\n", "retention", "teks"),
        (OFFICE + "[disclosure]\nthreshold = 4\n", "disclosure.threshold", "4 terlalu kecil"),
        (OFFICE + "[disclosure]\nthreshold = 12\n", "disclosure.step", "harus kelipatan step (5)"),
        (OFFICE + "[disclosure]\nstep = 1\n", "disclosure.step", "dari 5 sampai"),
        (OFFICE + "[disclosure]\npublish_after_days = 91\n", "disclosure.publish_after_days", "0 sampai 90"),
        (OFFICE + "[disclosure]\nstep = 5.0\n", "disclosure.step", "bilangan bulat"),
        (OFFICE + "[disclosure]\nsteps = 5\n", "disclosure.steps", "mungkin maksudnya"),
        (OFFICE + '[privacy]\nremarks = "ya"\n', "privacy.remarks", "true atau false"),
        (OFFICE + "[sources]\n", "sources", 'mungkin maksudnya "source"'),
        (OFFICE + "source = 1\n", "office.source", "tidak dikenal"),
        ("source = 1\n" + OFFICE, "source", "satu tabel per sumber"),
        (OFFICE + "[source]\nantrean = 1\n", "source.antrean", "tabel"),
        (OFFICE + SOURCE, "source.antrean.columns", "wajib"),
        (
            OFFICE + SOURCE.replace('"visit"', '"kunjungan"') + COLUMNS,
            "source.antrean.fact",
            "request, visit, answer",
        ),
        (
            OFFICE + SOURCE + 'delimeter = ";"\n' + COLUMNS,
            "source.antrean.delimeter",
            'maksudnya "delimiter"',
        ),
        (OFFICE + SOURCE + 'name = "x"\n' + COLUMNS, "source.antrean.name", "tidak dikenal"),
        (OFFICE + SOURCE + 'delimiter = ";;"\n' + COLUMNS, "source.antrean.delimiter", "satu tanda"),
        (OFFICE + SOURCE.replace("incoming/*.csv", "") + COLUMNS, "source.antrean.path", "dari folder"),
        (OFFICE + SOURCE.replace("incoming/*.csv", ".") + COLUMNS, "source.antrean.path", "dari folder"),
        (OFFICE + SOURCE.replace("incoming", "/incoming") + COLUMNS, "source.antrean.path", "dari folder"),
        (OFFICE + SOURCE + "header_rows = 0\n" + COLUMNS, "source.antrean.header_rows", "dari 1 sampai 5"),
        (OFFICE + SOURCE + "header_rows = 6\n" + COLUMNS, "source.antrean.header_rows", "dari 1 sampai 5"),
        (OFFICE + SOURCE + 'header_rows = "2"\n' + COLUMNS, "source.antrean.header_rows", "bilangan bulat"),
        (OFFICE + SOURCE + "skip_rows = -1\n" + COLUMNS, "source.antrean.skip_rows", "0 atau lebih"),
        (OFFICE + SOURCE + 'rows = "data."\n' + COLUMNS, "source.antrean.rows", "data.items"),
        (OFFICE + SOURCE + 'rows = ""\n' + COLUMNS, "source.antrean.rows", "data.items"),
        (OFFICE + SOURCE + 'encoding = "utf-9"\n' + COLUMNS, "source.antrean.encoding", "cp1252"),
        (OFFICE + SOURCE + 'encoding = "base64"\n' + COLUMNS, "source.antrean.encoding", "cp1252"),
        (OFFICE + SOURCE + 'timezone = "../x"\n' + COLUMNS, "source.antrean.timezone", "zona waktu"),
        (OFFICE + SOURCE + 'covers = "days"\n' + COLUMNS, "source.antrean.covers", "day, all"),
        (OFFICE + SOURCE + 'final_after = "3"\n' + COLUMNS, "source.antrean.final_after", "satuan"),
        (OFFICE + SOURCE + 'max_age = "26"\n' + COLUMNS, "source.antrean.max_age", "satuan"),
        (OFFICE + SOURCE + 'schedule = "2 pagi"\n' + COLUMNS, "source.antrean.schedule", "tulis jam"),
        (OFFICE + SOURCE + 'schedule = "02:00 ahad"\n' + COLUMNS, "source.antrean.schedule", 'hari "ahad"'),
        (OFFICE + SOURCE + 'ambiguous = "latest"\n' + COLUMNS, "source.antrean.ambiguous", "earliest"),
        (
            OFFICE + SOURCE + COLUMNS + 'area = { form = "x" }\n',
            "source.antrean.columns.area.form",
            "from, value",
        ),
        (OFFICE + SOURCE + COLUMNS + "area = 1\n", "source.antrean.columns.area", "tabel"),
        (
            OFFICE + SOURCE + COLUMNS + 'area = [{ from = "x" }, { codes = 1 }]\n',
            "source.antrean.columns.area[1].codes",
            "bilangan bulat",
        ),
        (
            OFFICE + SOURCE + COLUMNS + 'a = { from = "x", next_day = { after = "y" } }\n',
            "source.antrean.columns.a.next_day.gap",
            "wajib",
        ),
        (
            OFFICE + SOURCE + COLUMNS + 'a = { from = "x", next_day = { after = "y", gp = "1h" } }\n',
            "source.antrean.columns.a.next_day.gp",
            "after, gap",
        ),
        (
            OFFICE + SOURCE + COLUMNS + 'a = { start = "x", plus = { from = "y", unit = "jam" } }\n',
            "source.antrean.columns.a.plus.unit",
            "s, m, h",
        ),
        (
            OFFICE + SOURCE + COLUMNS + 'a = { from = "x", between = [1] }\n',
            "source.antrean.columns.a.between",
            "tidak sah",
        ),
    ],
)
def test_a_wrong_key_is_named_with_what_is_allowed(load, text, key, words):
    with pytest.raises(ConfigProblem) as caught:
        load(text)
    message = str(caught.value)
    assert message.startswith(f"office.toml, {key}:"), message
    assert words in message


def test_all_that_is_wrong_is_said_at_once(load):
    with pytest.raises(ConfigProblem) as caught:
        load('[office]\nkode = "1"\n[skm]\nweight = "1"\n[limits]\nwaiting = "x"\n')
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "place"),
    [("[office\n", "baris 1, kolom 8"), ('a = "x', "akhir berkas"), ("a = 1\na = 2\n", "baris 2, kolom 6")],
)
def test_a_file_that_is_no_toml_names_the_place(load, text, place):
    with pytest.raises(ConfigProblem, match=f"office.toml, {place}: susunan TOML"):
        load(text)


def test_a_file_that_is_not_there_or_no_utf_8(tmp_path):
    with pytest.raises(ConfigProblem, match="PANTAU_CONFIG"):
        load_settings({"PANTAU_CONFIG": str(tmp_path / "tidak-ada.toml")})
    (tmp_path / "office.toml").write_bytes(b'a = "\xe9"')
    with pytest.raises(ConfigProblem, match="UTF-8"):
        load_settings({"PANTAU_CONFIG": str(tmp_path / "office.toml")})


def test_the_digest_follows_the_meaning_of_a_block_and_not_its_place(load):
    def digest(extra: str = "", columns: str = COLUMNS) -> str:
        return load(OFFICE + SOURCE + extra + columns).sources["antrean"].digest()

    assert digest() == digest('max_age = "2d"\nschedule = "every 1m"\n')
    assert digest() != digest('delimiter = ";"\n')
    assert digest() != digest(columns=COLUMNS + 'area = { from = "x" }\n')


@pytest.mark.parametrize(("text", "expected"), [("0s", 0), ("90m", 5400), ("12h", 43_200), ("2d", 172_800)])
def test_lengths_of_time(text, expected):
    assert span.seconds(text) == expected


@pytest.mark.parametrize("text", ["", "5", "5 m", "-5m", "1.5h", "٥m", "5M", "9999999s"])
def test_no_lengths_of_time(text):
    with pytest.raises(ValueError, match="satuan"):
        span.seconds(text)


def test_a_configuration_that_may_not_be_read_need_not_be_made() -> None:
    with passable() as folder:
        config = folder / "office.toml"
        with pytest.raises(ConfigProblem, match="buat berkas ini"):
            load_settings({"PANTAU_CONFIG": str(config)})
        config.write_text(OFFICE)
        with (
            forbidden(config),
            pytest.raises(ConfigProblem, match="sebagai akun yang boleh membacanya") as told,
        ):
            load_settings({"PANTAU_CONFIG": str(config)})
        assert "buat berkas ini" not in str(told.value)
