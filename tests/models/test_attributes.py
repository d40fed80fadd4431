"""Whom the texts of a record accuse: the organisation nearest to the words, in what order."""

import pytest

from models.attributes import FAR, distance, organisations_of
from models.reading import Knowledge
from models.record import Record

TEXT = "在启明托管中心办的卡退了。后来晨星早教中心没有办学许可证就招生，旁边远山培训学校可以作证。"
DEED = (TEXT.index("没有办学"), TEXT.index("就招生") + 3)


@pytest.mark.parametrize(
    ("text", "near", "characters"),
    [
        ("甲店收简历", [(2, 5)], 0),
        ("甲店在街角收简历", [(5, 8)], 3),
        ("收简历的是甲店", [(0, 3)], 4),  # two characters behind count twice
        ("甲店很好。收简历的是甲店", [(5, 8)], 3),
        ("甲店收简历", [], FAR),
        ("乙店收简历", [(2, 5)], FAR),
    ],
)
def test_the_distance_is_to_the_nearest_place_of_a_name(
    text: str, near: list[tuple[int, int]], characters: int
) -> None:
    assert distance("甲店", text, near) == characters


def test_who_stands_nearest_to_the_words_comes_first(shipped: Knowledge) -> None:
    record = Record("complaints", {"content": TEXT})
    rows = organisations_of(record, [TEXT], [[DEED]], shipped.naming)
    assert [row["name"] for row in rows] == ["晨星早教中心", "远山培训学校", "启明托管中心"]


def test_whom_the_columns_name_stands_before_all_others(shipped: Knowledge) -> None:
    record = Record("complaints", {"content": TEXT}, named=[("启明托管中心", "target")])
    rows = organisations_of(record, [TEXT], [[DEED]], shipped.naming)
    assert [(row["name"], row["told"]) for row in rows][:2] == [
        ("启明托管中心", False),
        ("晨星早教中心", True),
    ]
