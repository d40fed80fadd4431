"""Folding keeps the way back to every character; sentences and clauses end where marks stand."""

from itertools import pairwise
from time import perf_counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobs.settings import Settings
from models.text import (
    CLAUSE_MARKS,
    Folded,
    Folding,
    fold_batch,
    folding_of,
    named_layers,
    plain_folding,
    skeleton,
)

quick = settings(deadline=None, max_examples=60)

ANYTHING = st.text(alphabet=st.characters(codec=None), max_size=60)  # lone surrogates, NUL, emoji
EVASIVE = st.text(
    alphabet="微信簡歷身份证加面試学生校abVXＱ１2 *·.．-~❤🐮📱㊙丶，。；：！？（）\u200b\ufeff\n0",
    max_size=40,
)


def fold(raw: str, folding: Folding) -> Folded:
    return fold_batch([raw], folding)


def folded(raw: str, folding: Folding) -> str:
    return fold(raw, folding).text


def raw_span(one: Folded, begin: int, end: int) -> tuple[int, int]:
    start, stop = one.raw_spans(np.array([begin]), np.array([end]))
    return int(start[0]), int(stop[0])


def via(raw: str, folding: Folding, begin: int = 0, end: int | None = None) -> list[str]:
    """The layers met in a folded stretch; the whole text by default."""
    one = fold(raw, folding)
    start, stop = raw_span(one, begin, len(one.text) if end is None else end)
    return named_layers(int(one.layers(np.array([start]), np.array([stop]))[0]))


def cut(text: str, ends: np.ndarray) -> list[str]:
    """A text cut behind each of the places given."""
    bounds = [0, *(int(end) + 1 for end in ends), len(text)]
    return [text[low:high] for low, high in pairwise(bounds) if high > low]


@quick
@given(raw=st.one_of(ANYTHING, EVASIVE))
@example(raw="\ud800")
@example(raw="\x00")
@example(raw="")
@example(raw="👩‍👩‍👧❤️")
@example(raw="ﷺ㈱½ﬁ")
def test_the_raw_span_of_every_folded_character_folds_to_it(raw: str, folding: Folding) -> None:
    one = fold(raw, folding)
    for place, char in enumerate(one.text):
        start, end = raw_span(one, place, place + 1)
        assert 0 <= start < end <= len(raw)
        assert char in folded(raw[start:end], folding)


@quick
@given(raw=st.text(alphabet="微信簡歷 *·.-~，。\u200b❤", max_size=30), data=st.data())
def test_the_raw_span_of_any_stretch_folds_to_that_stretch(
    raw: str, data: st.DataObject, folding: Folding
) -> None:
    one = fold(raw, folding)
    if one.text:
        begin = data.draw(st.integers(0, len(one.text) - 1))
        end = data.draw(st.integers(begin + 1, len(one.text)))
        start, stop = raw_span(one, begin, end)
        assert folded(raw[start:stop], folding) == one.text[begin:end]


@quick
@given(raw=st.one_of(ANYTHING, EVASIVE))
def test_offsets_rise_and_layers_stand_beside_every_raw_character(raw: str, folding: Folding) -> None:
    one = fold(raw, folding)
    assert len(one.origin) == len(one.codes) == len(one.kinds) == len(one.text)
    assert list(one.origin) == sorted(one.origin)
    assert len(one.bits) == len(raw)
    assert list(one.starts) == [0, len(raw) + 1]
    assert list(one.text_starts) == [0, len(one.text) + 1]


@quick
@given(raw=st.one_of(ANYTHING, EVASIVE))
def test_folding_twice_changes_nothing_more(raw: str, folding: Folding) -> None:
    once = folded(raw, folding)
    assert folded(once, folding) == once


@pytest.mark.parametrize(
    "raw",
    ["微\u3000信", "微＊信", "微／信", "微\xa0信", "微\u200b*信", "v.\u200bx", "Ｓ Ｆ Ｚ", "İ", "a b cd"],
)
def test_folding_twice_changes_nothing_more_for_wide_separators(raw: str, folding: Folding) -> None:
    once = folded(raw, folding)
    assert folded(once, folding) == once


def test_folding_twice_changes_no_character_of_unicode_but_one(folding: Folding) -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    once = folded("，".join(every), folding)
    twice = folded(once, folding)
    changed = [one for one, two in zip(once, twice, strict=True) if one != two]
    assert changed == ["苧"]  # OpenCC turns 薴 into 苧, and 苧 into 苎


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("ＱＱ群", "qq群"),
        ("簡歷收購", "简历收购"),
        ("刷臉開盒", "刷脸开盒"),
        ("VX同号", "vx同号"),
        ("w\u200bx", "wx"),
        ("\ufeff招聘", "招聘"),
        ("❤\ufe0f", "心"),
        ("①②", "12"),
        ("１２００条", "1200条"),
        ("ﬁ", "fi"),
        ("㈱", "(株)"),
    ],
)
def test_width_script_case_and_invisible_characters_are_folded(
    raw: str, expected: str, folding: Folding
) -> None:
    assert folded(raw, folding) == expected


@pytest.mark.parametrize(
    ("raw", "expected"), [("留📱", "留手机"), ("办💳费", "办银行卡费"), ("📱📱", "手机手机")]
)
def test_a_symbol_may_become_several_characters(raw: str, expected: str, folding: Folding) -> None:
    one = fold(raw, folding)
    assert one.text == expected
    assert raw_span(one, 0, len(expected)) == (0, len(raw))


def test_every_character_of_a_symbol_leads_back_to_it(folding: Folding) -> None:
    one = fold("收💳", folding)
    assert [raw_span(one, place, place + 1) for place in range(4)] == [(0, 1), (1, 2), (1, 2), (1, 2)]


def test_a_lone_surrogate_becomes_the_replacement_character(folding: Folding) -> None:
    assert folded("微\ud800信", folding) == "微\ufffd信"


def test_nul_stays_and_an_empty_text_is_empty(folding: Folding) -> None:
    assert folded("微\x00信", folding) == "微\x00信"
    assert folded("", folding) == ""


@pytest.mark.parametrize("mark", list(" *·.．_~～^|+＋=-—/\\#@&"))
def test_a_separator_between_han_is_dropped(mark: str, folding: Folding) -> None:
    assert folded(f"微{mark}信", folding) == "微信"
    assert folded(f"微{mark * 3}信", folding) == "微信"


@pytest.mark.parametrize("mark", sorted(CLAUSE_MARKS))
def test_clause_punctuation_stays_as_it_is(mark: str, folding: Folding) -> None:
    assert folded(f"微{mark}信", folding) == f"微{mark}信"


@quick
@given(raw=st.text(alphabet="微信a *.-，。；：！？、（）\u200b❤\n", max_size=40))
def test_folding_never_removes_clause_punctuation(raw: str, folding: Folding) -> None:
    marks = CLAUSE_MARKS | {"\n"}
    once = folded(raw, folding)
    assert [char for char in once if char in marks] == [char for char in raw if char in marks]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("学❤生", "学生"), ("薇❤聊", "薇心聊"), ("学㊙校", "学校"), ("判㊙客", "判客"), ("武功㊙籍", "武功秘籍"),
        ("身❤份❤证", "身份证"), ("判❤客❤群", "判客群"), ("学❤，生", "学心，生"), ("学❤\n生", "学心\n生"), ("学❤❤生", "学心心生"),
        ("❤生", "心生"), ("学❤", "学心"), ("公丶司", "公司"), ("夜神丶阿祖", "夜神丶阿祖"), ("黄🐮", "黄牛"), ("学🐮生", "学生"),
    ],
)  # fmt: skip
def test_a_sign_inside_a_known_word_or_after_every_character_only_separates(
    raw: str, expected: str, folding: Folding
) -> None:
    assert folded(raw, folding) == expected


def test_a_sign_that_only_separates_leads_back_to_its_characters(folding: Folding) -> None:
    one = fold_batch(["好学❤生"], folding)
    assert one.text == "好学生"
    assert one.origin.tolist() == [0, 1, 3]
    assert "separator" in named_layers(int(one.bits[2]))


def test_a_plus_between_words_stays(shipped_settings: Settings) -> None:
    shipped = folding_of(shipped_settings.spelling)
    assert folded("姓名+电话", shipped) == "姓名+电话"
    assert folded("急+救+车", shipped) == "急救车"
    assert folded("身+份证", shipped) == "身份证"


def test_four_separators_are_a_gap_and_stay(folding: Folding) -> None:
    assert folded("微    信", folding) == "微    信"


def test_a_clause_comma_is_no_thousands_separator(folding: Folding) -> None:
    assert folded("两次分别获取20，300条", folding) == "两次分别获取20，300条"


def test_a_line_break_joins_nothing(folding: Folding) -> None:
    assert folded("微\n信", folding) == "微\n信"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("s f z", "sfz"), ("v.x", "vx"), ("v-x：a", "vx：a"), ("p.s.", "ps."), ("加 v", "加v"), ("v 我", "v我")],
)
def test_letters_that_stand_one_by_one_are_joined(raw: str, expected: str, folding: Folding) -> None:
    assert folded(raw, folding) == expected


@pytest.mark.parametrize("raw", ["use wx python", "v1.2", "hr team", "1 2 3", "9.9", "第 5 条"])
def test_words_and_numbers_are_not_joined(raw: str, folding: Folding) -> None:
    assert folded(raw, folding) == raw


@pytest.mark.parametrize(
    ("raw", "layers"),
    [
        ("微信", []),
        ("微*信", ["separator"]),
        ("簡历", ["traditional"]),
        ("Ｑq", ["width"]),
        ("Qq", []),
        ("簡*歷", ["traditional", "separator"]),
        ("微\u200b信", ["invisible"]),
        ("薇❤", ["symbol"]),
        ("❤\ufe0f", ["symbol"]),
    ],
)
def test_the_foldings_that_were_needed_are_named(raw: str, layers: list[str], folding: Folding) -> None:
    assert via(raw, folding) == layers


def test_a_separator_after_the_stretch_belongs_to_no_folding_of_it(folding: Folding) -> None:
    assert via("微信 群", folding, 0, 2) == []


def test_sentences_end_at_full_stops_semicolons_and_line_ends(folding: Folding) -> None:
    one = fold("先登记，再面试。来吧！；行吗？\n好", folding)
    assert cut(one.text, one.sentence_ends) == ["先登记，再面试。", "来吧！；", "行吗？\n", "好"]


def test_clauses_end_at_commas_colons_and_brackets_too(folding: Folding) -> None:
    one = fold("注意：不收费，（谨防）受骗", folding)
    assert cut(one.text, one.clause_ends) == ["注意：", "不收费，（", "谨防）", "受骗"]


@quick
@given(raw=st.one_of(ANYTHING, EVASIVE))
def test_every_sentence_end_is_a_clause_end_or_stands_in_a_run_of_clause_marks(
    raw: str, folding: Folding
) -> None:
    one = fold(raw, folding)
    later = [one.clause_ends[one.clause_ends >= end] for end in one.sentence_ends]
    assert all(len(ends) and set(one.text[end : ends[0]]) <= set("。！？!?\n\r；;，,：:、（）()")
               for end, ends in zip(one.sentence_ends, later, strict=True))  # fmt: skip


@quick
@given(texts=st.lists(st.one_of(ANYTHING, EVASIVE), max_size=6))
@example(texts=["", "", "微 信"])
@example(texts=["\u200b", "❤", "\ufeff"])
@example(texts=["微 ", " 信"])
@example(texts=["一㊀㊀", ""])
def test_a_text_alone_and_in_a_batch_folds_alike(texts: list[str], folding: Folding) -> None:
    batch = fold_batch(texts, folding)
    for place, raw in enumerate(texts):
        low, high = int(batch.text_starts[place]), int(batch.text_starts[place + 1]) - 1
        alone = fold(raw, folding)
        assert batch.text[low:high] == alone.text
        assert list(batch.origin[low:high] - batch.starts[place]) == list(alone.origin)
        base = int(batch.starts[place])
        assert list(batch.bits[base : base + len(raw)]) == list(alone.bits)


def test_a_text_of_five_megabytes_is_folded_in_a_moment(folding: Folding) -> None:
    begun = perf_counter()
    one = fold("微 信ＶＸ❤，" * 250_000 + "\ud800", folding)  # 5.0 MB in UTF-8
    assert one.text == "微信vx心，" * 250_000 + "\ufffd"
    assert perf_counter() - begun < 5  # seconds; far above what a busy machine takes


def test_a_skeleton_is_blind_to_layout_numbers_and_width() -> None:
    assert skeleton("日结260元，加ＶＸ！") == skeleton("日结 180 元\n加vx") == "日结元加vx"


def test_a_skeleton_tells_different_words_apart() -> None:
    assert skeleton("日结文员") != skeleton("日结客服")


@quick
@given(ANYTHING)
def test_a_skeleton_is_its_own_skeleton(raw: str) -> None:
    assert skeleton(skeleton(raw)) == skeleton(raw)


def test_the_folding_of_skeletons_knows_no_symbol() -> None:
    assert folded("❤", plain_folding()) == "❤"


def test_a_part_of_a_joined_symbol_is_not_the_symbol(shipped_settings: Settings) -> None:
    assert "学生" not in folded("一家三口👨‍👩‍👧来玩", folding_of(shipped_settings.spelling))
