"""How satisfied people are by the survey, how sure that is, and who says so."""

from dash.development.base_component import Component

from dashboard import report_files
from dashboard.answers import care, respondents, satisfaction, scores, trend
from dashboard.answers.unsur import RESPONDENTS
from dashboard.filters import Filters
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.rights import Right

PAGE = Page(slug="kepuasan", title="Kepuasan", order=60, right=Right.FIGURES)

_ASKED = {
    "indeks": ("Berapa indeks kepuasan, dan apa mutunya?", 5, satisfaction.index),
    "selang": ("Seberapa pasti indeks itu?", 7, satisfaction.certainty),
    "unsur": ("Unsur mana yang terlemah, mana yang terkuat?", 7, scores.by_element),
    "sebaran": ("Bagaimana nilai tiap unsur tersebar?", 5, scores.spread),
    "arah": ("Ke mana arahnya?", 12, trend.over_time),
    "per-layanan": ("Layanan mana yang paling memuaskan, mana yang tidak?", 5, satisfaction.by_service),
    "keterwakilan": ("Apakah yang menjawab mirip dengan yang dilayani?", 7, respondents.like_the_served),
    "kecukupan": ("Cukupkah jumlah respondennya?", 12, respondents.enough),
    "per-kantor": ("Bagaimana menurut kantor?", 7, satisfaction.by_office),
    "cara-menjawab": ("Bagaimana jawabannya diisi?", 12, care.flagged),
    "responden": ("Siapa yang menjawab?", 5, respondents.traits),
}

for _id, (_title, _width, _answer) in _ASKED.items():
    PAGE.section(_title, metric="ikm", counted=RESPONDENTS, id=_id, width=_width)(_answer)


@PAGE.hero
def report(reader: Reader, filters: Filters) -> Component | None:
    return report_files.card("skm", reader, filters)
