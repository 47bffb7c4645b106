"""What each public figure means, in the words of the forms for statistical metadata."""

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import components, metadata
from dashboard.public_reader import PublicReader
from dashboard.row_json import Row

SHOWN = {
    "konsep": "Konsep",
    "definisi": "Definisi",
    "interpretasi": "Cara membaca",
    "metode_rumus": "Cara menghitung",
    "ukuran": "Ukuran",
    "satuan": "Satuan",
    "klasifikasi_penyajian": "Disajikan",
    "variabel_pembangun": "Dibangun dari",
    "level_estimasi": "Tingkat",
    "dasar": "Dasar",
}
OF_A_VARIABLE = {
    "definisi": "Definisi",
    "klasifikasi_isian": "Isian",
    "aturan_validasi": "Aturan",
    "referensi_pemilihan": "Rujukan",
}


class DefinitionsPage:
    """It asks nothing and answers nothing: it has no sections and no choice."""

    slug = "definisi/"
    title = "Definisi"
    order = 80
    sections: Mapping[str, object] = {}

    def parse(self, query: Mapping[str, str], reader: PublicReader) -> tuple[None, list[str]]:
        return None, []

    def render(self, reader: PublicReader, choice: None, notices: Sequence[str] = ()) -> Component:
        return html.Div(
            [
                components.heading(self.title),
                html.P(
                    [
                        "Arti setiap angka di halaman publik, dalam isian metadata statistik (Peraturan BPS "
                        "5/2020). Untuk program: MS-Ind ",
                        *_files("ms-ind"),
                        ", MS-Var ",
                        *_files("ms-var"),
                        ".",
                    ]
                ),
                html.H2("Indikator"),
                *[_said(row["nama_indikator"], row, SHOWN) for row in metadata.indicators(reader)],
                html.H2("Variabel"),
                html.P(
                    "Isi satu per satu menyangkut orang, jadi tidak terbuka; yang terbit hanya jumlahnya."
                ),
                *[_said(row["nama_variabel"], row, OF_A_VARIABLE) for row in metadata.variables(reader)],
            ],
            className="message defined",
        )


def _files(name: str) -> list[Component | str]:
    return [
        html.A("CSV", href=f"/data/{name}.csv"),
        " dan ",
        html.A("JSON", href=f"/api/v1/{name}"),
    ]


def _said(title: str, row: Row, shown: Mapping[str, str]) -> Component:
    terms = [part for key, words in shown.items() for part in (html.Dt(words), html.Dd(row[key]))]
    return html.Section([html.H3(title), html.Dl(terms)], className="card")


PAGE = DefinitionsPage()
