"""The kecamatan and its kelurahan side by side, and what a new building changed."""

from dashboard.answers import offices, opening
from dashboard.filters import PERIOD
from dashboard.page import Meaning, Page
from dashboard.rights import Right

PAGE = Page(slug="per-kantor", title="Per kantor", order=80, right=Right.FIGURES, filters=(PERIOD,))

_FACTS = frozenset({"visit", "request", "answer", "complaint"})
_SIDE_BY_SIDE = Meaning(
    "Setiap ukuran dihitung seperti di halamannya sendiri, dengan jumlah kasusnya di sebelahnya: waktu "
    "tunggu dari kunjungan, janji dari urusan, daring dari permohonan, IKM dari survei, pengaduan dari "
    "register.",
    "UU 25/2009; PermenPANRB 14/2017",
    _FACTS,
)
_EFFECT = Meaning(
    "Sebelum dan sesudah hari pembukaan, sama panjang (sampai 90 hari). Disebut berubah nyata bila bedanya "
    "lebih dari naik-turun harian yang biasa; disebut lebih dari di kelurahan lain bila juga melebihi "
    "perubahan di kelurahan lain pada hari-hari yang sama.",
    "Cochran, Sampling Techniques, bab 6 dan 9A (hari sebagai satuan); selisih dalam selisih",
    _FACTS,
)

PAGE.section(
    "Bagaimana tiap kantor melayani?", metric=_SIDE_BY_SIDE, counted=offices.COUNTED, id="berdampingan"
)(offices.table)
PAGE.section(
    "Apa yang berubah sesudah gedung baru dibuka?", metric=_EFFECT, counted=opening.COUNTED, id="gedung-baru"
)(opening.effects)
PAGE.section(
    "Di mana orang menunggu lama?",
    metric="waiting",
    counted="kunjungan yang dipanggil",
    id="menunggu",
    width=6,
)(offices.waits)
PAGE.section(
    "Di mana janji ditepati?",
    metric="on_time",
    counted="urusan menurut hari jatuh tempo",
    id="janji",
    width=6,
)(offices.promises)
PAGE.section("Di mana orang puas?", metric="ikm", counted="responden", id="kepuasan", width=6)(
    offices.satisfaction
)
PAGE.section(
    "Di mana orang memakai kanal daring?",
    metric="digital_share",
    counted="permohonan",
    id="daring",
    width=6,
)(offices.online)
PAGE.section("Di mana pengaduan masuk?", metric="complaints", counted="pengaduan", id="pengaduan", width=6)(
    offices.complaints
)
PAGE.section(
    "Di mana pengaduan ditutup tepat waktu?",
    metric="complaints_on_time",
    counted="pengaduan menurut hari jatuh tempo",
    id="pengaduan-tepat-waktu",
    width=6,
)(offices.complaints_kept)
