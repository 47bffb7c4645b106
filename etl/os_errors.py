"""Why the machine did not read or write a file, in the office's words. Its own text is English."""

import errno

_WHY = {
    errno.EACCES: "akun ini tidak berhak",
    errno.EBUSY: "sedang dipakai program lain",
    errno.EDQUOT: "jatah disk akun ini habis",
    errno.EEXIST: "sudah ada berkas bernama itu",
    errno.EFBIG: "berkasnya terlalu besar untuk disk ini",
    errno.EIO: "disknya gagal membaca atau menulis",
    errno.EISDIR: "itu folder, bukan berkas",
    errno.ELOOP: "tautannya berputar",
    errno.EMFILE: "terlalu banyak berkas terbuka",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
    errno.ENFILE: "terlalu banyak berkas terbuka",
    errno.ENOENT: "berkas atau foldernya tidak ada",
    errno.ENOMEM: "memori habis",
    errno.ENOSPC: "disk penuh",
    errno.ENOTDIR: "yang seharusnya folder ternyata berkas",
    errno.EPERM: "akun ini tidak berhak",
    errno.EROFS: "disk ini hanya boleh dibaca",
    errno.ESTALE: "folder jaringannya terputus",
    errno.ETIMEDOUT: "folder jaringannya tidak menjawab",
}


def why(failed: OSError) -> str:
    """A clause for a sentence that names the file and says what to do. What is rare has its short name."""
    code = failed.errno or 0
    return _WHY.get(code) or f"kesalahan sistem {errno.errorcode.get(code, type(failed).__name__)}"
