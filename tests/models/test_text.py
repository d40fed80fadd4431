"""Folding keeps the way back to every character; sentences and clauses cover the text."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.text import CLAUSE_MARKS, Spans, clauses, fold, sentences, skeleton

quick = settings(deadline=None, max_examples=100)

ANYTHING = st.text(alphabet=st.characters(codec=None), max_size=60)  # lone surrogates, NUL, emoji
EVASIVE = st.text(
    alphabet="微信簡歷身份证加面試abVXＱ１2 *·.．-~❤🐮，。；：！？（）\u200b\ufeff\n0", max_size=40
)


@quick
@given(st.one_of(ANYTHING, EVASIVE))
@example("\ud800")
@example("\x00")
@example("")
@example("👩‍👩‍👧❤️")
@example("ﷺ㈱½ﬁ")
def test_the_raw_span_of_every_folded_character_folds_to_it(raw: str) -> None:
    folded = fold(raw)
    for place, char in enumerate(folded.text):
        start, end = folded.raw_span(place, place + 1, raw)
        assert 0 <= start < end <= len(raw)
        assert char in fold(raw[start:end]).text


@quick
@given(st.text(alphabet="微信簡歷 *·.-~，。\u200b❤", max_size=30), st.data())
def test_the_raw_span_of_any_stretch_folds_to_that_stretch(raw: str, data: st.DataObject) -> None:
    folded = fold(raw)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        begin, after = folded.raw_span(start, end, raw)
        assert fold(raw[begin:after]).text == folded.text[start:end]


@quick
@given(st.one_of(ANYTHING, EVASIVE))
def test_offsets_rise_and_layers_stand_beside_every_character(raw: str) -> None:
    folded = fold(raw)
    assert len(folded.starts) == len(folded.text) + 1 == len(folded.layers) + 1
    assert list(folded.starts) == sorted(folded.starts)
    assert folded.starts[-1] == len(raw)


@quick
@given(st.text(alphabet="微信簡歷身份证加面試abVX１2 *·.-~❤🐮，。；\n", max_size=40))
def test_folding_twice_changes_nothing_more(raw: str) -> None:
    once = fold(raw).text
    assert fold(once).text == once


@pytest.mark.parametrize(
    "raw",
    [
        "微\u3000信",
        "微＊信",
        "微／信",
        "微\xa0信",
        "微\u200b*信",
        "v.\u200bx",
        "Ｓ Ｆ Ｚ",
        "İ",
    ],
)
def test_folding_twice_changes_nothing_more_for_wide_separators(raw: str) -> None:
    once = fold(raw).text
    assert fold(once).text == once


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("ＱＱ群", "qq群"),
        ("簡歷收購", "简历收购"),
        ("刷臉開盒", "刷脸开盒"),
        ("VX同号", "vx同号"),
        ("w\u200bx", "wx"),
        ("\ufeff招聘", "招聘"),
        ("❤\ufe0f", "❤"),
        ("①②", "12"),
        ("１２００条", "1200条"),
    ],
)
def test_width_script_case_and_invisible_characters_are_folded(raw: str, folded: str) -> None:
    assert fold(raw).text == folded


@pytest.mark.parametrize("mark", list(" *·.．_~～^|+＋=-—/\\#@&"))
def test_a_separator_between_han_is_dropped(mark: str) -> None:
    assert fold(f"微{mark}信").text == "微信"
    assert fold(f"微{mark * 3}信").text == "微信"


@pytest.mark.parametrize("mark", sorted(CLAUSE_MARKS))
def test_clause_punctuation_stays_as_it_is(mark: str) -> None:
    assert fold(f"微{mark}信").text == f"微{mark}信"


def test_four_separators_are_a_gap_and_stay() -> None:
    assert fold("微    信").text == "微    信"


def test_a_clause_comma_is_no_thousands_separator() -> None:
    assert fold("两次分别获取20，300条").text == "两次分别获取20，300条"


def test_a_line_break_joins_nothing() -> None:
    assert fold("微\n信").text == "微\n信"


@pytest.mark.parametrize(
    ("raw", "folded"), [("s f z", "sfz"), ("v.x", "vx"), ("v-x：a", "vx：a"), ("p.s.", "ps.")]
)
def test_letters_that_stand_one_by_one_are_joined(raw: str, folded: str) -> None:
    assert fold(raw).text == folded


@pytest.mark.parametrize("raw", ["use wx python", "v1.2", "hr team", "1 2 3", "9.9"])
def test_words_and_numbers_are_not_joined(raw: str) -> None:
    assert fold(raw).text == raw


@pytest.mark.parametrize(
    ("raw", "layers"),
    [
        ("微信", []),
        ("微*信", ["separator"]),
        ("簡历", ["traditional"]),
        ("Ｑq", ["width"]),
        ("簡*歷", ["separator", "traditional"]),
    ],
)
def test_the_foldings_that_were_needed_are_named(raw: str, layers: list[str]) -> None:
    folded = fold(raw)
    assert folded.via(0, len(folded.text)) == layers


def test_a_separator_after_the_stretch_belongs_to_no_folding_of_it() -> None:
    assert fold("微信 群").via(0, 2) == []


def test_a_skeleton_is_blind_to_layout_numbers_and_width() -> None:
    assert skeleton("日结260元，加ＶＸ！") == skeleton("日结 180 元\n加vx") == "日结元加vx"


def test_a_skeleton_tells_different_words_apart() -> None:
    assert skeleton("日结文员") != skeleton("日结客服")


@quick
@given(ANYTHING)
def test_a_skeleton_is_its_own_skeleton(raw: str) -> None:
    assert skeleton(skeleton(raw)) == skeleton(raw)


@pytest.mark.parametrize("cut", [sentences, clauses])
@quick
@given(raw=st.one_of(ANYTHING, EVASIVE))
def test_spans_cover_a_text_without_gap_or_overlap(cut, raw: str) -> None:  # type: ignore[no-untyped-def]
    spans: Spans = cut(raw)
    bounds = [spans.bounds(number) for number in range(len(spans.begins))]
    assert "".join(raw[start:end] for start, end in bounds) == raw
    for place in range(len(raw)):
        start, end = bounds[spans.at(place)]
        assert start <= place < end


def test_sentences_end_at_full_stops_semicolons_and_line_ends() -> None:
    raw = "先登记，再面试。来吧！；行吗？\n好"
    spans = sentences(raw)
    assert [raw[slice(*spans.bounds(number))] for number in range(len(spans.begins))] == [
        "先登记，再面试。",
        "来吧！；",
        "行吗？\n",
        "好",
    ]


def test_clauses_end_at_commas_colons_and_brackets_too() -> None:
    raw = "注意：不收费，（谨防）受骗"
    spans = clauses(raw)
    assert [raw[slice(*spans.bounds(number))] for number in range(len(spans.begins))] == [
        "注意：",
        "不收费，（",
        "谨防）",
        "受骗",
    ]


def test_an_empty_text_is_one_empty_sentence() -> None:
    assert sentences("").bounds(0) == (0, 0)
