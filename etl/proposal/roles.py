"""What a header can mean: a general vocabulary, Indonesian and English, with a weight for each reading."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

# A stage of being served, and which end of it.
_QUEUE = r"(?:q|queue|queued|antri|antre|antrian|antrean|tunggu|menunggu|wait|waiting)"
_SERVICE = r"(?:ser|serv|service|layan|layanan|pelayanan|dilayani|melayani)"
_START = r"(?:start|begin|begun|mulai|dimulai|awal|masuk|entry|enter|in)"
_END = r"(?:exit|end|ended|stop|selesai|keluar|akhir|berakhir|usai|finish|finished|out)"


def _ends(stage: str, end: str) -> str:
    return rf"\b{stage}\b.*\b{end}\b|\b{end}\b.*\b{stage}\b"


QUEUE_END = "queue_end"
"""Leaving the queue: called, or gone."""

# (expression on the spelled header, weight); the heaviest that is found counts.
_TIMES: Mapping[str, Mapping[str, tuple[tuple[str, int], ...]]] = {
    "visit": {
        "taken_at": (
            (r"\b(ambil|diambil|pengambilan|kedatangan|datang|tiba|arrival|arrive|arrived|taken|check ?in|"
             r"cetak|dicetak|issued?|terbit)\b", 5),
            (_ends(_QUEUE, _START), 5),
            (r"\b(daftar|pendaftaran|registrasi|masuk|entry|enter|created|dibuat)\b", 2),
        ),
        "called_at": ((r"\b(panggil|dipanggil|pemanggilan|panggilan|called|call|calling)\b", 5),),
        QUEUE_END: ((_ends(_QUEUE, _END), 5),),
        "started_at": (
            (_ends(_SERVICE, _START), 5),
            (r"\b(mulai|dimulai|start|started|begin|dilayani)\b", 3),
        ),
        "finished_at": (
            (_ends(_SERVICE, _END), 5),
            (r"\b(selesai|finish|finished|end|ended|usai|berakhir|keluar|exit|completed?|"
             r"closed)\b", 3),
        ),
    },
    "request": {
        "submitted_at": (
            (r"\b(ajukan|diajukan|pengajuan|permohonan|mohon|submit|submitted|submission|opened|open|"
             r"requested)\b", 5),
            (r"\b(masuk|daftar|pendaftaran|registrasi|created|received|terima|diterima|dibuat|"
             r"mulai|start)\b", 3),
            (r"\b(tanggal|tgl|date|waktu|timestamp)\b", 1),
        ),
        "completed_at": (
            (r"\b(selesai|penyelesaian|completed?|completion|closed?|ditutup|tutup|terbit|penerbitan|resolved|"
             r"finish|finished|done)\b", 5),
            (r"\b(ambil|diambil|serah|diserahkan|end|akhir)\b", 2),
        ),
        "due_at": ((r"\b(target|due|tenggat|tempo|batas|deadline|janji|sla|promised|expected)\b", 6),),
    },
    "answer": {
        "answered_at": (
            (r"\b(answered|submitted|diisi|pengisian|jawab|menjawab|survei|survey|responded)\b", 4),
            (r"\b(created|timestamp|dibuat|tanggal|tgl|date|waktu|time|jam)\b", 2),
        ),
    },
    "complaint": {
        "received_at": (
            (r"\b(diterima|terima|penerimaan|received|lapor|dilaporkan|pelaporan|laporan|adu|aduan|pengaduan|"
             r"diadukan)\b", 5),
            (r"\b(masuk|created|dibuat|submitted|opened|open|dikirim|tanggal|tgl|date|waktu)\b", 2),
        ),
        "responded_at": (
            (r"\b(tanggap|ditanggapi|tanggapan|respon|respons|response|responded|reply|replied|dibalas|"
             r"dijawab|jawaban|jawab)\b", 5),
        ),
        "closed_at": ((r"\b(tutup|ditutup|penutupan|closed?|selesai|penyelesaian|resolved|tuntas)\b", 5),),
    },
}  # fmt: skip
# Of these the initials may stand alone as a header: wk, wmd, wsd.
_PHRASES: Mapping[str, str] = {
    "taken_at": "waktu kedatangan|waktu datang|waktu tiba|waktu ambil nomor|jam kedatangan|jam datang|"
    "jam ambil|arrival time|waktu antri|waktu masuk antrean",
    "called_at": "waktu dipanggil|waktu panggil|waktu pemanggilan|jam panggil|call time",
    "started_at": "waktu mulai dilayani|waktu mulai pelayanan|waktu mulai layanan|jam mulai dilayani|"
    "jam mulai pelayanan|service start time|start of service",
    "finished_at": "waktu selesai dilayani|waktu selesai pelayanan|waktu selesai layanan|waktu selesai|"
    "waktu keluar|jam selesai dilayani|jam selesai|jam keluar|service end time|end of service",
}
_INITIALS = 2

_OTHERS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "office": ((r"^(kantor|office|unit|opd|instansi|cabang|branch|skpd)$", 5),
               (r"\b(kantor|office|unit|unit kerja|opd|instansi|cabang|branch|skpd)\b", 3)),
    "area": ((r"^(nama )?(kelurahan|desa|domisili|neighbou?rhood|wilayah|area|kelurahan asal|asal)$", 5),
             (r"\b(kelurahan|desa|domisili|neighbou?rhood|wilayah|area)\b", 3)),
    "service": ((r"^(nama |jenis )?(layanan|pelayanan|service|izin|permohonan|urusan|keperluan)$|"
                 r"^service type$", 5),
                (r"^(type|jenis|tipe)$", 4),
                (r"\b(layanan|pelayanan|service|izin|urusan|keperluan|request type|jenis)\b", 3)),
    "channel": ((r"^(kanal|channel|media|saluran)$", 5),
                (r"\b(kanal|channel|source|sumber|media|via|saluran)\b", 3)),
    "category": ((r"\b(kategori|category|topik|topic|klasifikasi)\b", 5), (r"\b(jenis|bidang|subject)\b", 2)),
    "counter": ((r"\b(loket|counter|server|meja|teller|desk|window|konter)\b", 5),),
    "priority": ((r"\b(prioritas|priority)\b", 5),),
    "status": ((r"\b(status|outcome|keadaan|state|hasil)\b", 4),),
    "sex": ((r"\b(jenis kelamin|kelamin|jenkel|jk|gender|sex|laki laki perempuan|pria wanita)\b|"
             r"^[lp] [lp]$", 5),),
    "age_band": ((r"\b(usia|umur|age|kelompok umur|kelompok usia)\b", 5),),
    "education": ((r"\b(pendidikan|education|ijazah)\b", 5),),
    "occupation": ((r"\b(pekerjaan|occupation|profesi|job)\b", 5),),
    "version": ((r"\b(diubah|perubahan|updated|modified|update|last change)\b", 5),),
    "ticket": ((r"\b(tiket|ticket|antrean|antrian|nomor antrian|nomor antrean)\b", 4),
               (r"\b(id|no|nomor|number|nomer|kode|code|register|registrasi|resi|case|enquiry)\b", 3),
               (r"\b(line|seri|urut)\b", 2)),
    "duration": ((r"\b(durasi|lama|duration|elapsed|seconds|detik|menit)\b", 4),),
}  # fmt: skip


def spelled(header: str) -> str:
    """`"CASE_ENQUIRY_ID"` → `"case enquiry id"`, `"jenisPelayanan"` → `"jenis pelayanan"`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join(re.sub(r"[\W_]+", " ", apart.casefold()).split())


def time_roles(fact: str, header: str) -> dict[str, int]:
    """The instants of a fact that the header can mean, each with its weight."""
    written = spelled(header)
    found = {role: _weight(written, readings) for role, readings in _TIMES[fact].items()}
    return {role: weight for role, weight in found.items() if weight}


def initials(header: str) -> tuple[tuple[str, str], ...]:
    """(role, phrase) of the visit's instants for which a header of two to four letters can stand."""
    letters = header.strip().casefold()
    if not re.fullmatch(r"[a-z]{2,4}", letters):
        return ()
    return tuple((role, phrase) for short, role, phrase in _shortened() if short == letters)


def short_roles(header: str) -> dict[str, int]:
    return {role: _INITIALS for role, _ in initials(header)}


def names(role: str, header: str) -> int:
    """How much a header speaks for a column that is no instant."""
    return _weight(spelled(header), _OTHERS[role])


def _weight(written: str, readings: tuple[tuple[str, int], ...]) -> int:
    return max((weight for words, weight in readings if re.search(words, written)), default=0)


@cache
def _shortened() -> tuple[tuple[str, str, str], ...]:
    def every() -> Iterator[tuple[str, str, str]]:
        for role, phrases in _PHRASES.items():
            for phrase in phrases.split("|"):
                yield "".join(word[0] for word in phrase.split()), role, phrase

    return tuple(every())
