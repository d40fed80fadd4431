"""Wordings found in a text: in every folded spelling, never inside other words or allowed phrases."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from jobs.settings import load_settings
from models.keywords import Hit, Lexicon
from models.packs import Language, Pack
from models.text import fold, sentences

quick = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "tests" / "data" / "parsing_cases.yaml"
REFERENCE = ROOT.parent / "shared" / "reference" / "parsing_cases.yaml"
SHIPPED = load_settings("", ROOT / "conf").language
Finder = Callable[[str], list[Hit]]

MIXED = st.lists(
    st.sampled_from(
        ["储物柜", "柜", "更衣柜", "只能刷脸", "刷臉", "刷*脸", "加薇", "vx", "VX", "薇❤", "微 信", "微\u200b信", "也可刷卡", "押金", "压金",
         "储物柜免费", "刷脸支付", "wxpython", "，", "。", "\n", " ", "🐮", "人脸", "严禁", "警方提醒", "\ud800", "\x00", "a"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


def terms(hits: list[Hit]) -> list[str]:
    return [hit.wording.term for hit in hits if hit.wording.kind == "term"]


@quick
@given(raw=MIXED)
def test_the_raw_slice_of_every_hit_folds_to_its_wording(raw: str, hits_in: Finder, lexicon: Lexicon) -> None:
    for hit in hits_in(raw):
        assert 0 <= hit.start < hit.end <= len(raw)
        assert hit.wording.term in {
            wording.term for wording in lexicon.patterns.get(fold(raw[hit.start : hit.end]).text, [])
        }


@quick
@given(raw=st.text(alphabet=st.characters(codec=None)))
def test_any_text_can_be_searched(raw: str, hits_in: Finder) -> None:
    assert isinstance(hits_in(raw), list)


@quick
@given(raw=MIXED)
def test_hits_come_in_order_and_twice_alike(raw: str, hits_in: Finder) -> None:
    hits = hits_in(raw)
    assert [(hit.start, hit.end) for hit in hits] == sorted((hit.start, hit.end) for hit in hits)
    assert hits_in(raw) == hits


@quick
@given(raw=MIXED)
def test_no_hit_lies_inside_another_one_of_its_group(raw: str, hits_in: Finder) -> None:
    hits = hits_in(raw)
    assert not any(
        one is not other and (one.wording.kind, one.wording.group) == (other.wording.kind, other.wording.group)
        and other.start <= one.start and one.end <= other.end
        for one in hits for other in hits
    )  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "slice_", "term", "via"),
    [
        ("请找薇信", "薇信", "微信", ("spelling",)),
        ("请加薇信", "加薇信", "加微信", ("spelling",)),
        ("请找薇 信", "薇 信", "微信", ("separator", "spelling")),
        ("薇❤同号", "薇❤", "微信", ("spelling",)),
        ("ＶＸ：a1", "ＶＸ", "微信", ("width", "spelling")),
        ("v-x：a1", "v-x", "微信", ("separator", "spelling")),
        ("v\u200bx：a1", "v\u200bx", "微信", ("separator", "spelling")),
        ("到了刷臉", "刷臉", "刷脸", ("traditional",)),
        ("到了刷*脸", "刷*脸", "刷脸", ("separator",)),
        ("到了刷脸", "刷脸", "刷脸", ()),
        ("交压金", "压金", "押金", ("spelling",)),
    ],
)
def test_an_evasive_writing_is_found_and_its_foldings_are_named(
    raw: str, slice_: str, term: str, via: tuple[str, ...], hits_in: Finder
) -> None:
    (hit,) = [hit for hit in hits_in(raw) if hit.wording.kind == "term"]
    assert raw[hit.start : hit.end] == slice_
    assert (hit.wording.term, hit.via) == (term, via)


@pytest.mark.parametrize("raw", ["使用wxpython", "avxb", "vxlan网络", "nvx", "QVX卡"])
def test_letters_inside_a_latin_word_are_no_chat_name(raw: str, hits_in: Finder) -> None:
    assert terms(hits_in(raw)) == []


@pytest.mark.parametrize("raw", ["vx13800138000", "加我vx", "(vx)", "vx_1", "找vx号", "0vx0"])
def test_letters_beside_digits_han_and_marks_are_a_word(raw: str, hits_in: Finder) -> None:
    assert terms(hits_in(raw)) == ["微信"]


def test_a_hit_inside_an_allowed_phrase_is_dropped(hits_in: Finder) -> None:
    assert terms(hits_in("本店储物柜免费")) == []
    assert terms(hits_in("支持刷脸支付")) == []


def test_an_allowed_phrase_leaves_a_hit_beside_it_alone(hits_in: Finder) -> None:
    found = hits_in("储物柜免费，更衣柜刷脸")
    assert terms(found) == ["更衣柜", "刷脸"]


def test_an_allowed_phrase_is_known_in_its_folded_writings(hits_in: Finder) -> None:
    assert terms(hits_in("支持刷臉支付")) == []


def test_an_allowed_phrase_of_one_pack_leaves_another_pack_s_hits(locker: Pack, language: Language) -> None:
    other = locker.model_copy(update={"id": "other", "allow": ()})
    raw = "支持刷脸支付"
    hits = Lexicon((locker, other), language).hits(raw, "job_desc", sentences(raw))
    assert [hit.wording.scenario for hit in hits if hit.wording.kind == "term"] == ["other"]


def test_the_longest_term_of_a_group_wins(hits_in: Finder) -> None:
    assert terms(hits_in("储物柜只能刷脸")) == ["储物柜", "只能刷脸"]
    assert terms(hits_in("加微信")) == ["加微信"]


def test_terms_of_two_groups_may_overlap(locker: Pack, language: Language) -> None:
    groups = (*locker.groups, locker.groups[0].model_copy(update={"id": "whole", "terms": ("储物柜刷脸",)}))
    wide = locker.model_copy(update={"groups": groups})
    raw = "储物柜刷脸"
    found = [
        hit.wording.group
        for hit in Lexicon((wide,), language).hits(raw, "job_desc", sentences(raw))
        if hit.wording.kind == "term"
    ]
    assert sorted(found) == ["act", "object", "whole"]


def test_each_of_two_separate_hits_is_found(hits_in: Finder) -> None:
    assert [hit.start for hit in hits_in("押金和押金") if hit.wording.kind == "term"] == [0, 3]


def test_a_hit_knows_the_number_of_its_sentence(hits_in: Finder) -> None:
    assert [hit.sentence for hit in hits_in("押金。柜。\n押金") if hit.wording.kind == "term"] == [0, 1, 2]


def test_a_clause_mark_between_two_halves_is_no_hit(hits_in: Finder) -> None:
    assert terms(hits_in("显微，信号柜")) == ["柜"]
    assert terms(hits_in("高压。金柜")) == ["柜"]


def test_a_lexicon_survives_pickling_with_equal_results(lexicon: Lexicon) -> None:
    raw = "储物柜只能刷臉，加薇"
    again = pickle.loads(pickle.dumps(lexicon))
    assert again.hits(raw, "job_desc", sentences(raw)) == lexicon.hits(raw, "job_desc", sentences(raw))


@pytest.fixture(params=[OURS, REFERENCE], ids=["ours", "reference"], scope="module")
def vectors(request: pytest.FixtureRequest) -> dict[str, list[list[str]]]:
    if not request.param.exists():
        pytest.skip(f"{request.param} is not part of the repository")
    return YAML(typ="safe").load(request.param)  # type: ignore[no-any-return]


def _finds(locker: Pack, text: str, term: str) -> bool:
    """Whether the shipped spellings let a pack that asks for `term` find it in `text`."""
    group = locker.groups[0].model_copy(update={"id": "sought", "terms": (term,)})
    pack = locker.model_copy(update={"groups": (group,), "allow": ()})
    hits = Lexicon((pack,), SHIPPED).hits(text, "job_desc", sentences(text))
    return any(hit.wording.group == "sought" for hit in hits)


def test_every_folding_of_the_vectors_is_found(vectors: dict[str, list[list[str]]], locker: Pack) -> None:
    assert [text for text, term in vectors["folding"] if not _finds(locker, text, term)] == []


def test_no_false_friend_of_the_vectors_is_found(vectors: dict[str, list[list[str]]], locker: Pack) -> None:
    assert [text for text, term in vectors["folding_false_friends"] if _finds(locker, text, term)] == []


def test_a_wording_parted_by_ideographic_spaces_is_found(locker: Pack) -> None:
    assert _finds(locker, "身　份　证拍好发来", "身份证")
