"""Bytes to text: UTF-8 only, and a name for what other encodings look like."""

import unicodedata

from sinhhoat.registers.findings import Unfit

SAMPLE = 65536
# The upper half of the two old Vietnamese tables that Python does not know, as iconv maps them ("·": no letter).
VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
TCVN3 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ·ĂÂÊÔƠƯĐăâêôơưđẶ·····àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
# Words that stand in nearly every register of cells; a right decoding shows them, a wrong one does not.
COMMON_WORDS = (
    "bộ", "đảng", "ủy", "uỷ", "xã", "ấp", "phường", "khu phố", "trường", "học", "cơ", "sở", "huyện", "quận", "thị",
    "nguyễn", "trần", "lê", "phạm", "đương chức", "công an", "quân sự", "ngành", "văn phòng", "tổ chức",
)  # fmt: skip


def decode(data: bytes) -> str:
    """The text of a UTF-8 file without its mark; any other encoding is refused by the name of what it looks like."""
    name = _marked(data)
    if name is None:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            name = _likeliest(data[:SAMPLE])
    raise Unfit("encoding_not_utf8", encoding=name)


def _marked(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "UTF-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    if data.startswith(b"PK\x03\x04"):
        return "Excel (.xlsx)"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "Excel 97-2003 (.xls)"
    return "UTF-16" if _looks_like_utf16(data[:SAMPLE]) else None


def _looks_like_utf16(sample: bytes) -> bool:
    # Without a mark the NULs of ASCII letters tell: they all stand at even or all at odd places.
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return max(even, odd) * 4 > len(sample) > 3 and min(even, odd) * 10 <= max(even, odd)


def _likeliest(sample: bytes) -> str:
    candidates = {
        "damaged UTF-8": sample.decode("utf-8", errors="replace"),
        "Windows-1258": sample.decode("cp1258", errors="replace"),
        "TCVN3 (ABC)": _by_table(sample, TCVN3),
        "VISCII": _by_table(sample, VISCII),
    }
    scores = {name: _common_words(text) for name, text in candidates.items()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best]:
        return best
    return "Windows-1252" if _decodes(sample, "cp1252") else "binary"


def _by_table(sample: bytes, table: str) -> str:
    return "".join(chr(byte) if byte < 0x80 else table[byte - 0x80] for byte in sample)


def _common_words(text: str) -> int:
    # Windows-1258 writes tone marks as characters of their own; a word without marks would tell nothing.
    composed = unicodedata.normalize("NFC", text).lower()
    return sum(composed.count(word) for word in COMMON_WORDS if not word.isascii())


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
