"""Organisations named in free text, and the role the words around them give: whom a text accuses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.names import LEGAL_FORMS, decompose

LONGEST = 24  # characters of a name in running text
_AUTHORITY = re.compile(
    r"(?:局|政府|法院|检察院|派出所|公安|管委会|居委会|村委会|街道办?|办事处|大队|支队|中队|监察|委员会|"
    r"热线|(?:政务|行政|市民|群众|便民|公共|社会|信访|矛盾|纳税|人才|社区|热线)服务中心|疾控中心|指挥中心|急救中心|监督所|执法队|部门|仲裁委|教育厅|人社厅|银保监|网信办|消协|12345|12315)$"
)
_SUFFIX = re.compile(
    r"有限责任公司|股份有限公司|有限公司|分公司|集团公司|公司|集团|合伙企业|事务所|工作室|经营部|服务部|商行|商店|"
    r"便利店|小卖部|超市|专卖店|门市部|旗舰店|文具店|零食店|奶茶店|纹身店|刺青店|美容院|美甲店|理发店|烟酒店|"
    r"网吧|网咖|电竞酒店|电竞馆|酒吧|KTV|ktv|歌厅|会所|游戏厅|游艺厅|台球厅|影院|影吧|宾馆|旅馆|酒店|民宿|公寓|餐厅|饭店|小吃店|"
    r"幼儿园|托儿所|托育园|托育中心|托管班|托管中心|看护点|早教中心|小饭桌|午托班|培训中心|培训学校|培训机构|辅导班|"
    r"(?:小学|中学|大学)(?!生)|学校|学院|医院|卫生院|诊所|门诊部|月子中心|养老院|敬老院|殡仪馆|殡葬服务站|殡仪服务部|药店|"
    r"旅行社|博物馆|科技馆|美术馆|景区|售楼处|售楼部|营销中心|营业厅|网点|快递站|驿站|4S店|中介|驾校|停车场|广场|"
    r"服务区|艺术空间|俱乐部|健身房|印社|画室|基金会|合作社|协会|艺术团|舞蹈社|礼仪社|"
    r"(?:家教|家政|托管|人力|传媒|文化|科技|教育|数科|图文|通讯|数码|家居|物业)"
    r"(?![一-鿿]{0,8}(?:公司|集团|中心|工作室|学校|机构|园|班|局|厅|委员会|部门)|费|群|程度|水平|用品|资源|行业|系统)|"
    r"网[/.·・]?\s?[咖吧](?<!网[咖吧])|网ka|网ba|宾guan|酒dian|游xi厅|幼er园|you儿园|小mai部|公si|[刺纹文](?:qing|shen)店?|停車場|停車场|"
    r"食堂(?![里门打菜饭吃窗大阿])|旅社|客栈|招待所|歌城|歌舞厅|派对馆|派对空间|轰趴馆|网络馆|电玩城|健康驿站|服务站|寿衣店|殡葬店|护理院|福利院|康复中心|体检中心|"
    r"艺术中心|活动中心|服务中心|配送中心|发展中心|墨坊|修脚铺|杂货铺|副食店?|菜市场|新天地|商务楼|照相馆|瑜伽馆|琴行|书店|画社|娃娃班|幼儿之家|"
    r"服装厂|食品厂|支行|信用社|礼仪|刺青|图腾|托辅|商旅(?!服务)|电话手表|手表|健身(?!器|操|教练|卡|路|公园|俱乐部|会所|中心|房)|地下车库|地库|"
    r"基地|门市|车行|眼镜店|摄影|影楼|文身馆|纹身馆|刺青馆|工坊|书屋|厨房|快餐|乐园|研学营地|营地|小程序|App|APP|app|平台|网站|频道|直播间"
)
# What may stand before a name in running text, and is no part of it.
_BEFORE = re.compile(
    r"[\s，,。；;：:、（(）)“”\"'‘’《》【】\[\]！!？?…/]|"
    r"投诉|举报|反映|请问|咨询(?!有限|服务|管理|中心|公司|集团|工作室)|位于|坐落|名为|名叫|叫做|称为|所谓的?|系|就职于|任职于|供职于|入职|应聘了?|来到|"
    r"我家|我们|我在|本人|孩子|有一?[家个]|那一?[家个]|这一?[家个]|某[家个]|一[家个间]|楼下|对面|旁边|附近|门口的?|开的?|"
    r"被告单位|被告人|被害单位|被告|原告|被申请人|第三人|单位|冒用|冒充|假冒|盗用|以|"
    r"在(?!线)|到(?!家)|去|向(?!阳|日葵|往)|对(?!外)|把|被|由|从(?!容)|是(?!源)|的|和(?!平|谐|美|顺|泰|信|源|府|润|盛|兴|记)|与|及|"
    r"负责|还有|另外|建议|要求|通知|催促?|派驻|入住|跟着?|配合|组建|委托|自建|带至|送往|转至|进入|无证|擅自|举办|走进|深入|熟悉|拜访|各地|多地|设有|拖欠|支付|"
    r"希望(?!小学|中学|学校)|哪[个家所些]|隔壁|距(?:离)?|[一二两三四五六七八九十几多数\d]+[家所个间处条名位]|\d[.．、]|才上|要上|别先|问(?!道)|没交|不交|两个月|住(?!宅|友|建)|"
    r"经(?!典|纬|开)|担任|成为|为|了|于|让|给|找|叫|通过|使用|利用|注册|成立|经营|开设|设立|实际控制"
)
_VICTIM = re.compile(r"(?:被害单位|被害公司|冒用|冒充|假冒|盗用|被冒用的?|报案单位)[^，。；]{0,6}$|被害人$")
_VICTIM_AFTER = re.compile(r"^[^，。；]{0,8}(?:报案|被冒用|被盗用|发现后报警|被害|损失)")
_ACCUSED = re.compile(
    r"(?:(?:被告单位|被申请人|被处罚人|被执行人|实际控制|经营的?|开设的?|注册成立|注册|设立)[^，。；]{0,6}|被告(?!人)[^，。；系]{0,4})$"
)
_WORKPLACE = re.compile(
    r"(?:就职于|任职于|供职于|入职|受雇于|工作于|系|担任|在职于|任|身为|原系|时任|在)[^，。；]{0,4}$"
)
_WORKPLACE_AFTER = re.compile(
    r"^(?:[^，。；]{0,10})(?:员工|职员|工作人员|业务员|客服|医生|护士|护工|司机|驾驶员|保安|销售|经理|主管|店员|店长|教师|"
    r"老师|快递员|揽投员|程序员|工程师|技术员|辅警|协警|柜员|外包|工作期间|任职期间|上班期间|从事|担任|工作)"
)
_VENUE = re.compile(r"(?:平台|网站|频道|直播间|App|APP|app|小程序)$")
_GENERIC = re.compile(
    r"(?:该|本|此|某|我|你|他|她|它|其|各|有关|相关|多家|几家|两家|三家|一些|所有|其他|别的|贵|涉案|上述|上诉|"
    r"正规|普通|大型|小型|当地|本地|外地|网上|线上|第三方|招聘|这些|那些|这种|那种|任何|新|老|原|个|家|些|多个)?"
)


@dataclass(frozen=True)
class Organisation:
    """An organisation named in a text; `role`: target, perpetrator, victim, workplace, venue, other."""

    name: str
    role: str
    start: int


# A stretch with one of these is a piece of a sentence, no name.
_SENTENCE_LIKE = re.compile(
    r"[了吗呢着您她它哪被把没]|我们|我[的妈爸家]|你[的们家]|不|什么|怎么|已[经在转]|[这那][个些家种儿里样]|大家|一[个下句些]|"
    r"时候|问题|情况|马上|正在|最后|暑期|[转催][给办]|教育部门"
)
_OPEN, _CLOSE = '[“"「『《‘]', '[”"」』》’]'
# Quotation marks hold a name unless somebody speaks, writes or shows the words in them.
_QUOTED = re.compile(
    rf"(?<![说讲喊问回复答骂贴写道称条])(?<!报价)(?<!答复)(?<!叫人去)(?<!答复是)(?<!都是)(?<!均为)(?<!写着)(?<!只有)(?<!配一句)(?<!大伙)(?<!放话)"
    rf"{_OPEN}([^“”\"「」『』《》‘’，。；！？!?,：:|]{{2,12}}){_CLOSE}(?!的?(?:条子|框|纸条|功能|按钮|字样|短信|提示|选项|等|为名|名义))"
)
_WRITTEN = re.compile(
    rf"(?:写着|写的?是?|自称|说是|说叫|对方说是)(?:他们|她们)?(?:的)?{_OPEN}([^“”\"「」『』《》‘’，。；！？!?,：:|]{{2,12}}){_CLOSE}"
)
_WORD = r"[一-鿿A-Za-z0-9·.*❤丶_✈]"
_FREE = r"[一-鿿A-Za-z0-9]"
_END = r"(?=[，,。；;、！!？?”\"（(\s…|]|的|就|在|是|给|把|让|也|又|里|上|说|收|卖|开|办|做|门|要|骗|不|没|每|连|老|$)"
_NAMED = re.compile(
    r"(?:有个叫|一个叫|个叫|有家叫?|那家(?!人)|这家(?!人)|人叫|她叫|他叫|店名叫?|名叫|名为|叫做|改叫|(?:网名|店名|群名|昵称|招牌|名字)(?:叫做?|是|为)|网名|群主叫?|群名叫?|昵称叫?|名字(?:是|叫)|真名叫?|对面ID|号[:：]|"
    r"楼盘叫|(?<=[店馆司园班构家吧院校场室台铺间站群号件序庄屋楼厂社队团目院会的牛哥姐])叫|换成|招牌写?|牌子上?写(?:着|的)|(?:大家|孩子们|都)?[喊叫][他她]|外号|绰号|(?:物业|公司|单位|店名|群名|软件|名称|机构|商家|网名|群主|昵称|ID|老板|店)[：:]|账号叫?|公众号叫?|写的是|群主是)"
    r"\s?[：:“\"]?\s?(?!什么|啥|了|他|她|我|你|做|一个|孩子|养|掉|收|卖|在|开|给|把|都|也|就|还|不|没|的|店|公司|单位|因|来|去|出|到|人|是)"
    rf"({_WORD}{{2,12}}?){_END}"
)
_SITE = re.compile(  # 在刺骨堂干过, 去糖心派对馆领人, 用过呱呱认字
    r"(?:[，。；：、|\s]|^|本人|我|前|曾|年|时|人|天|月)(?:在|去|到|从|给|于)"
    rf"({_FREE}{{2,8}}?)(?=(?:这里|那里|那儿)?(?:干过|干了|做过|做了|上过班|工作过|打过工|待过|领人|兼职过|实习过|充了|办了|纹了|扎了|扎的|纹的|买过|住过|面过试|应聘|报名|登记过|那儿|那里))"
)
_USED = re.compile(
    rf"(?:用过|用的是?|下载了?|装了|注册了|认准|做这个的是|是在|说在)({_FREE}{{2,8}}?)(?=[，,。、]|上[把查输面]|里[面头]|软件|平台)"
)
_PRODUCT = re.compile(  # 奇趣蛙这个短视频, 智泊云后台, 老耿通讯那个小店
    r"(?:[，。；：、|\s？！]|^|发现|举报|投诉|反映|楼下|对面|旁边|门口|使用|通过|我在|[，。]用)"
    rf"({_FREE}{{2,6}}?)(?=(?:这个|这款|那个|那款)(?:[一-鿿A-Za-z]{{0,4}}?)(?:店|软件|平台|程序|视[频屏]|APP|App|app|网站|机构|公司|游戏)|(?:这)?(?:软件|平台|App|APP)(?!园|上|里|的)|后台我?的?)"
)
_OWNED = re.compile(  # 飞鹰网络的工作室, 铁牛健身的教练
    rf"(?:[，。；：、|\s]|^|我们|举报|投诉|在|到|去|叫)({_FREE}{{2,8}}?)的(?=老板|店长|教练|客服|前台|人事|工作室|店里|收银|导购|店员)"
)
_QUOTED_KIND = re.compile(
    rf"{_OPEN}([^“”\"「」『』《》‘’，。；！？!?,：:|]{{2,12}}){_CLOSE}(?=软件|平台|小程序|网站|[Aa][Pp][Pp]|公司|网店|店|直播间|工作室|商行|网吧|会所)"
)
_CLAIMED = re.compile(  # 说是顺达劳务的, 自称彭经理的
    rf"(?:说(?:他们|她们|自己)?是|自称是?|号称|冒充是?)({_FREE}{{2,8}}?)的(?=[，。、！]|人|员工|老板|客服|工作人员)"
)
_ACCUSING = re.compile(  # 投诉中环城停车收费, 举报鑫源乱收费
    rf"(?:举报|投诉|反映|曝光)(?:过|一下|的是)?({_FREE}{{2,8}}?)(?=停[车車]|收[集费取]|违[法规]|未[经成]|无证|强[制行]|泄露|私[自下]|偷[拍卖]|不让|倒?卖|擅自|乱|骗|用人脸|非法|采集|要求|出[售卖])"
)
_FIRST = re.compile(  # 泊乐无忧 扫码付款
    rf"^({_FREE}{{2,6}}?)(?=\s*(?:扫\s?码|强制|强\s制|停[车車c]|小程序|出口|入口|出场|非要|不让|门口那|前台|老板|店里|招牌))"
)
_BY_PLACE = re.compile(  # 跟人去老鬼墨坊
    rf"(?:[，。；：、|\s]|^|本人|我|人|天|年|月|起|娃|娃娃|孩子|同学|他|她|们)(?:在|去|到了?|从|上|进了?)"
    rf"({_FREE}{{2,7}}[店馆坊堂铺城厅社吧房屋阁轩斋记院])(?=[，。、！\s]|里|买|玩|吃|上[班课网]|扎|纹|文|做|办|交|当|打|唱|洗|喝|看|报|门口|老板|的)"
)
_TRADE = re.compile(  # a name that ends in what it deals in: 晨曦书法, 通达速运, 东海新天地
    r"(?:[，。；：、|\s“]|^|在|去|到|叫|投诉|举报|反映|给|被|是|用|找|跟|门口|对面|旁边|楼下)"
    r"(?!初中|高中|小孩|儿子|女儿|闺女|娃|网上|线上|附近|小区|学校|无证|违[法规]|正规|本地|外地|周边|学生|孩子|未成年|家长|老人|各种|所有|个人|客户|业主|用户|公司|手机|电话|幼儿|免费|强制|扫码|智慧|同城|一|二|两|几|多|有|没|不|我|你|他|她|这|那|某|做|办|开|搞|学|看|卖|买|收)"
    rf"({_FREE}{{2,6}}?(?:托管|教育|书法|美术|舞蹈|早教|托育|网络|健身|瑜伽|纹绣|劳务|人力|传媒|文化|推广|旅行|旅游|国旅|票务|文旅|研学|殡葬|速运|快运|速递|快递|物流|停车|泊车|出行|"
    r"地产|房产|置业|家居|装饰|酒馆|烟酒|副食|零食|文具|便利|餐饮|配餐|数科|咨询|助贷|金融|绘本|阅读|识字|直播|天地|商城|百货|生鲜|母婴|口腔|药房|推拿|养生|美发|美容|图文|影视|租房|纹身|文身|刺青|英语|壹号|公馆|云))"
    r"(?=[，。、；！“”\s（(]|的|在|把|里|让|给|收|要|门口|老板|员工|店|上|说|那|扫|出口|不|客服|前台|销售|学|倒|骗|卖|天天|经常|老是|一直|刚|关|交|办|报|拍|$)"
)
_LOOSE = (
    _CLAIMED,
    _ACCUSING,
    _FIRST,
    _BY_PLACE,
    _QUOTED,
    _WRITTEN,
    _NAMED,
    _SITE,
    _USED,
    _PRODUCT,
    _OWNED,
    _TRADE,
)
_NOBODY = re.compile(
    r"(?:群主?|网[吧咖友]|软件|平台|小程序|公司|店[里员主长]?|老板娘?|学校|孩子|朋友|家[里长]|客服|物业|医院|单位|系统|手机|现在|这家|那家|一家|附近|"
    r"门口|旁边|对面|楼下|里面|上面|下面|前台|网上|外面|附近|班主任|老师|同学|手表|商场|小区|报单|開盒|开盒|卖[脸臉]|卖家|裸奔|上墙|照顾|急售|找伙伴|会员|"
    r"[一二两三四五六七八九十几\d]+[个家种款]?)"
)

# Persons: the court alias 张某某, and in complaints whoever is called by name.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方"
    "白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝"
    "包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党"
    "宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝厉郁竺都储宿"
)
_ALIAS = re.compile(
    rf"([{_SURNAMES}]某(?:某|[甲乙丙丁戊]|[一-鿿](?=[，。、；（]))?)(?!公司|小区|中学|小学|学校|医院|平台|网站|店|村|镇|街|市|县|区|省|路)"
)
_ACCUSED_PERSON = re.compile(r"(?:被告人|犯罪嫌疑人|被告)[：:]?([一-鿿]某[某甲乙丙丁]?)")
_ACTS = re.compile(  # who begins a clause in a judgment, or stands there by his post
    rf"(?:(?<=[，。；：、|\n])|^|原告|第三人|上诉人|护工|医生|护士|员工|职员|店主|店员|同案人?|行为人|嫌疑人|经营者|[长员]|间，|晚，|起，){_ALIAS.pattern}"
)
_NOT_ACTING = re.compile(
    r"(?:被害人|受害人|证人|死者|审判员|陪审员|检察员|书记员|辩护人|代理人|律师|家属|之[父母子女]|其[父母妻子女])$"
)
_POSTS = (
    r"[队组班店站园校所护]长|教练|经理|主管|主任|柜员|护士|护工|医生|保安|保洁|前台|男友|女友|前夫|前妻|老公|老婆|姐夫|妹夫|同事|邻居|租户|业主|群主|管理员|操作工|担架员|"
    r"快递员|[小大]哥|大姐|司机|员工|店员|厨师|承包人|负责人|收费员|技师|领班|主播|会计|文员|客服|销售|业务员|顾问|骑手|[协辅]警|库管|[分派揽登检]\w?[拣件记票]员|"
    r"老板娘?|店主|房东|中介|黄牛|工头|村民|男子|女子|当事人|[证班床车门店账工堂货件部]的|那个|找|有个叫|个叫|叫|自称|姓名|网名"
)
_TITLED = re.compile(  # 队长贺建军, 教练小宫, 夜班的小廖, 找小飞
    rf"(?:{_POSTS})"
    rf"([{_SURNAMES}](?:师傅|大夫|医生|阿姨|大姐|经理|老板|主任|总|姐|哥|嫂|婆婆)|(?:小|老)[{_SURNAMES}](?![学区时])|阿[一-鿿](?<![姨婆爸妈公拉])|"
    rf"(?![老小])[{_SURNAMES}](?!老师|师傅)[一-鿿]{{1,2}}?)(?=[，。；、！!”\s]|$|手机|教我|走|每|在|把|拿|给|是|就|也|说|们?[，,]|偷|卖|用|利|将|和|跟|拍|收|发|经|私|查|有|带|让|要|趁|天天)"
)
_SURNAMED = re.compile(rf"(姓[{_SURNAMES}]的)")
_HOUSEHOLD = re.compile(
    rf"(?:楼[上下]|隔壁|后面|对面|对门|咱楼上|巷口|五楼|楼)((?:老?[{_SURNAMES}]|阿[一-鿿])(?:家|婆|阿姨|奶奶|大妈|姐|哥|叔))"
)


def organisations_in(text: str, source: str) -> list[Organisation]:
    """Find the organisations a text names, each once, with the strongest role it is given.

    Names without a trade word are looked for in complaints only, where people call things as they
    please. Persons who are said to have acted are given too: they name the case, and join it to none.
    """
    found = _by_suffix(text, source)
    if source == "complaints":
        _add_loose(found, text, _LOOSE, source)
    if source == "judgments":
        _add_loose(found, text, (_QUOTED_KIND,), source)
    for name, start in _persons(text, source):
        if not any(name in other for other in found):
            role = "perpetrator" if source == "judgments" else "target"
            found[name] = Organisation(name, role, start)
    return _without_parts(sorted(found.values(), key=lambda one: one.start))


def _add_loose(
    found: dict[str, Organisation], text: str, patterns: Iterable[re.Pattern[str]], source: str
) -> None:
    """Names in quotation marks, after 叫, before 这个软件, where somebody worked or paid."""
    for pattern in patterns:
        for hit in pattern.finditer(text):
            name = hit[1].strip(" ·.、")
            start = text.index(name, hit.start(1))
            if _is_called(name) and not any(name in other or other in name for other in found):
                found[name] = Organisation(name, _role(text, start, start + len(name), source), start)


def _is_called(name: str) -> bool:
    return (
        len(name) > 1
        and not _AUTHORITY.search(name)
        and not _GENERIC.fullmatch(name)
        and not _NOBODY.fullmatch(name)
        and not _SENTENCE_LIKE.search(name)
        and bool(re.search("[一-鿿A-Za-z]", name))
    )


def _persons(text: str, source: str) -> Iterable[tuple[str, int]]:
    """Persons told to have acted: the accused, else who begins a clause; in complaints who is called so."""
    if source == "judgments":
        accused = [(hit[1], hit.start(1)) for hit in _ACCUSED_PERSON.finditer(text)]
        return accused or [(hit[1], hit.start(1)) for hit in _ACTS.finditer(text)]
    if source != "complaints":
        return []
    patterns = (_ALIAS, _TITLED, _SURNAMED, _HOUSEHOLD)
    return [
        (hit[1], hit.start(1))
        for pattern in patterns
        for hit in pattern.finditer(text)
        if not _NOT_ACTING.search(text[max(0, hit.start(1) - 4) : hit.start(1)])
    ]


def _by_suffix(text: str, source: str) -> dict[str, Organisation]:
    """Names that end in a legal form or the word of a trade."""
    found: dict[str, Organisation] = {}
    reached = 0
    for hit in _SUFFIX.finditer(text):
        start = _begin(text, hit.start(), max(reached, hit.end() - LONGEST))
        reached = hit.end()
        name = text[start : hit.end()]
        if not _is_name(name, hit[0]):
            continue
        one = Organisation(name, _role(text, start, hit.end(), source), start)
        if name not in found or _RANK[one.role] > _RANK[found[name].role]:
            found[name] = one
    return found


_RANK = {"other": 0, "venue": 1, "target": 2, "workplace": 3, "victim": 4, "perpetrator": 5}


def _begin(text: str, suffix: int, low: int) -> int:
    """Where the name before a suffix begins: after the last word that cannot belong to it."""
    start = low
    for stop in _BEFORE.finditer(text, low, suffix):
        if stop[0] != "咨询" or stop.end() < suffix:  # 信息咨询有限公司 is all name
            start = stop.end()
    return start


def _is_name(name: str, suffix: str) -> bool:
    bare = name[: -len(suffix)]
    own = _GENERIC.sub("", bare, count=1)
    return (
        len(own) >= 2
        and not _AUTHORITY.search(name)
        and own not in LEGAL_FORMS
        and decompose(name) is not None
    )


def _role(text: str, start: int, end: int, source: str) -> str:
    before, after = text[max(0, start - 12) : start], text[end : end + 16]
    if _VICTIM.search(before) or _VICTIM_AFTER.search(after):
        return "victim"
    if _ACCUSED.search(before):
        return "perpetrator"
    if source == "judgments" and _WORKPLACE_AFTER.search(after) and _WORKPLACE.search(before):
        return "workplace"
    if _VENUE.search(text[start:end]) and source == "judgments":
        return "venue"
    return "target" if source == "complaints" else "workplace" if _WORKPLACE_AFTER.search(after) else "other"


def _without_parts(found: Iterable[Organisation]) -> list[Organisation]:
    """Drop a name that is a part of a longer one."""
    listed = list(found)
    names = [one.name for one in listed]
    return [one for one in listed if not any(one.name != other and one.name in other for other in names)]
