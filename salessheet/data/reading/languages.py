"""What the languages of sales data are written with: the letters of each, the frequent ones before the others.

Each is a rough picture of names, places, firms and headings, enough to tell which of several readings of the same
bytes somebody wrote. Levels of the national standards say which Chinese characters and syllables are common at all;
the lists here say which ones are common in such tables.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from salessheet.data.reading.grids import LOST

# Letters beyond a to z, in three groups: in nearly every table, in most, in some.
_LATIN = {
    "German": ("äöü", "ß", "éèáíçóëş"),
    "French": ("é", "èçàê", "ôîïëâûùœæüö"),
    "Spanish": ("íóáñé", "ú", "üçªº"),
    "Portuguese": ("ãçé", "áíóêõâ", "úôàªºü"),
    "Italian": ("àòèù", "ìé", "óíäöüç"),
    "Swedish": ("åäö", "é", "üøæèáñó"),
    "Danish, Norwegian": ("øåæ", "éöä", "üèòôóáí"),
    "Finnish, Estonian": ("äö", "õü", "åéšž"),
    "Icelandic": ("áíóöð", "éúýþæ", "üåø"),
    "Dutch": ("ë", "éïü", "èöêáàç"),
    "Albanian": ("ë", "ç", "éüö"),
    "Catalan": ("óàèí", "éçòú", "ïüñá"),
    "Polish": ("łóńśąęż", "ćź", "éöüä"),
    "Czech, Slovak": ("áíéěčřš", "ýžůúňó", "ťďľĺŕôäöü"),
    "Hungarian": ("áéó", "öőüíúű", "äčš"),
    "Romanian": ("ăâşţ", "îșț", "éáöüő"),
    "Croatian, Slovene": ("čćšž", "đ", "éöüäáç"),
    "Turkish": ("ışüöçğ", "İ", "âîûé"),
    "Lithuanian, Latvian": ("ėšžāīē", "ųįčąūņ", "ęļķģ"),
}
_CYRILLIC = {  # by their share in Russian, in thousandths
    "Russian": dict(zip("оеаинтсрвлкмдпуяызьбгчйхжшюцщэфъё", (
        110, 85, 90, 85, 75, 55, 55, 55, 55, 45, 40, 32, 30, 28, 26, 20, 19, 17, 17, 17,
        20, 15, 12, 10, 9, 8, 7, 5, 4, 4, 5, 1, 3), strict=True)),
    "Ukrainian, Bulgarian": dict(zip("оаниевтрслкдмпузяьбгійчхцшюїжщєфґъы", (
        90, 90, 70, 70, 55, 55, 50, 50, 45, 40, 40, 32, 30, 28, 30, 22, 22, 16, 16, 16, 50, 14, 12, 10,
        8, 8, 8, 8, 8, 5, 6, 4, 1, 5, 1), strict=True)),
    "Serbian": dict(zip("аоиентрсвјукдмплзгбчшцжхљћњђфџ", (
        115, 95, 95, 90, 55, 45, 50, 48, 38, 50, 43, 37, 36, 36, 28, 34, 20, 18, 17, 14, 9, 8, 7, 6, 6, 12, 8, 6, 3,
        1), strict=True)),
}  # fmt: skip  # a letter above its share
_GREEK = {
    "Greek": dict(zip("αοιεντσρπκςηλμυωδγχθφβξζψάέήίόύώϊϋΐΰ", (
        100, 85, 70, 60, 65, 60, 45, 50, 38, 40, 45, 38, 38, 33, 38, 18, 18, 18, 12, 12, 9, 9, 5, 5, 2,
        22, 16, 18, 28, 24, 14, 16, 1, 1, 1, 1), strict=True)),
}  # fmt: skip  # as above

_OTHERS = {  # whose letters are no more than told apart from those of others
    "Hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "Arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ",
    "Thai": "กขคฆงจฉชซญฎฏฐณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะัาำิีึืุูเแโใไ็่้์",
}

_HAN = (
    # Family names
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧阳司徒葛诸温康施牛洪季庞殷俞翁章梅盛童颜柯樊凌"
    # Given names
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂红玉华建国庆志文斌辉鹏飞宇浩轩梓涵子睿博晨佳怡欣雨婷雪琳琪瑶萱诗思嘉俊豪宏"
    "凯峰波亮健鑫淼晓晶莹倩慧敬忠诚义信仁礼智善德福禄寿喜祥瑞庭庄卓然毅坚勤俭谦宁安乐春夏秋冬梦丹青蓝紫燕凤凰鹤鸿雁松柏竹菊荷莲菲蕾蓉"
    "莉萍珍珠琼璐瑾瑜琦琛玲珊翠银铭锋锐钧栋梁楠楷桐枫榕森焱煜炜烨灿炎泽润涵淑清洁渊源溪海沛泉潇澜阔旭昊昕晖曦昌晟暄朗朋尚贤哲圣彦彬修"
    "岩岚峻崇山川岳宸宣容寒宝实家富贵荣昭月星辰云霖露震霄天地坤乾元亨利贞一二三四五六七八九十百千亿少良艺若茂茹蕴薇素绮纯缘维绪"
    # Places
    "中国北京上海天津重庆广东深圳珠州佛山莞惠中江门汕头湛肇河南郑洛阳湖北武汉宜昌襄长沙株湘潭衡四川成都绵德乐浙江杭宁波温嘉兴绍金台"
    "苏南京无锡常通盐扬镇泰徐连港安徽合肥芜蚌福建厦泉漳莆龙江西赣九景山东济青岛烟潍临沂淄博威日照河北石家庄唐保定邯郸秦皇邢廊西太原大同"
    "陕西安咸宝鸡渭延甘肃兰贵阳遵义云昆明曲靖广西柳桂林海口三亚辽宁沈大连鞍抚吉林长春黑龙哈尔滨齐内蒙古呼浩特包头鄂多斯新疆乌鲁木宁夏银"
    "青西藏拉萨香港澳台湾省市区县乡镇村路街道号楼层室座栋园城巷弄段桥站村屯庄亚欧美非洲日本韩英法德俄印度加拿新坡泰越"
    "阿巴比布迪厄法菲冈格圭几亨洪基吉喀卡科库莱里利列麦毛孟秘缅摩莫墨纳尼挪帕葡塞瑟沙斯索塔坦特突图土托瓦危维委希叙也伊以意约赞智兹富汗根廷"
    # Firms
    "有限公司责任股份集团科技技术信息网络电子商务贸易实业发展投资控股咨询服务管理文化传媒广告设计工程建筑材料机械设备制造工业化医药生物"
    "食品餐饮酒店旅游物流运输供应链农业能源环保汽车配件零售批发百货超市银行保险证券基金融租赁房地产置业物教育培训学校大学医院研究所局部"
    "厅委会协联盟中心分总厂店铺行社馆站队组办事处个体户经营"
    # Tables of sales
    "客户名称姓编号日期金额数量单价合计订产品销售员负责人阶段状态备注渠道来源类型级别地址话手机邮箱联系方式创建时间更新预测赢率已未成交丢失"
    "原因竞争对手合同签约回款收付发票开税折扣币种人民元美目标完成比例达实际同环增长年月日季度周星期第上下半今明昨天团队区域华东南西北"
    "门职位经理主管助总监代表专顾问岗入离在线索机商意向高低潜无效正常待跟进拜访报价方案谈判审批通过驳启停用默认其他普通重要紧急大小新老"
    "续费首购年框项目标的系统软硬件平台云数据分析智能服务器笔记本电脑打印办公桌椅空调冰箱洗衣电视咖啡茶叶水果奶粉饮料面包服装鞋帽包饰化妆护"
    "肤品家具灯建陶瓷玩具图书文具运动户外健身宠物母婴医疗器械药品仪表阀泵电缆轴承模塑料钢铁铝铜板管线"
    # Words of any text
    "的是不了在有这那他她它们我你您和与或及等为以从到对由把被将让给向就也都还又很最更太再只但而如果因所之其者得地着过说看想做去来能可会要"
    "应该需请谢好多少些每各全整共计约左右前后内外间里边面起出开关加减乘除次回种类项条件张台套箱瓶袋包双只辆份批吨斤克米升元角分零两几什么"
    "怎样谁哪个人先生女士男老师父母子女儿童学生工作生活世界社会政府法律经济历史自然科问题情况知道认识理解决定使用支持帮助提供保证质量安全"
    "身体心手头口眼耳脚风雨花草树木火土光声色味香甜苦热冷快慢早晚夜午点刻秒钟半直接间空满真假正反左右性别男女汉族身份证"
)
# Where Taiwan and Hong Kong write what the list above has in another way.
_TWO_WAYS = (  # pairs
    "麦麥缅緬纳納叙敘赞贊兹茲冈岡"
    "张張刘劉陈陳杨楊黄黃赵趙吴吳孙孫马馬罗羅郑鄭谢謝许許韩韓冯馮邓鄧肖蕭蒋蔣叶葉苏蘇吕呂钟鍾谭譚陆陸贾賈韦韋邹鄒闫閆龙龍贺賀顾顧龚龔万萬钱錢严嚴汤湯欧歐阳陽"
    "诸諸庞龐颜顏伟偉丽麗强強军軍艳艷杰傑涛濤兰蘭刚剛红紅华華国國庆慶辉輝鹏鵬飞飛轩軒诗詩凯凱莹瑩诚誠义義礼禮寿壽庄莊坚堅俭儉谦謙宁寧乐樂梦夢蓝藍凤鳳鹤鶴鸿鴻"
    "莲蓮琼瓊银銀铭銘锋鋒锐銳钧鈞栋棟烨燁炜煒灿燦泽澤润潤洁潔渊淵潇瀟澜瀾阔闊晖暉晓曉圣聖贤賢岚嵐宝寶实實荣榮云雲亿億艺藝纯純缘緣维維绪緒广廣东東门門汉漢长長"
    "绵綿绍紹无無锡錫盐鹽扬揚镇鎮连連厦廈赣贛济濟岛島烟煙临臨郸鄲陕陝鸡雞贵貴辽遼抚撫齐齊尔爾滨濱内內乌烏鲁魯萨薩湾灣区區县縣乡鄉号號楼樓层層园園桥橋亚亞责責"
    "团團术術网網络絡电電务務贸貿业業发發资資询詢传傳设設计計筑築机機备備药藥饮飲游遊运運输輸应應链鏈农農环環车車险險证證动動产產训訓学學医醫协協联聯总總厂廠"
    "办辦处處体體户戶营營称稱编編额額数數单單价價订訂销銷员員负負阶階态態来來类類级級话話创創时時间間预預测測赢贏丢丟争爭对對约約税稅币幣种種标標际際职職经經"
    "监監问問岗崗离離线線潜潛紧緊审審过過驳駁启啟认認调調访訪报報谈談项項统統软軟台臺据據笔筆脑腦视視头頭护護饰飾灯燈图圖宠寵疗療仪儀阀閥缆纜轴軸钢鋼铁鐵铝鋁"
    "铜銅这這为為从從给給还還说說让讓会會该該请請后後里裡边邊开開关關双雙辆輛吨噸个個样樣谁誰师師儿兒历歷识識题題决決围圍质質风風树樹热熱点點满滿们們专專两兩"
    "书書兴興况況减減别別卢盧厅廳声聲妆妝婴嬰将將帮幫彦彥条條枫楓温溫潍濰状狀瑶瑤禄祿竞競签簽组組续續绮綺肃肅肤膚脚腳芜蕪蕴蘊装裝记記贞貞货貨购購费費赁賃达達"
    "进進邮郵铺鋪队隊静靜馆館着著"
)
_OF_TAIWAN = "基隆淑芬怡君雅婷志豪冠宇承翰家瑋彥佩蓉筱芷涵郁庭鈺珮臺北新竹苗栗彰化南投雲林嘉義高雄屏宜蘭花蓮澎縣股份限"
_KANJI = (
    "佐藤鈴木高橋田中伊渡辺山本村小林加吉井松斎清山森阿部池橋石川長谷後近坂遠青福太三岡西金原和野竹上杉増谷大塚平今宮武横河内宮内島丸"
    "菅千葉桜久保安酒工口片関新古菊北水熊服荒永須土岩矢星馬場浜東南成堀市内沢澤浅根秋尾柴広瀬早入江飯樋柳相栗荻望月榎津五十嵐"
    "太郎一二三四五六七八九十子美香恵由紀智真直樹健翔大輝拓哉裕康博之雄夫男彦介助次志浩隆義明正和弘信幸英勝誠豊茂昭治光秀俊洋純也奈菜"
    "花愛優結衣陽葵咲莉凛彩千春夏秋冬希未来麻里佳代絵里沙織久百合綾桃"
    "東京都大阪府京北海道札幌仙台横浜川崎名古屋神戸福岡広島県市区町村丁目番地新潟静岡浜埼玉千葉茨城栃木群馬山梨長野岐阜愛知三重滋賀奈良和歌"
    "隅郡喜鷹総摩鎌袖稲洲沼座厚海飾調布蔵狛師練馬荒墨品渋杉並豊足立葛世宿印旛氷伊勢志摩甲府津尾崎釧網走帯旭"
    "兵庫鳥取根口徳香媛高知佐熊分鹿児沖縄青森岩手宮秋形石富井駅前本通港央条"
    "株式会社有限合同商事店業工産製作所機器電気鉄鋼建設物流運輸通信情報技術研究開発企画製薬食品化学印刷出版銀行証券保険不動"
    "顧客名氏番号日付金額数量単価合計担当者部署課営売上注文受発請求支払入税込抜小計備考住郵便電話取引先契約納品書見積案件進捗状態完了予定実績"
    "目標年月週期第四半達成率前比増減区分種別商品型円個台本枚箱時間更新登録作最終確認済未対応中止失成約有無様御中社長役員理次主任"
    "人生気手見言行私自今何思出来方事場所学校先国語世界心体水火土木金花海山空雨風雪春夏色赤青白黒大小高低多少新古良悪食飲買使持知話聞読書"
)
_SYLLABLES = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반"
    "라왕금옥육인맹제모탁국어은편용민준서예도윤주원시우하은지호수현아영미경희진숙순자철상태재훈동성호승규혁찬빈건혜정연은유나다가린솔별슬기람"
    "서울부산대구인천광주대전울산세종경기강원충청북남전라경상제주도시군구동읍면리로길번가포항창원수성안양평택용고양의왕청전군익목여순김해거통"
    "주식회사유한상사무역산업건설전자기술정보통신시스템솔루션금융은행보험증권물류유통식품화학제약의료병원교육학교연구소개발디자인컨설팅마케팅"
    "고객이름성명번호일자날짜금액수량단가합계담당자부서팀영업사원대리과장차부본이사대표제품상품주문계약매출매입거래처연락전화주소메일상태단계"
    "완료진행예정취소확인승인비고메모등록수정년월분기목표실적달성율원달러세금부가총할인지역구분유형신규기존예상확률마감"
    "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후그느드르므브스으즈츠크트프흐"
    "기니디리미비시이지치키티피히개내대래매배새애재채해게네데레메베세에제체케테페헤과관광교규결경계공급권긴날놀단달답당된될들등때떤또말맞맡매"
    "면명목물및받발방법변별보복본불빛사산상생선설성소속손수순술식실심십쌍안않알았약양언업없에여역연열였영예온올와완외요용운울원월위을음의인일"
    "있잘장적전절점정제조족종좋좌준중즉증직진집짜참책천청체총최추출충측치친크통특판팔평포표품풍필한할합항해행향현형화확환활황회횟효후훈희힘"
)
_MARKS = "€£°’‘“”„«»–—…·•№®™©²³½×±µ§ªº\xa0"
WIDE_MARKS = "（）：，。、；！？《》【】「」『』“”‘’·—…～￥％＋－／＆＝＃＊〇①②③④⑤→○●△□■◎※★☆℃々ー・＜＞｜　"
_MARK, _ODD_MARK = math.log(1e-3), math.log(2e-6)
_FAULT = -16.0  # no letter at all: a control character, a private one, one that nobody has assigned, a hole
_FLOOR = math.log(5e-8)


@dataclass(frozen=True)
class Language:
    """The natural logarithm of how often each character comes among those beyond ASCII.

    `least`: that of a character that the language does not list, but that its encoding may well hold.
    """

    name: str
    shares: Mapping[str, float]
    least: float = -math.inf

    def share(self, letter: str) -> float:
        known = self.shares.get(letter)
        if known is not None:
            return known
        return unlisted(letter) if letter == LOST else max(unlisted(letter), self.least)


@cache
def unlisted(letter: str) -> float:
    """The logarithm for a character that a language does not list."""
    if letter == "’":
        return math.log(1e-2)
    if letter in _MARKS or letter in WIDE_MARKS:
        return _MARK
    match unicodedata.category(letter):
        case "Cc" | "Cn" | "Co" | "Cs":
            return _FAULT
        case "Ll" | "Lu" if letter < "\u0250":
            return math.log(1e-5)
        case "Lo" | "Ll" | "Lu" | "Lm":
            return _FLOOR
    return _FAULT if letter == LOST else _ODD_MARK


@cache
def latin() -> tuple[Language, ...]:
    return tuple(Language(name, _of_groups(groups)) for name, groups in _LATIN.items())


@cache
def cyrillic() -> tuple[Language, ...]:
    return tuple(Language(name, _cased(shares)) for name, shares in _CYRILLIC.items())


@cache
def greek() -> tuple[Language, ...]:
    return tuple(Language(name, _cased(shares)) for name, shares in _GREEK.items())


@cache
def other(name: str) -> Language:
    letters = _OTHERS[name]
    return Language(name, dict.fromkeys(letters, -math.log(len(letters))))


def _of_groups(groups: tuple[str, ...]) -> Mapping[str, float]:
    weights = {letter: 0.25**place for place, group in enumerate(groups) for letter in group}
    return {letter: share - 3.0 for letter, share in _cased(weights).items()}  # one letter of twenty has an accent


def _cased(shares: Mapping[str, float]) -> Mapping[str, float]:
    """Capitals are a sixth of the letters: names begin with one."""
    total = sum(shares.values())
    small = {letter: math.log(share / total * 5 / 6) for letter, share in shares.items() if letter.islower()}
    large = {
        letter.upper(): math.log(share / total / 6)
        for letter, share in shares.items()
        if len(letter.upper()) == 1 and letter.upper() not in small
    }
    return {**large, **small}


@cache
def simplified() -> Language:
    """GB 2312 has the common characters first: rows 16 to 55."""
    return Language("Chinese, simplified", dict(_tiers(
        (0.74, _HAN), (0.2, _rows("gb2312", range(0xB0, 0xD8))), (0.02, _rows("gb2312", range(0xD8, 0xF8))),
        (0.03, WIDE_MARKS), (0.004, _rows("gbk", range(0x81, 0xFE))),
    )))  # fmt: skip  # a share beside the characters that have it


@cache
def traditional() -> Language:
    """Big5 has the common characters first, up to C67E."""
    written = _HAN.translate(str.maketrans(_TWO_WAYS[::2], _TWO_WAYS[1::2])) + _OF_TAIWAN
    return Language("Chinese, traditional", dict(_tiers(
        (0.74, written), (0.2, _rows("big5", range(0xA4, 0xC7))), (0.02, _rows("big5", range(0xC9, 0xFA))),
        (0.03, WIDE_MARKS), (0.002, _rows("cp950", range(0x81, 0xFE))),
    )))  # fmt: skip  # as above


@cache
def japanese() -> Language:
    """JIS X 0208 has the common characters first: rows 16 to 47. Kana of half width come from old systems."""
    kana = "".join(chr(code) for code in (*range(0x3041, 0x3094), *range(0x30A1, 0x30F7)))
    halves = "".join(chr(code) for code in range(0xFF61, 0xFFA0))
    return Language("Japanese", dict(_tiers(
        (0.35, kana), (0.4, _KANJI), (0.15, _rows("euc_jp", range(0xB0, 0xD0))),
        (0.005, _rows("euc_jp", range(0xD0, 0xF5))), (0.03, WIDE_MARKS), (0.06, halves),
        (0.0005, _rows("cp932", range(0x81, 0xFD))),
    )))  # fmt: skip  # as above


@cache
def korean() -> Language:
    """KS X 1001 has the common syllables in rows 16 to 40."""
    return Language("Korean", dict(_tiers(
        (0.85, _SYLLABLES), (0.11, _rows("euc_kr", range(0xB0, 0xC9))), (0.02, WIDE_MARKS),
        (0.002, _rows("euc_kr", range(0xCA, 0xFE))), (0.002, _rows("cp949", range(0x81, 0xFE))),
    )))  # fmt: skip  # as above


def _tiers(*tiers: tuple[float, str]) -> Iterator[tuple[str, float]]:
    """Each character with the logarithm of its share; one that stands in several tiers has that of the first."""
    seen: set[str] = set()
    for share, letters in tiers:
        fresh = set(letters) - seen
        seen |= fresh
        yield from ((letter, math.log(share / len(fresh))) for letter in sorted(fresh))


def _rows(encoding: str, leads: range) -> str:
    """The Chinese characters and syllables of some rows of an encoding of two bytes."""
    pairs = (bytes((lead, trail)).decode(encoding, "ignore") for lead in leads for trail in range(0x40, 0xFF))
    return "".join(pair for pair in pairs if len(pair) == 1 and unicodedata.category(pair) == "Lo")
