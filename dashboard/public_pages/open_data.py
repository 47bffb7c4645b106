"""What others may do with the figures: whole tables for programs, and where they are."""

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import components, opendata
from dashboard import format as fmt
from dashboard.components import aria
from dashboard.public_reader import PublicReader


class OpenDataPage:
    """It asks nothing and answers nothing: it has no sections and no choice."""

    slug = "data/"
    title = "Data terbuka"
    order = 90
    sections: Mapping[str, object] = {}

    def parse(self, query: Mapping[str, str], reader: PublicReader) -> tuple[None, list[str]]:
        return None, []

    def render(self, reader: PublicReader, choice: None, notices: Sequence[str] = ()) -> Component:
        tables = opendata.datasets(reader).values()
        return html.Div(
            [
                components.heading(self.title),
                html.P(
                    "Semua angka di halaman publik, sebagai tabel utuh: CSV untuk lembar kerja, JSON untuk "
                    "program. "
                    f"Versi {reader.data.version}, data sampai {fmt.moment(reader.data.data_time)}. "
                    "Angka yang menyangkut terlalu sedikit orang disembunyikan, yang lain dibulatkan."
                ),
                html.Ul([self._table(dataset, reader) for dataset in tables], className="datasets"),
                html.P(
                    [
                        "Arti setiap kolom: ",
                        html.A("datapackage.json", href="/data/datapackage.json"),
                        ". Daftar alamat untuk program: ",
                        html.A("/api/v1/", href="/api/v1/"),
                        ". Yang sedang menunggu: ",
                        html.A("/api/v1/now", href="/api/v1/now"),
                        ".",
                    ]
                ),
            ],
            className="message",
        )

    def _table(self, dataset: opendata.Dataset, reader: PublicReader) -> Component:
        title = dataset.title(reader)
        return html.Li(
            [
                html.Strong(title),
                f" · {_span(dataset, reader)} · ",
                html.A("CSV", href=f"/data/{dataset.name}.csv", **aria(label=f"{title}, CSV")),
                " · ",
                html.A("JSON", href=f"/api/v1/{dataset.name}", **aria(label=f"{title}, JSON")),
            ]
        )


def _span(dataset: opendata.Dataset, reader: PublicReader) -> str:
    periods = reader.periods(dataset.metric, dataset.by)
    return fmt.period(min(start for _, start, _ in periods), max(end for _, _, end in periods))


PAGE = OpenDataPage()
