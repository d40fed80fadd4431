"""No number, card, mail address or name of a person survives masking."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.masking import mask_name, mask_text, unmasked_in

quick = settings(deadline=None, max_examples=100)

HAN = st.text(alphabet="请联系我们面试前登记电话微信号身份证卡上班，。；：（）、", max_size=12)
DIGITS = "0123456789"


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet=DIGITS, min_size=count, max_size=count)


mobiles = st.builds("1{}{}".format, st.sampled_from("3456789"), digits(9))
landlines = st.builds(
    "{}{}{}".format, st.sampled_from(["020", "0755", "010"]), st.sampled_from(["", "-"]), digits(8)
)
id_cards = st.builds("{}{}".format, digits(17), st.sampled_from("0123456789Xx"))
bank_cards = st.builds("62{}".format, st.integers(14, 17).flatmap(digits))
mails = st.builds(
    "{}@{}.com".format,
    st.from_regex(r"[a-z][a-z0-9_.]{2,8}[a-z]", fullmatch=True),
    st.sampled_from(["qq", "mail.example"]),
)
secrets = st.one_of(mobiles, landlines, id_cards, bank_cards, mails)


def wide(written: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char in DIGITS else char for char in written)


@quick
@given(HAN, secrets, HAN)
def test_no_generated_number_or_address_survives_in_chinese_text(
    before: str, secret: str, after: str
) -> None:
    masked = mask_text(f"{before}{secret}{after}")
    assert secret not in masked
    assert not unmasked_in(masked)


@quick
@given(HAN, st.one_of(mobiles, landlines, id_cards, bank_cards), HAN)
def test_a_number_in_full_width_is_masked_too(before: str, secret: str, after: str) -> None:
    masked = mask_text(f"{before}{wide(secret)}{after}")
    assert wide(secret) not in masked
    assert not unmasked_in(masked)


@quick
@given(st.lists(secrets, min_size=2, max_size=4), st.sampled_from(["，", "；", " / ", "转"]))
def test_numbers_in_a_row_are_masked_one_by_one(several: list[str], between: str) -> None:
    masked = mask_text(between.join(several))
    assert not any(secret in masked for secret in several)
    assert not unmasked_in(masked)


@quick
@given(HAN, secrets, HAN)
def test_what_is_unmasked_is_told_before_and_not_after(before: str, secret: str, after: str) -> None:
    text = f"{before}{secret}{after}"
    assert unmasked_in(text)
    assert not unmasked_in(mask_text(text))


@quick
@given(HAN, secrets, HAN, st.sampled_from(["", "微信：abcde12345，", "粤A12345，", "被告人王小明，"]))
def test_masking_twice_changes_nothing_more(before: str, secret: str, after: str, more: str) -> None:
    once = mask_text(f"{more}{before}{secret}{after}")
    assert mask_text(once) == once


@quick
@given(st.text())
def test_any_text_can_be_masked_and_shows_nothing_afterwards(written: str) -> None:
    assert not unmasked_in(mask_text(written))


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("电话13800138000", "电话138****8000"),
        ("138 0013 8000", "138****8000"),
        ("138-0013-8000", "138****8000"),
        ("微信13800138000", "微信138****8000"),
        ("020-38888888", "020****888"),
        ("身份证11010519491231002X。", "身份证1101**********002X。"),
        ("旧证110105491231002", "旧证1101********002"),
        ("卡号6222 0212 3456 7890 123", "卡号6222********123"),
        ("发到 a.b+c@mail.example.cn 处", "发到 ***@*** 处"),
        ("车牌粤A12345", "车牌粤A****5"),
        ("微信号：abc_12345", "微信号：***345"),
        ("加v xiaoli888", "加v ***888"),
        ("QQ12345678", "QQ***678"),
        ("联系人：张三丰，女", "联系人：张某，女"),
        ("被告人王小明系公司员工", "被告人王某系公司员工"),
    ],
)
def test_a_masked_text_keeps_what_a_reviewer_needs(written: str, masked: str) -> None:
    assert mask_text(written) == masked


@pytest.mark.parametrize(
    "written",
    [
        "2026年5月1日8时30分",
        "违法所得152000元",
        "共计12345678条",
        "（2023）粤0106刑初1234号",
        "被告人将简历出售",
        "原告在被告处任职",
        "日结260，名额20人",
        "",
    ],
)
def test_a_text_without_personal_data_stays_as_it_is(written: str) -> None:
    assert mask_text(written) == written
    assert not unmasked_in(written)


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张某"), ("张三丰", "张某某"), ("欧阳小月", "欧某某某"), ("王", "王某")]
)
def test_a_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_names_known_from_the_record_are_masked_wherever_they_stand() -> None:
    assert mask_text("李四与张三丰签约，张三丰收款", ["张三丰", "李四"]) == "李某与张某某签约，张某某收款"


def test_a_single_character_is_no_name_to_look_for() -> None:
    assert mask_text("王某与王先生", ["王"]) == "王某与王先生"


@quick
@given(st.text(alphabet="甲乙丙丁戊己", min_size=2, max_size=4), HAN, HAN)
def test_no_given_name_survives(name: str, before: str, after: str) -> None:
    assert name not in mask_text(f"{before}{name}{after}", [name])


def test_a_name_that_begins_another_one_does_not_half_mask_it() -> None:
    assert "丰" not in mask_text("张三丰到场", ["张三", "张三丰"])


@pytest.mark.parametrize(
    "written",
    [
        "110105 19491231 0021",
        "1101051949123100211101051949123100",
        "（020）38888888",
        "0755 1234 5678",
        "138.0013.8000",
    ],
)
def test_a_number_parted_in_other_ways_is_masked_as_well(written: str) -> None:
    assert "*" in mask_text(written) and len(re.sub(r"\D", "", mask_text(written))) <= 8


def test_a_short_chat_id_is_masked() -> None:
    assert "xy88" not in mask_text("添加薇❤xy88，先登记")


def test_words_glued_to_a_mail_address_stay() -> None:
    assert (
        mask_text("把身份证正反面发到hr@mail.example.cn才安排面试") == "把身份证正反面发到***@***才安排面试"
    )


@pytest.mark.parametrize(
    "written",
    ["自2021.03.01-2021.05.31期间", "20260501-20260531", "2019 2020 2021年", "薪资8000.00-12000.00元"],
)
def test_a_range_of_dates_or_of_pay_is_no_personal_number(written: str) -> None:
    assert mask_text(written) == written
