"""Lawful texts in their own words, and violations in words no pack lists: how S03 really reads.

Both lists are kept apart from the packs' own examples; nobody should tune a rule to them. A text
where the present pack is wrong stays here with the reason why we live with it for now.
"""

from models.reading import Knowledge, read_record
from models.record import Record

LOOKALIKES = [
    ("ads", "上岗前安排两周带薪培训，培训期间按全额工资发放，午餐和交通另有补贴"),
    ("ads", "新人由师傅一对一带教，三个月内学会全部工序，学习期间工资照发"),
    ("ads", "我司持有人力资源服务许可证，为多家制造企业推荐一线操作工，求职者无需承担任何费用"),
    ("ads", "本机构系正规劳务派遣单位，许可证编号可在人社局网站查询，为客户单位招聘包装工"),
    ("ads", "人事专员：负责招聘网站的日常维护，筛选简历、预约面试、建立人才库"),
    ("ads", "招聘主管，统筹校招和社招，每周汇总简历数量和到面率，向部门负责人汇报"),
    ("ads", "猎头顾问岗位，负责寻访中高端候选人并撰写推荐报告，底薪加提成"),
    ("ads", "风控岗，录用前将由第三方背调公司核实工作经历和学历，请如实填写"),
    ("ads", "银行柜员，通过面试的候选人需配合开展背景调查和征信核查"),
    ("ads", "报到时请携带身份证原件、学历证书和近期免冠照片，人事部统一核验后退还"),
    ("ads", "签完劳动合同后由公司统一办理工资卡，请准备身份证复印件两份"),
    ("ads", "入职当天提交体检报告、离职证明和银行卡号，用于发放工资和缴纳社保"),
    ("ads", "本公司从不向应聘者收取任何名目的费用，如有人以公司名义索要钱款请立即报警"),
    ("ads", "温馨提示：应聘过程中请勿向任何人转账，谨防培训贷和刷单骗局"),
    ("ads", "小区保安，负责人脸识别门禁的日常操作和访客登记，两班倒，包吃住"),
    ("ads", "机房值守员，凭工牌和刷脸进入机房，轮班制，需持电工证"),
    ("ads", "门卫，负责核对来访人员身份证并登记车牌，做六休一"),
    ("ads", "小学英语老师，负责线下小班课程的授课和家长沟通，要求有教师资格证"),
    ("ads", "课程顾问，向到访家长介绍暑期课程安排，底薪4000加提成"),
    ("ads", "职业学校招聘专业课教师，讲授汽车维修实训，有企业经历优先"),
    ("ads", "货运司机，公司自有车辆，A2驾照三年以上，跑珠三角线路，月休四天"),
    ("ads", "公交公司招聘驾驶员，三证齐全，签订正式合同，提供宿舍和工作餐"),
    ("ads", "校车司机，需提供无犯罪记录证明，寒暑假带薪"),
    ("ads", "数码频道招开箱视频编导，每周完成两条新品开盒内容，需有剪辑作品"),
    ("ads", "家政平台诚聘保洁员，免费发放工服，按单结算，五公里内就近派单"),
    ("ads", "餐厅服务员，包吃住，夏冬各发两套工服，离职时归还即可"),
    ("ads", "前台文员，负责接待、收发快递和会议室预订，朝九晚六，周末双休"),
    ("ads", "反诈中心外包话务员，负责拨打预警电话，劝阻群众参与刷单和虚假投资"),
    ("ads", "电商客服，处理售后退款和物流查询，晚班有餐补，可接受应届生"),
    ("ads", "兼职讲解员，周末在科技馆服务，由馆方统一购买意外险，按天发放补贴"),
    ("ads", "数据标注员，在办公室完成图片框选，签订保密协议，素材均为公开授权"),
    ("ads", "贷后管理专员，负责提醒客户按时还款，持证上岗，严禁泄露客户资料"),
    ("complaints", "我在电子厂干了四个月，老板拖欠两个月工资，说好的加班费也没有"),
    ("complaints", "租房到期后房东不退押金，说墙上有划痕，要求扣掉一半"),
    ("complaints", "健身房办卡时收了我三千块，现在店关门了，教练也联系不上"),
    ("complaints", "孩子报的舞蹈班换了老师，我想退剩下的课时费，机构一直推脱"),
    ("complaints", "快递员把包裹丢在门口被人拿走了，客服说不赔"),
    ("complaints", "网上买的盲盒开盒后发现是次品，商家不肯换"),
    ("complaints", "小区物业要求换新门禁卡，每张收十五元工本费，请问是否合理"),
    ("complaints", "公司没有按规定给我缴社保，离职时也不给开离职证明"),
    ("complaints", "共享单车的押金申请退款一个月了还没到账"),
    ("complaints", "希望人社局多组织几场招聘会，方便附近居民找工作"),
    ("complaints", "晚上有人在楼下跳广场舞，声音太大，影响孩子复习考试"),
    ("complaints", "我去银行办业务，柜员让我刷脸三次才通过，排队很久，建议优化"),
    ("judgments", "原告于2021年3月入职被告公司任仓库管理员，双方未签订书面劳动合同，原告主张双倍工资差额"),
    ("judgments", "被告人张某酒后驾驶小型轿车行驶至某路口时与他人车辆相撞，血液酒精含量为156mg/100ml"),
    ("judgments", "原告将房屋出租给被告，约定押金两个月，租期届满后被告未按时腾退"),
    ("judgments", "被告人趁网吧顾客熟睡之机窃取手机一部，后以八百元销赃"),
    ("judgments", "原告主张被告收取货款后未按约交货，请求解除买卖合同并返还货款"),
    ("judgments", "某招聘平台作为原告，起诉他人以技术手段抓取其网站职位信息，构成不正当竞争"),
    ("judgments", "双方因培训服务期违约金发生争议，原告主张公司为其支付了专项技术培训费用"),
    ("judgments", "被告系原告公司的人事主管，负责招聘和考勤，因旷工被解除劳动关系"),
    ("ads", "校园招聘会志愿者，协助整理求职者简历并按专业分类"),
    ("ads", "网点柜员，协助客户办理银行卡挂失和验证码设置，提供岗前辅导"),
    ("ads", "幼儿园保育员，须持健康证，试用期一个月，工资足额发放"),
    ("ads", "工厂直招，不经中介，当天面试当天体检，体检费用报销"),
    ("complaints", "驾校多收了我两百元材料费，要求退还"),
    ("complaints", "我是做人事的，招聘会摊位费从八百涨到一千五，希望降下来"),
    ("judgments", "原告求职时隐瞒工作经历，被告以此解除劳动合同，双方发生争议"),
    ("ads", "信用卡中心坐席，岗前培训两周，主要向持卡人介绍账单分期产品"),
    ("ads", "公共就业服务中心录入员，把求职者信息录入系统，每份档案双人复核"),
    ("complaints", "给孩子报了英语培训班，当时办的分期，现在机构关门了还要继续还钱"),
    ("ads", "平台提醒：凡要求先交押金、先拍身份证的均为诈骗，请拨打96110"),
    ("ads", "事业单位公开招聘：报名时须上传身份证和学历证书扫描件，资格审核后方可参加笔试"),
    ("ads", "残疾人专场招聘会，报名请携带身份证，现场设置手语翻译"),
    ("ads", "写字楼前厅保安，访客须凭身份证先登记再放行，语气要友好"),
    ("ads", "汽车金融顾问，为网约车司机客户讲解零首付和分期方案，持证上岗"),
    ("ads", "招聘运营：维护公司在各平台的企业账号，每日下载简历并安排初筛"),
    ("ads", "算法工程师岗位，建设电商风控模型，识别刷单和薅羊毛行为"),
    ("complaints", "我报了公务员面试辅导班，交了报名费之后想退，机构只肯退一半"),
    ("judgments", "某公司报案称他人冒用公司名义对外招聘，致其商誉受损"),
]

# Texts that fire although they are lawful: source, text, why it fires and why we live with it.
ACCEPTED_FALSE_ALARMS: list[tuple[str, str, str]] = []

TOLD_PLAINLY = [
    ("ads", "招聘线上客服，要求先发身份证和银行卡照片审核，审核通过当天就能接单"),
    ("ads", "打字兼职，日结，无需经验，联系请加微信，平台不看消息"),
    ("ads", "诚招数据录入员，报名需交98元材料押金，做满一个月退还"),
    ("ads", "长期收各行业简历，有HR资源的联系，价格好商量"),
    ("ads", "出租直聘类企业账号，带认证，可发岗位"),
    ("ads", "招兼职发布招聘信息，用自己的账号，每收一份简历给3元"),
    ("ads", "设计师助理，零基础可学，学费可申请助学贷款，毕业推荐就业"),
    ("ads", "招网约车司机，零首付开新车，月入过万"),
    ("ads", "手机兼职刷单，一单一结，多劳多得"),
    ("ads", "应聘人员请提前将身份证、学历证、银行卡照片发到邮箱"),
    ("complaints", "在某招聘软件投了简历后，每天接到好几个贷款电话，怀疑平台泄露信息"),
    ("complaints", "应聘文员，公司让交500元培训费才能上岗，交完又说不合格"),
    ("complaints", "面试时被要求办理培训贷款，签了协议才发现每月要还一千多"),
    ("complaints", "对方以招聘为由让我交保证金两千，之后失联"),
    ("complaints", "公司面试时要我拍身份证正反面和手持照，后来发现名下被办了贷款"),
    ("complaints", "招聘信息是假的，去了地址根本没有这家公司，我的个人信息都填了"),
    ("complaints", "应聘司机，公司让贷款买车，买完没有货源"),
    ("complaints", "找兼职被骗去刷单，垫付了三千元"),
    ("judgments", "被告人李某通过发布虚假招聘信息获取求职者简历五万余份，后以每份2元的价格出售"),
    ("judgments", "被告人利用担任公司人事的便利，将应聘者简历出售给他人，获利三万元"),
    ("judgments", "被告人向他人购买求职者个人信息二十万条用于实施电信诈骗"),
    ("judgments", "被告人注册空壳公司在招聘网站发布虚假岗位，骗取求职者身份证照片"),
]

TOLD_OTHERWISE = [
    ("ads", "想做的先把证件两面用手机照一下给我，再念一串数字录个脸，通过了才告诉你公司在哪"),
    ("ads", "不见面直接上班，你只要提供自己的卡和开户时那个手机号，其他不用管"),
    ("ads", "填好登记表（姓名、籍贯、身份证号、家里人电话）再发定位，名单满了就不要了"),
    ("ads", "线上审核不用露面，对着镜头左右转头再眨两下眼睛，录好传给负责人"),
    ("ads", "平面模特，先加 vx 发生活照和证件照，通过了再约试镜，化妆费自理八百"),
    (
        "ads",
        "工作很简单：拿你自己的名字去平台认证成招人的老板，帮我们发职位，收上来的人选资料打包给我，一份两块",
    ),
    ("ads", "诚收各行业求职人员的联系方式，要当天新鲜的，价格按条算，长期有效"),
    ("ads", "手里有闲置营业执照的朋友看过来，帮你认证招人用的账户，每月给你分红"),
    ("ads", "出个已经认证好的企业招人后台，能发十个职位，懂的来"),
    ("ads", "零基础学做动画师，先上四个月课，学完直接安排上班，钱可以等工作了再慢慢还"),
    ("ads", "0经验转行程序员，学完保证月薪过万，前期一分不掏，先xue后付"),
    ("ads", "干线运输缺人，不用自己有车，签了就能开走新车，每个月从运费里还"),
    ("ads", "在家点点手机就行，给店铺冲冲销量，做一单返一单本金加佣金"),
    ("ads", "东南亚那边缺打字的，机票签证全包，一个月三万起，不看学历"),
    ("ads", "急缺打单员，一天两三百，这里不看消息，请加企鹅 88776655"),
    ("ads", "日结临时工，群里接单，进群前先把身fen证拍过来登记，免得有人放鸽子"),
    ("ads", "代收闲置简li，应届的社招的都要，量大价优"),
    ("complaints", "网上看到招会计，过去之后说我能力不够，要先学三个月，学费一万六让我在手机上办了分期"),
    ("complaints", "说是招带货主播，结果叫我先掏钱拍一套照片，九百八，拍完就没下文了"),
    ("complaints", "我在某直聘上投过几家，第二天开始就有人喊着我名字推销贷款，一天二十多个"),
    ("complaints", "女儿刚毕业挂了份简历，没几天骗子就能把她学校专业说得清清楚楚"),
    ("complaints", "应聘时把证件照片给了对方，上个月去报税才发现自己成了一家商贸公司的法人"),
    ("complaints", "对方说在机场做地勤，要先体检，到指定地方花了六百块，体检完就不接电话"),
    ("complaints", "中介说包进大厂，收了我一千二服务费，送到厂里人家说没这回事"),
    ("complaints", "开车的活，让我签了个购车合同，一年下来车是贷款的，货一趟也没给派"),
    ("complaints", "按招聘启事上的地址找过去是一家奶茶店，根本没听说过这个公司，我的资料已经交上去了"),
    ("complaints", "还没谈工资就叫我打开手机录屏，把银行余额和收到的短信数字念给他听"),
    ("complaints", "说是给主播点赞的兼职，做了几单以后让我垫钱，五千多拿不回来"),
    (
        "judgments",
        "被告人吴某以多家未开展经营的公司在招人平台开户，编造职位吸引他人应聘，并将所得应聘材料以每份1.5元卖给上线",
    ),
    ("judgments", "被告人系某招聘网站销售人员，将工作中掌握的求职人员信息十五万余条转手倒给他人，从中获利"),
    (
        "judgments",
        "经查，涉案公司并无真实用工需求，发布职位仅为吸引应聘者填写个人资料，再将资料交由话务组实施诈骗",
    ),
    (
        "judgments",
        "被告单位以安排工作为诱饵，诱导应聘者与网络借贷平台签订借款合同支付所谓课程费用，涉及四百余人",
    ),
    ("judgments", "二被告人通过软件批量抓取招聘平台上的个人履历，整理后在境外群组中售卖，共计八万余条"),
    (
        "judgments",
        "被告人租用他人已认证的企业招聘权限，冒用该企业名义招人，取得报名人员身份证照片后用于注册网络账号",
    ),
]
HIDDEN_VIOLATIONS = TOLD_PLAINLY + TOLD_OTHERWISE
# Violations in words that the present pack does not reach, known and named; it must find all others.
MISSED = {
    "应聘人员请提前将身份证、学历证、银行卡照片发到邮箱",
    "填好登记表（姓名、籍贯、身份证号、家里人电话）再发定位，名单满了就不要了",
    "平面模特，先加 vx 发生活照和证件照，通过了再约试镜，化妆费自理八百",
    "诚收各行业求职人员的联系方式，要当天新鲜的，价格按条算，长期有效",
    "手里有闲置营业执照的朋友看过来，帮你认证招人用的账户，每月给你分红",
    "出个已经认证好的企业招人后台，能发十个职位，懂的来",
    "干线运输缺人，不用自己有车，签了就能开走新车，每个月从运费里还",
    "急缺打单员，一天两三百，这里不看消息，请加企鹅 88776655",
    "代收闲置简li，应届的社招的都要，量大价优",
    "说是招带货主播，结果叫我先掏钱拍一套照片，九百八，拍完就没下文了",
    "女儿刚毕业挂了份简历，没几天骗子就能把她学校专业说得清清楚楚",
    "对方说在机场做地勤，要先体检，到指定地方花了六百块，体检完就不接电话",
    "开车的活，让我签了个购车合同，一年下来车是贷款的，货一趟也没给派",
    "按招聘启事上的地址找过去是一家奶茶店，根本没听说过这个公司，我的资料已经交上去了",
    "还没谈工资就叫我打开手机录屏，把银行余额和收到的短信数字念给他听",
}
# Measured 2026-11-22: 21 of 22 told in ordinary words, 20 of 34 told in words that avoid the usual
# ones. Raise the bounds when a better pack reaches more.
LEAST_SHARE_TOLD_PLAINLY = 0.95
LEAST_SHARE_OF_ALL = 0.7


def rules_fired(source: str, text: str, shipped: Knowledge) -> list[str]:
    """The rules of the reference scenario that stand in a text."""
    field = {"ads": "job_desc", "complaints": "content", "judgments": "facts"}[source]
    told = read_record(Record(source, {field: text}), shipped).rules
    return [rule["rule_id"] for rule in told if rule["scenario"] == "fake_recruitment"]


def share_found(texts: list[tuple[str, str]], shipped: Knowledge) -> float:
    return sum(bool(rules_fired(source, text, shipped)) for source, text in texts) / len(texts)


def test_a_lawful_text_in_its_own_words_fires_no_rule(shipped: Knowledge) -> None:
    fired = {text: rules for source, text in LOOKALIKES if (rules := rules_fired(source, text, shipped))}
    assert fired == {}


def test_every_accepted_false_alarm_still_fires(shipped: Knowledge) -> None:
    quiet = [text for source, text, _ in ACCEPTED_FALSE_ALARMS if not rules_fired(source, text, shipped)]
    assert quiet == [], "the pack got better: move these to LOOKALIKES"


def test_every_accepted_false_alarm_gives_its_reason() -> None:
    assert all(len(reason) > 20 for _, _, reason in ACCEPTED_FALSE_ALARMS)


def test_at_most_one_look_alike_in_five_is_a_false_alarm() -> None:
    assert len(ACCEPTED_FALSE_ALARMS) <= 0.2 * (len(LOOKALIKES) + len(ACCEPTED_FALSE_ALARMS))


def test_the_lists_are_long_enough_to_say_something_and_name_no_text_twice() -> None:
    lawful = [text for _, text in LOOKALIKES] + [text for _, text, _ in ACCEPTED_FALSE_ALARMS]
    violating = [text for _, text in HIDDEN_VIOLATIONS]
    assert len(lawful) >= 40 and len(violating) >= 30
    assert len(set(lawful + violating)) == len(lawful + violating)


def test_no_look_alike_and_no_violation_is_an_example_of_the_pack(shipped: Knowledge) -> None:
    proof = next(pack for pack in shipped.packs if pack.id == "fake_recruitment").examples
    told = {example.text for example in (*proof.must_hit, *proof.must_not_hit)}
    assert not told & {text for _, text in LOOKALIKES + HIDDEN_VIOLATIONS}


def test_the_violations_missed_are_those_named(shipped: Knowledge) -> None:
    missed = {text for source, text in HIDDEN_VIOLATIONS if not rules_fired(source, text, shipped)}
    assert missed - MISSED == set(), "the pack got worse: these were found"
    assert MISSED - missed == set(), "the pack got better: take these out of MISSED"


def test_the_pack_finds_nearly_all_violations_told_in_ordinary_words(shipped: Knowledge) -> None:
    assert share_found(TOLD_PLAINLY, shipped) >= LEAST_SHARE_TOLD_PLAINLY


def test_the_pack_finds_seven_in_ten_of_all_hidden_violations(shipped: Knowledge) -> None:
    assert share_found(HIDDEN_VIOLATIONS, shipped) >= LEAST_SHARE_OF_ALL
