"""What stands in a name column: characters of transliterated names, and the words that are no name."""

HAN = (
    "\u3007\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff"
    "\U00020000-\U0003ffff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
)
"""Inside a character class: Chinese characters, private-use ones of GB 18030 too (rare name characters)."""

DOTS = "·•‧・．.∙⋅･˙●◦⸱᛫"
OPENING = "(（[［【〔{｛<＜《〈「『〖﹙﹝﹛〘"
CLOSING = ")）]］】〕}｝>＞》〉」』〗﹚﹞﹜〙"

TRANSLITERATION = frozenset(
    "阿艾安奥埃爱巴白拜班宝贝本比毕别博波伯布卜才采仓查朝次慈措达丹旦当道德迪帝顿多朵额恩尔法凡菲费芬弗夫"
    "福甫嘎噶盖甘岗高戈格葛根贡古谷果哈海罕汗合赫黑亨呼胡华吉加佳嘉简江杰金久居卡喀凯康考柯科克肯库坤拉莱"
    "来兰朗劳勒雷蕾里力历立丽利莉莲林玲琳龙隆卢鲁路伦罗洛玛马麦迈买满曼芒毛梅美蒙孟米密敏明摩莫默姆木穆牧"
    "那纳娜乃南尼妮涅宁努诺欧帕潘培佩皮平珀普其奇齐恰强巧切且钦青清琼琴曲群然让热惹仁日荣茹肉如若撒萨赛桑"
    "色森沙莎珊尚舍圣施什石史斯丝思司苏素荪索塔台泰坦汤唐特腾提蒂通吐图土托娅妥瓦娃完旺威韦维卫沃乌吾西希"
    "席喜仙逊欣辛雄修宣雪牙亚雅延央依伊衣怡义益因音英永拥尤玉裕约云扎泽增詹珍真正芝智珠卓孜宗祖佐农送巴呷"
    "俄伍布买提热合曼荪周昂措么敦代岱热依娜扎古苏铁佳侬祜都顺查干堆沁生衮晓苍"
)
"""Characters that Uyghur, Kazakh, Tibetan, Mongol, Yi and foreign names are written with."""

STRONG = frozenset(
    "玛扎姆嘎噶喀孜卓茹娜娅莎萨尼丽依伊吐逊荪帕祖迪迈勒桑措旺仁珠旦阿艾赛努麦买牙森乌呼巴塔托瓦哈斯琴娃图雅"
    "古玉罕拉嘉吉格洛索尔孟朝莫惹呷"
)
"""Those of them that hardly stand in everyday words: a name without a surname needs one."""

_ILLNESS = """
病 癌 瘤 艾滋 爱滋 HIV hiv AIDS aids Aids 免疫缺陷 四免一关怀 抗病毒
感染者 携带者 梅毒 淋菌 麻风 结核 高血压 高血脂 高血糖 糖尿 白内障 青光眼 白癜风 尿毒 透析
脑梗 脑瘫 脑出血 脑血栓 中风 偏瘫 截瘫 瘫痪 癫痫 哮喘 肝炎 乙肝 丙肝 肝硬化 肾炎 肾衰
肺炎 胃炎 气管炎 关节炎 脊髓 心衰 心梗 骨折 股骨头 椎间盘 风湿 痛风 甲亢 贫血 红斑狼疮
帕金森 阿尔茨海默 痴呆 智障 自闭 孤独症 唐氏 精神分裂 精神障碍 精神残疾 精神异常 抑郁 躁狂
疯癫 聋哑 失明 唇腭裂 小儿麻痹 侏儒 器官移植 植物人 放疗 化疗 手术 流产 引产 不孕 吸毒
戒毒 涉毒 服刑 劳改 社区矫正 刑满 在押 罪犯 家暴 性侵 被害人 受害人
"""
ILLNESS = tuple(_ILLNESS.split())
"""Illnesses and reasons to withhold: no published cell may hold one of these."""

_STATUS = """
患者 残疾 肢残 智残 因残 致残 伤残 低保 特困 五保 三无 贫困 脱贫 困难 疾患 慢性 视力
听力 肢体 智力残 精神 失能 失智 自理 护理 孤儿 留守 困境 单亲 离异 丧偶 未婚 已婚 鳏寡
监测户 边缘户 双女户 独女户 独生子女 体弱 年老 年迈 缺劳 劳动力 无房 无业 失业 失踪 优抚
退役 复员 烈属 军属 党员 救助 保障 补助 补贴 津贴 养老金 抚恤 供养 分散 集中
"""
STATUS = tuple(_STATUS.split())

_NOTES = """
已故 死亡 亡故 身故 病故 去世 离世 逝世 过世 遗属 遗孀 已死 代领 代办 代签 代收 代管
代发 代为 代缴 之妻 之子 之女 之夫 之父 之母 之孙 之弟 之兄 之媳 之妹 的妻 的儿 的女
家属 亲属 户主 妻子 丈夫 儿子 女儿 儿媳 女婿 媳妇 父亲 母亲 父子 母子 夫妻 夫妇 爷爷
奶奶 外公 外婆 孙女儿 监护 配偶 本人 他人 他妈 邻居 村民 居民 农户 农民 住户 户口 户籍
迁出 迁入 注销 外出 务工 务农 打工 在校 在读 核查 核实 复核 复审 审核 审批 公示 取消
停发 停保 退出 重复 错误 有误 待定 待核 不详 未知 不明 暂无 没有 空白 无名 姓名 同上
如上 以上 以下 等人 合计 总计 小计 共计 联系 电话 手机 身份 证号 账号 帐号 卡号 银行
信用社 安置 备注 说明 情况 原因 符合 不符 申请 书记 主任 老师 会计 医生 组长 队长 校长
院长 站长 所长 经理 老板 师傅 先生 女士 大爷 大娘 大妈 大叔 大婶 大嫂 阿姨 支书 村长
镇长 乡长 局长 科长 法人 公司 合作社 学校 医院 卫生 诊所 敬老 养老院 福利 幼儿园 委员
村委 居委 政府 民政 财政 协会 商店 超市 药店 饭店 酒店 门市 工厂 农场 林场 牧场 经营
服务 办公 工作站 基金会 社区 街道 小区 行政村 自然村 小组 家村 家庄 家屯 家寨 家沟 家湾
家营 家堡
"""
NOTES = tuple(_NOTES.split())

_WHOLE = """
东西 介绍 全国 关于 包括 商品 国内 国际 广告 应用 应该 成为 操作 支持 文章 方式 方法 方面 时候
来自 法律 游戏 环境 程序 空间 简介 经济 经验 觉得 谢谢 那个 那么 那些 都是 环保 家教 经销商 帖子
信访 初审 初级 初次 修理 修路 战友 战士 但是 区别 区域 区县 南方 南边 由于 由此 由其 母女 母婴
植物 植树 位置 位于 楼房 楼上 楼下 楼层 豆类 呼吸 木工 车工 水工 漆工 磨工 印刷工 空调工 包装工
高龄 高中 高级 高位 方便 方案 安置 安全 安葬 金额 金融 单位 单身 单人 平均 常住 常年
常规 全额 全部 全家 全户 许可 满意 计划 计生 计算 明细 明确 时间 时期 强制 温饱 富裕
余额 余款 支出 支付 项目 水费 水泥 车费 车祸 车牌 房屋 房租 房产 危房 危重 危险 牛羊
黄牛 黄豆 黄疸 水稻 水肿 花生 林地 林木 林业 田地 农村 孙子 孙女 孙媳 祖父 祖母 伯父
伯母 连队 连长 成年 成员 成都 应急 应届 应发 容量 关系 关爱 管理 管护 路费 路面 封闭
解除 解决 查无 查询 查看 别人 万元 万人 相关 相同 相应 文盲 文化 文件 文书 司法 司机
何时 何人 何处 印章 印刷 居住 居家 花费 师范 师傅 习惯 范围 代表 双方 双残 独生 符号
原告 申报 申诉 左眼 左手 左腿 左侧 言语 智力 阳性 阴性 年龄 年度 年份 老人 老年 生病
生育 生活 生产 青年 国家 国有 康复 康复期 劳动 劳务 劳力 任职 任教 任务 任何 越来 能力
能够 充足 益处 丰收 容易 简易 空置 空户 空挂 养殖 养老 养猪 养牛 养羊 养鸡 须知 权利
关闭 商户 商铺 商贩 党费 家庭 家人 家里 家长 新增 上学 毕业 大学 中学 小学 同志 其次
多次 江苏 江西 云南 安徽 海南 吉林 宁夏 甘肃 广东 广西 青海 山东 山西 贵州 河南 湖南
湖北 美国 英国 法国 德国 巴西 古巴 尼泊尔 乌鲁木齐 克拉玛依 吐鲁番 阿克苏 喀什 拉萨 哈密
伊犁 日喀则 和田 井水 通过 通知 来源 归还 直接 种植 种地 种田 练习 续保 良好 展示 修建
修缮 信息 信用 官方 图片 库存 战争 招工 普通 果树 竹林 素质 税费 野外 回家 回复 回乡
归档
"""
WHOLE = tuple(_WHOLE.split())
"""Words that begin with a surname and fill a cell, but may be part of a longer name (王安全)."""

ENDINGS = "村故死亡病残癌症瘤盲聋哑瘫疯傻妻媳婿婶嫂爹妈爸奶父母户款费者员等县市区组队们"
"""No Chinese name ends in one of these; ``张三妻`` and ``李四故`` do."""

_GIVEN_NAMES = """
布和 恩和 巴图 宝音 那顺 朝克图 旺堆 布赫 布仁 乌力吉 乌恩 乌兰 白音 白音查干 满达 胡日查 巴根 巴音
必力格 毕力格 毕力贡 娜仁花 其木格 高娃 色力克 木合塔尔 马合木提 马木提 色买提 卡德尔 肉孜 赛买提
巴桑 白玛 平措 旦增 旺姆 曲珍 德吉 普布 拉巴 达娃 米玛 次珍 多吉 央宗 顿珠 罗布 加措 贡布 石布 木呷 吉木子石
阿苦伍且莫 且莫 更登 更藏 完么 如则 日火 俄底 的日 格桑花 孟和 孟克 敖登 扎西 当知 才让 卓玛 华旦 多杰
南杰 仁青 拉毛 拉姆 达瓦 边巴 索南
其其格 格日勒 图雅 巴雅尔 巴特尔 额尔敦 达来 苏和 斯琴 乌云 萨仁 娜仁 哈斯 朝鲁 一不拉 乙不拉 一布拉
伊不拉 索非亚 苏非亚 阿衣夏 阿依舍 者乃拜 则乃拜 者乃拉 海迪彻 海底彻 法土麦 法图麦 法土曼
尔不都 哈力麦 优素福 玉素夫 比乙拉 舍木苏 一斯麻 乙斯麻 阿乙舍 阿一舍 哈比布 努日拜 岩罕 岩叫 岩三 玉叫 玉旺
"""
GIVEN_NAMES = frozenset(_GIVEN_NAMES.split())
"""Whole names of peoples who use no surname, where no single character gives them away."""

NOT_IN_DOTTED = frozenset("在的了和与为有因已系由不无未是及或被给把从到请需待")
"""Words of a sentence: a dot between them makes no transliterated name."""

_LATIN_WORDS = """
hiv aids patient patients positive negative carrier
infected disabled disability disease illness cancer
dead deceased died death widow widower wife husband
son daughter father mother child children family
household poor poverty low income none null nil nan
unknown see note notes remark remarks same above
below total sum name names phone tel mobile account
bank card address room road street village town
county building house no not the and or of for with
from to is was are has have by on at in mental
disorder prison prisoner drug addict victim orphan
minor company limited ltd inc co test sample
"""
LATIN_WORDS = frozenset(_LATIN_WORDS.split())
_PARTICLES = """
de da dos van von der den di la le el al bin binti
ibn du del ben st
"""
PARTICLES = frozenset(_PARTICLES.split())
