"""Wordings found in a text: in every evasive spelling, never inside other words, gaps and pairs within bounds."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from jobs.settings import Settings
from models.keywords import Lexicon
from models.packs import Language, Pack
from models.patterns import Patterns
from models.reading import Knowledge
from models.text import fold_batch

quick = settings(deadline=None, max_examples=35)
ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "tests" / "data" / "parsing_cases.yaml"
REFERENCE = ROOT.parent / "shared" / "reference" / "parsing_cases.yaml"
Finder = Callable[..., list[Any]]

MIXED = st.lists(
    st.sampled_from(
        ["储物柜", "柜", "更衣柜", "只能刷脸", "刷臉", "刷*脸", "加薇", "vx", "VX", "薇❤", "微 信", "微\u200b信", "也可刷卡", "押金", "压金",
         "储物柜免费", "刷脸支付", "wxpython", "，", "。", "\n", " ", "🐮", "人脸", "严禁", "警方提醒", "\ud800", "\x00", "a", "s脸", "刷月佥"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


def terms(hits: list[Any]) -> list[str]:
    return [hit.term for hit in hits]


@quick
@given(raw=MIXED)
def test_the_raw_slice_of_every_hit_is_found_as_the_same_wording_by_itself(
    raw: str, hits_in: Finder, knowledge: Knowledge
) -> None:
    for hit in hits_in(raw):
        assert 0 <= hit.start < hit.end <= len(raw)
        alone = hits_in(raw[hit.start : hit.end])
        assert (hit.group, hit.term, hit.via) in [(one.group, one.term, one.via) for one in alone]


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
def test_no_plain_hit_lies_inside_another_plain_one_of_its_group(raw: str, hits_in: Finder) -> None:
    hits = [hit for hit in hits_in(raw) if not {"homophone", "initials"} & set(hit.via)]
    assert not any(
        one is not other and one.group == other.group and other.start <= one.start and one.end <= other.end
        for one in hits
        for other in hits
    )


@quick
@given(texts=st.lists(MIXED, max_size=8))
def test_a_text_alone_and_in_a_batch_has_the_same_hits(
    texts: list[str], knowledge: Knowledge, find_all: Callable[..., list[list[Any]]]
) -> None:
    alone = [find_all(knowledge.lexicon, [text])[0] for text in texts]
    assert find_all(knowledge.lexicon, texts) == alone


@pytest.mark.parametrize(
    ("raw", "slice_", "term", "via"),
    [
        ("请找薇信", "薇信", "微信", ("homophone",)),
        ("请找加薇", "加薇", "加微信", ("slang",)),
        ("请找薇 信", "薇 信", "微信", ("separator", "homophone")),
        ("薇❤同号", "薇❤", "微信", ("symbol", "homophone")),
        ("ＶＸ：a1", "ＶＸ", "微信", ("width", "slang")),
        ("v-x：a1", "v-x", "微信", ("separator", "slang")),
        ("v\u200bx：a1", "v\u200bx", "微信", ("invisible", "slang")),
        ("找wx号", "wx", "微信", ("initials",)),
        ("找徽信号", "徽信", "微信", ("lookalike",)),
        ("找微xin号", "微xin", "微信", ("pinyin",)),
        ("到了刷臉", "刷臉", "刷脸", ("traditional",)),
        ("到了刷*脸", "刷*脸", "刷脸", ("separator",)),
        ("到了刷月佥", "刷月佥", "刷脸", ("lookalike",)),
        ("到了刷lian", "刷lian", "刷脸", ("pinyin",)),
        ("到了shua脸", "shua脸", "刷脸", ("pinyin",)),
        ("到了刷脸", "刷脸", "刷脸", ()),
        ("交押\u3000金", "押\u3000金", "押金", ("width", "separator")),
        ("交扌甲金", "扌甲金", "押金", ("lookalike",)),
    ],
)
def test_an_evasive_writing_is_found_and_its_layers_are_named(
    raw: str, slice_: str, term: str, via: tuple[str, ...], hits_in: Finder
) -> None:
    (hit,) = hits_in(raw)
    assert raw[hit.start : hit.end] == slice_
    assert (hit.term, hit.via) == (term, via)


def test_a_weak_word_is_respelled_cheaply_only(know: Any, find_in: Finder, group: Any, rule: Any, make_pack: Any) -> None:  # fmt: skip
    weak = know(make_pack([group("g", "object", "弱", "更衣室")], [rule("r", ["g"])]))
    strong = know(make_pack([group("g", "object", "中", "更衣室")], [rule("r", ["g"])]))
    assert terms(find_in(weak, "更yi室")) == terms(find_in(strong, "更yi室")) == ["更衣室"]
    assert terms(find_in(strong, "更医室")) == ["更衣室"]
    assert terms(find_in(weak, "更医室")) == []


def test_a_veto_is_never_respelled(hits_in: Finder) -> None:
    assert terms(hits_in("也可刷ka")) == []
    assert terms(hits_in("也 可刷卡")) == ["也可刷卡"]


@pytest.mark.parametrize(
    "raw", ["使用wxpython", "avxb", "vxlan网络", "nvx", "QVX卡", "shuashua脸", "刷lianpu"]
)
def test_letters_inside_a_latin_word_are_no_chat_name(raw: str, hits_in: Finder) -> None:
    assert terms(hits_in(raw)) == []


@pytest.mark.parametrize("raw", ["vx13800138000", "找我vx", "(vx)", "vx_1", "找vx号", "0vx0"])
def test_letters_beside_digits_han_and_marks_are_a_word(raw: str, hits_in: Finder) -> None:
    assert terms(hits_in(raw)) == ["微信"]


def test_the_longest_term_of_a_group_wins(hits_in: Finder) -> None:
    assert terms(hits_in("储物柜只能刷脸")) == ["储物柜", "只能刷脸"]
    assert terms(hits_in("加微信")) == ["加微信"]


def test_a_longer_hit_by_sound_hides_no_plain_one(
    know: Any, find_in: Finder, group: Any, rule: Any, make_pack: Any
) -> None:
    pack = make_pack([group("g", "object", "强", "储物柜", "物柜")], [rule("r", ["g"])])
    found = {(hit.term, hit.via) for hit in find_in(know(pack), "楚物柜")}
    assert found == {("储物柜", ("homophone",)), ("物柜", ())}
    assert terms(find_in(know(pack), "储物柜")) == ["储物柜"]


def test_terms_of_two_groups_may_overlap(
    know: Any, find_in: Finder, locker: Pack, group: Any, rule: Any, make_pack: Any
) -> None:
    pack = make_pack(
        [group("a", "object", "弱", "储物柜"), group("b", "act", "弱", "柜刷脸"), group("c", "act", "弱", "储物柜刷脸")],
        [rule("r", ["a", "b", "c"])],
    )  # fmt: skip
    assert sorted(hit.group for hit in find_in(know(pack), "储物柜刷脸")) == ["a", "b", "c"]


def test_each_of_two_separate_hits_is_found(hits_in: Finder) -> None:
    assert [hit.start for hit in hits_in("押金和押金")] == [0, 3]


def test_a_hit_knows_the_number_of_its_sentence(hits_in: Finder) -> None:
    assert [hit.sentence for hit in hits_in("押金。柜。\n押金；！柜")] == [0, 1, 2, 3]


def test_a_clause_mark_between_two_halves_is_no_hit(hits_in: Finder) -> None:
    assert terms(hits_in("显微，信号柜")) == ["柜"]
    assert terms(hits_in("高押。金柜")) == ["柜"]


# Sources, layers and allowed phrases


def test_a_wording_that_no_rule_of_the_source_uses_is_not_looked_for(hits_in: Finder) -> None:
    assert terms(hits_in("加微信", "complaints")) == ["加微信"]
    assert terms(hits_in("加微信", "judgments")) == []


def test_a_group_is_looked_for_in_its_own_sources_only(
    know: Any, find_in: Finder, group: Any, rule: Any, make_pack: Any
) -> None:
    told = know(make_pack([group("g", "object", "中", "更衣室", sources=["complaints"])], [rule("r", ["g"])]))
    assert terms(find_in(told, "更衣室", "complaints")) == ["更衣室"]
    assert terms(find_in(told, "更衣室", "ads")) == []


@pytest.mark.parametrize(
    ("layers", "found"),
    [
        (["width"], ["刷脸"]),
        (["separator"], ["刷*脸"]),
        (["traditional", "separator"], ["刷臉", "刷*脸"]),
        (["pinyin"], ["刷lian"]),
        (["lookalike"], ["刷月佥"]),
        ([], []),
    ],
)
def test_a_layer_switched_off_for_a_group_finds_nothing_through_it(
    layers: list[str], found: list[str], know: Any, find_in: Finder, group: Any, rule: Any, make_pack: Any
) -> None:
    raw = "刷臉，刷*脸，刷lian，刷月佥，刷脸"
    pack = make_pack([group("g", "act", "强", "刷脸", layers=layers)], [rule("r", ["g"])])
    hits = find_in(know(pack), raw)
    assert [raw[hit.start : hit.end] for hit in hits if hit.via] == [one for one in found if one != "刷脸"]
    assert [raw[hit.start : hit.end] for hit in hits if not hit.via] == ["刷脸"]


def test_allowed_phrases_and_exceptions_are_found_in_their_folded_writings(
    knowledge: Knowledge, find_all: Callable[..., list[list[Any]]]
) -> None:
    (found,) = find_all(knowledge.lexicon, ["支持刷 臉支付"])
    assert [one.term for one in found if one.kind == "allow"] == ["刷脸支付"]


# Gaps and pairs


@pytest.fixture(scope="module")
def resume(know: Any, group: Any, rule: Any, make_pack: Any) -> Knowledge:
    """Wordings with a gap of at most four characters, and an unordered pair."""
    groups = [
        group("gap", "act", "强", "收…简历", gap=4),
        group("pair", "act", "强", "孩子＆自己注册", gap=4),
        group("three", "act", "强", "让…发…过来", gap=4),
    ]
    return know(make_pack(groups, [rule("r", ["gap"]), rule("s", ["pair"]), rule("t", ["three"])]))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("高价收简历", "收简历"),
        ("高价收各行业简历", "收各行业简历"),
        ("高价收一二三四简历", "收一二三四简历"),
        ("高价收一二三四五简历", None),
        ("高价收。简历", None),
        ("高价收！简历", None),
        ("高价收\n简历", None),
        ("高价收，简历", "收，简历"),
        ("简历我收", None),
        ("只收", None),
    ],
)
def test_the_parts_of_a_gapped_wording_stand_within_its_gap_and_sentence(
    raw: str, words: str | None, resume: Knowledge, find_in: Finder
) -> None:
    assert [raw[hit.start : hit.end] for hit in find_in(resume, raw)] == ([words] if words else [])


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("孩子能自己注册", True),
        ("自己注册的孩子", True),
        ("自己注册一二三四孩子", True),
        ("自己注册一二三四五孩子", False),
        ("自己注册。孩子", False),
        ("孩子和孩子", False),
    ],
)
def test_the_parts_of_a_pair_come_in_either_order(raw: str, found: bool, resume: Knowledge, find_in: Finder) -> None:  # fmt: skip
    assert terms(find_in(resume, raw)) == ["孩子＆自己注册"] * found


def test_a_wording_of_three_parts_needs_all_of_them_in_order(resume: Knowledge, find_in: Finder) -> None:
    assert terms(find_in(resume, "让你发照片过来")) == ["让…发…过来"]
    assert terms(find_in(resume, "让你发照片")) == []
    assert terms(find_in(resume, "发照片让你过来")) == []


def test_a_gap_does_not_cross_from_one_text_to_the_next(
    resume: Knowledge, find_all: Callable[..., list[list[Any]]]
) -> None:
    assert find_all(resume.lexicon, ["高价收", "简历"]) == [[], []]


def test_the_parts_of_a_gapped_wording_are_respelled_too(resume: Knowledge, find_in: Finder) -> None:
    (hit,) = find_in(resume, "收各种簡li")
    assert set(hit.via) == {"traditional", "pinyin"}


@pytest.mark.parametrize("raw", ["收１０份简历", "收 大量的简历", "收個人的简历"])
def test_the_characters_in_a_gap_add_no_layer(raw: str, resume: Knowledge, find_in: Finder) -> None:
    (hit,) = find_in(resume, raw)
    assert hit.via == ()


@pytest.mark.xfail(
    strict=True, reason="keywords._joined: only the nearest next part is tried, a later one would fit"
)
def test_a_later_middle_part_is_tried_where_the_nearest_leads_nowhere(
    resume: Knowledge, find_in: Finder
) -> None:
    assert terms(find_in(resume, "让好好好发好发好过来")) == ["让…发…过来"]


# Pickling and bytes


def test_a_lexicon_survives_pickling_with_equal_results(
    knowledge: Knowledge, find_all: Callable[..., list[list[Any]]]
) -> None:
    raw = ["储物柜只能刷臉，加薇", "严禁人脸"]
    again: Lexicon = pickle.loads(pickle.dumps(knowledge.lexicon))
    assert find_all(again, raw) == find_all(knowledge.lexicon, raw)


def test_only_the_plain_data_of_a_lexicon_is_pickled(knowledge: Knowledge) -> None:
    assert knowledge.lexicon.patterns
    assert "patterns" not in vars(pickle.loads(pickle.dumps(knowledge.lexicon)))


def test_patterns_survive_the_way_through_bytes(knowledge: Knowledge) -> None:
    folded = fold_batch(["储物柜只能刷臉，加薇，收简历"], knowledge.lexicon.folding)
    again = Lexicon(
        knowledge.lexicon.packs, knowledge.concepts, knowledge.language, knowledge.lexicon.spelling
    )
    vars(again)["patterns"] = Patterns.read(BytesIO(knowledge.lexicon.patterns.to_bytes()))
    one, two = (lexicon.find(folded, np.array([1])) for lexicon in (knowledge.lexicon, again))
    assert len(one) and all(
        np.array_equal(getattr(one, name), getattr(two, name)) for name in one.__dataclass_fields__
    )


def test_a_lexicon_of_no_words_finds_nothing(know: Any, find_in: Finder) -> None:
    assert find_in(know(language=Language(contexts={})), "储物柜") == []


# The vectors of tests/data and of the reference


@pytest.fixture(params=[OURS, REFERENCE], ids=["ours", "reference"], scope="module")
def vectors(request: pytest.FixtureRequest) -> dict[str, list[list[str]]]:
    if not request.param.exists():
        pytest.skip(f"{request.param} is not part of the repository")
    return YAML(typ="safe").load(request.param)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def finds(
    shipped_settings: Settings, group: Any, rule: Any, make_pack: Any, find_in: Finder
) -> Callable[[str, str], bool]:
    """Whether the shipped spellings let a pack that asks for a term find it in a text."""
    known: dict[str, Knowledge] = {}

    def finding(text: str, term: str) -> bool:
        if term not in known:
            pack = make_pack([group("sought", "object", "中", term)], [rule("r", ["sought"])])
            known[term] = replace(shipped_settings.knowledge, packs=(pack,))
        return bool(find_in(known[term], text))

    return finding


def test_every_folding_of_the_vectors_is_found(
    vectors: dict[str, list[list[str]]], finds: Callable[[str, str], bool]
) -> None:
    missed = [(text, term) for text, term in vectors["folding"] if not finds(text, term)]
    assert [one for one in missed if one != ("扣扣群里说", "QQ")] == []


def test_a_spelling_of_a_latin_core_word_is_found(finds: Callable[[str, str], bool]) -> None:
    assert finds("扣扣群里说", "QQ")


def test_no_false_friend_of_the_vectors_is_found(
    vectors: dict[str, list[list[str]]], finds: Callable[[str, str], bool]
) -> None:
    assert [(text, term) for text, term in vectors["folding_false_friends"] if finds(text, term)] == []


def test_a_wording_parted_by_ideographic_spaces_is_found(finds: Callable[[str, str], bool]) -> None:
    assert finds("身　份　证拍好发来", "身份证")


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("九岁", ["九岁"]), ("十九岁", []), ("三十九岁", []), ("满九岁", ["九岁"]), ("11岁", ["11岁"]), ("三十一岁", []),
        ("111岁", []), ("第1、11岁", ["11岁"]),
    ],
)  # fmt: skip
def test_the_tail_of_an_age_is_no_age(
    raw: str, found: list[str], know: Any, find_in: Finder, group: Any, rule: Any, make_pack: Any
) -> None:
    knowledge = know(make_pack([group("g", "person", "中", "九岁", "11岁")], [rule("r", ["g"])]))
    assert terms(find_in(knowledge, raw)) == found
