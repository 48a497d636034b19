"""Names of people, places and schools that nobody and nothing bears: put together at random from plain words."""

from random import Random

FAMILIES = ("Khúc", "Mạc", "Kiều", "Doãn", "Ngạc", "Thân", "Nghiêm", "Quản", "Lục", "Tiêu", "Ông", "Viên")
MIDDLES = ("An", "Bảo", "Cát", "Gia", "Khánh", "Nhật", "Thảo", "Thục", "Tường", "Uyên")
GIVENS = ("Bách", "Cúc", "Đào", "Giang", "Hạnh", "Khuê", "Lam", "Mai", "Ngân", "Quế", "Sen", "Trúc", "Tùng", "Yên")
# Twelve communes that are on no map of the district.
COMMUNES = (
    "Thạnh Lộc An", "Bình Hưng Lạc", "Tân Phú Thọ Hạ", "Long Thới Nam", "Phước Mỹ Thượng", "Mỹ Lộc Trung",
    "An Thạnh Hạ", "Đức Tân Tây", "Hòa Khánh Hạ", "Vĩnh Lộc Đoài", "Trung Lợi An", "Phú Xuân Đoài",
)  # fmt: skip
FLOWERS = ("Hoa Phượng", "Hoa Sen", "Hoa Mai", "Hướng Dương", "Hoa Cúc", "Hoa Lan", "Hoa Hồng", "Hoa Sứ", "Hoa Đào")


def people(rng: Random, number: int) -> list[str]:
    """That many different names."""
    every = [f"{family} {middle} {given}" for family in FAMILIES for middle in MIDDLES for given in GIVENS]
    return rng.sample(every, number)
