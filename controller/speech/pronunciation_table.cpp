#include "controller/speech/pronunciation.hpp"

// Checked with `espeak-ng -q -x` against the readings in tests/unit/speech/phrases.txt. Add a word when one is heard
// wrong.

namespace tongluo::speech {

std::string_view pronunciation_table() {
  return R"(
时间断=shi2jian1duan4 时间接=shi2jian1jie1 期间接=qi1jian1jie1 零一=ling2yi1 这种=zhe4zhong3 各种=ge4zhong3 多种=duo1zhong3
两种=liang3zhong3 该种=gai1zhong3 品种=pin3zhong3 重庆=chong2qing4 江津=jiang1jin1 几江=ji3jiang1 永兴=yong3xing1 广兴=guang3xing1 复兴=fu4xing1 兴隆=xing1long2 石蟆=shi2ma2
贾嗣=jia3si4 白沙=bai2sha1 朱沱=zhu1tuo2 綦江=qi2jiang1 珞璜=luo4huang2 重复=chong2fu4 重新=chong2xin1 重播=chong2bo1
重返=chong2fan3 重建=chong2jian4 重启=chong2qi3 重申=chong2shen1 重阳=chong2yang2 重叠=chong2die2
上涨=shang4zhang3 猛涨=meng3zhang3 暴涨=bao4zhang3 村长=cun1zhang3 镇长=zhen4zhang3 乡长=xiang1zhang3
区长=qu1zhang3 县长=xian4zhang3 市长=shi4zhang3 省长=sheng3zhang3 局长=ju2zhang3 站长=zhan4zhang3 队长=dui4zhang3
组长=zu3zhang3 所长=suo3zhang3 处长=chu4zhang3 部长=bu4zhang3 社长=she4zhang3 会长=hui4zhang3 院长=yuan4zhang3
厂长=chang3zhang3 班长=ban1zhang3 校长=xiao4zhang3 科长=ke1zhang3 家长=jia1zhang3 首长=shou3zhang3 行长=hang2zhang3
河长=he2zhang3 林长=lin2zhang3 路长=lu4zhang3 楼长=lou2zhang3 街长=jie1zhang3 指挥长=zhi3hui1zhang3 生长=sheng1zhang3
成长=cheng2zhang3 增长=zeng1zhang3 长大=zhang3da4 长官=zhang3guan1 银行=yin2hang2 行业=hang2ye4 行列=hang2lie4
还=hai2 归还=gui1huan2 偿还=chang2huan2 还款=huan2kuan3 还清=huan2qing1 还给=huan2gei3 退还=tui4huan2
地=di4 慢慢地=man4man4de5 迅速地=xun4su4de5 有序地=you3xu4de5 及时地=ji2shi2de5 安静地=an1jing4de5 地方=di4fang5
应急=ying4ji2 响应=xiang3ying4 反应=fan3ying4 供应=gong1ying4 适应=shi4ying4 对应=dui4ying4 相应=xiang1ying4
应对=ying4dui4 应用=ying4yong4 应答=ying4da2 应战=ying4zhan4 应征=ying4zheng1 效应=xiao4ying4 呼应=hu1ying4
着火=zhao2huo3 睡着=shui4zhao2 着凉=zhao2liang2 着急=zhao2ji2 着陆=zhuo2lu4 着手=zhuo2shou3 着重=zhuo2zhong4
穿着=chuan1zhuo2 背着=bei1zhe5 着装=zhuo2zhuang1 测量=ce4liang2 丈量=zhang4liang2 衡量=heng2liang2 商量=shang1liang5
投降=tou2xiang2 倒塌=dao3ta1 倒伏=dao3fu2 倒下=dao3xia4 压倒=ya1dao3 摔倒=shuai1dao3 倒闭=dao3bi4 处理=chu3li3
处置=chu3zhi4 处于=chu3yu2 处罚=chu3fa2 处分=chu3fen4 处境=chu3jing4 相处=xiang1chu3 种植=zhong4zhi2
种地=zhong4di4 种田=zhong4tian2 播种=bo1zhong3 晚上=wan3shang5 早上=zao3shang5 乐队=yue4dui4 音乐=yin1yue4
教书=jiao1shu1 空地=kong4di4 空白=kong4bai2 空闲=kong4xian2 当作=dang4zuo4 适当=shi4dang4 
部分=bu4fen5 成分=cheng2fen4 充分=chong1fen4 便宜=pian2yi5 干部=gan4bu4 骨干=gu3gan4
干线=gan4xian4 干流=gan4liu2 干渠=gan4qu2 主干=zhu3gan4 才干=cai2gan4 中毒=zhong4du2 中暑=zhong4shu3
击中=ji1zhong4 难民=nan4min2 困难=kun4nan5 遇难=yu4nan4 灾难=zai1nan4 避难=bi4nan4 逃难=tao2nan4
受难=shou4nan4 一只=yi4zhi1 两只=liang3zhi1 船只=chuan2zhi1 成为=cheng2wei2 作为=zuo4wei2 认为=ren4wei2
行为=xing2wei2 分为=fen1wei2 改为=gai3wei2 变为=bian4wei2 为期=wei2qi1 为主=wei2zhu3 人为=ren2wei2 列为=lie4wei2
升级为=sheng1ji2wei2 调整为=tiao2zheng3wei2 约为=yue1wei2 均为=jun1wei2 达为=da2wei2 为止=wei2zhi3
调整=tiao2zheng3 调节=tiao2jie2 调解=tiao2jie3 协调=xie2tiao2 空调=kong1tiao2 调试=tiao2shi4 调控=tiao2kong4
出差=chu1chai1 差别=cha1bie2 差距=cha1ju4 误差=wu4cha1 温差=wen1cha1 时差=shi2cha1 差错=cha1cuo4 率领=shuai4ling3
率先=shuai4xian1 首都=shou3du1 都市=du1shi4 成都=cheng2du1 没收=mo4shou1 淹没=yan1mo4 沉没=chen2mo4 埋没=mai2mo4
出没=chu1mo4 漫没=man4mo4 没过=mo4guo4 相机=xiang4ji1 照相=zhao4xiang4 兴=xing1 高兴=gao1xing4 兴趣=xing4qu4
正月=zheng1yue4 转动=zhuan4dong4 转圈=zhuan4quan1 记载=ji4zai3 登载=deng1zai3 一年半载=yi4nian2ban4zai3 露面=lou4mian4
系鞋带=ji4xie2dai4 系紧=ji4jin3 看守=kan1shou3 看护=kan1hu4 看管=kan1guan3 似的=shi4de5 的确=di2que4
目的=mu4di4 目的地=mu4di4di4 得到=de2dao4 不得=bu4de2 取得=qu3de2 获得=huo4de2 得以=de2yi3 得知=de2zhi1
得力=de2li4 所得=suo3de2 必得=bi4dei3 还得=hai2dei3 间断=jian4duan4 间隔=jian4ge2 间歇=jian4xie1
间接=jian4jie1 尽快=jin3kuai4 尽量=jin3liang4 尽早=jin3zao3 尽可能=jin3ke3neng2 堰塞=yan4se4 壅塞=yong1se4
阻塞=zu3se4 堵塞=du3se4 闭塞=bi4se4 淤塞=yu1se4 削坡=xiao1po1 模样=mu2yang4 模具=mu2ju4 溺=ni4 溺水=ni4shui3
防溺水=fang2ni4shui3 一个=yi2ge4 一定=yi2ding4 一切=yi2qie4 一律=yi2lv4 一旦=yi2dan4 一致=yi2zhi4 一样=yi2yang4
一次=yi2ci4 一下=yi2xia4 一遍=yi2bian4 一座=yi2zuo4 一辆=yi2liang4 一面=yi2mian4 一片=yi2pian4 一段=yi2duan4
一路=yi2lu4 一块=yi2kuai4 一位=yi2wei4 一项=yi2xiang4 一带=yi2dai4 一概=yi2gai4 一半=yi2ban4
一阵=yi2zhen4 一会=yi2hui4 一处=yi2chu4 一万=yi2wan4 一亿=yi2yi4 一户=yi2hu4 一栋=yi2dong4 一例=yi2li4
一般=yi4ban1 一起=yi4qi3 一直=yi4zhi2 一边=yi4bian1 一些=yi4xie1 一种=yi4zhong3 一批=yi4pi1 一条=yi4tiao2
一名=yi4ming2 一家=yi4jia1 一人=yi4ren2 一天=yi4tian1 一年=yi4nian2 一旁=yi4pang2 一同=yi4tong2 一时=yi4shi2
一百=yi4bai3 一千=yi4qian1 一点=yi4dian3 一米=yi4mi3 一公里=yi4gong1li3 一小时=yi4xiao3shi2 一分钟=yi4fen1zhong1
十一点=shi2yi1dian3 十一人=shi2yi1ren2 十一个=shi2yi1ge4 十一户=shi2yi1hu4 十一天=shi2yi1tian1 十一米=shi2yi1mi3
十一万=shi2yi1wan4 十一名=shi2yi1ming2 十一次=shi2yi1ci4 第一次=di4yi1ci4 第一个=di4yi1ge4 第一名=di4yi1ming2
第一批=di4yi1pi1 第一时间=di4yi1shi2jian1 第一=di4yi1 统一=tong3yi1 唯一=wei2yi1 万一=wan4yi1 之一=zhi1yi1
周一=zhou1yi1 星期一=xing1qi1yi1 初一=chu1yi1 单一=dan1yi1 两个=liang3ge4 个=ge4 血压=xue4ya1 流血=liu2xue4
出血=chu1xue4 供水=gong1shui3 提供=ti2gong1 暴露=bao4lu4 扎实=zha1shi5 驻扎=zhu4zha1 挨家挨户=ai1jia1ai1hu4
挨户=ai1hu4 划定=hua4ding4 划分=hua4fen1 计划=ji4hua4 划船=hua2chuan2 称职=chen4zhi2 强降雨=qiang2jiang4yu3
勉强=mian3qiang3 大夫=dai4fu5 参差=cen1ci1 巷道=hang4dao4 藏匿=cang2ni4 西藏=xi1zang4 传单=chuan2dan1 
幺=yao1 卡住=qia3zhu4 关卡=guan1qia3 盛水=cheng2shui3 下载=xia4zai4 夹带=jia1dai4 折断=zhe2duan4 落下=luo4xia4
)";
}

std::u32string_view falling_tone_characters() {
  return U"唉艾碍爱隘按暗岸胺案盎傲奥懊澳坝霸爸败拜稗拌伴瓣半办绊棒磅蚌镑傍谤抱报暴豹鲍爆辈背贝钡倍狈备惫焙被笨泵蹦迸碧"
         U"蓖蔽毕毙毖币"
         U"庇痹闭敝弊必辟壁臂避陛便变卞辨辩辫遍摈病并埠布步簿部怖菜蔡灿厕策侧册测蹭岔差诧颤畅唱倡撤掣彻澈趁衬澄秤赤翅斥"
         U"炽臭矗搐触处"
         U"串创绰刺赐次凑醋簇促篡窜脆瘁粹淬翠寸措挫错大戴带殆代贷袋待怠旦氮但惮淡诞弹蛋荡档倒到稻悼道盗瞪凳邓蒂第帝弟递"
         U"缔靛垫电佃甸"
         U"店惦奠淀殿掉吊钓调锭定订动栋恫冻洞斗豆逗痘杜镀肚度渡妒锻段断缎兑队对顿钝盾遁垛跺舵剁惰堕恶厄扼遏鄂饿二贰珐范"
         U"贩犯饭泛放吠"
         U"肺废沸费奋份忿愤粪缝奉凤赴副覆赋复付阜父腹负富讣附妇缚概钙盖溉赣杠告铬各更贡共垢构购够故顾固雇挂褂怪冠罐惯灌"
         U"贯逛桂柜跪贵"
         U"刽棍过氦亥害骇翰撼捍旱憾悍焊汗汉耗号浩赫褐鹤贺恨虹厚候后护互沪户画划化话坏换患唤痪豢焕涣宦幻慧卉惠晦贿秽会烩"
         U"汇讳诲绘混获"
         U"或惑霍货祸缉蓟技冀季伎祭剂悸济寄寂计记既忌际妓继纪价架驾嫁荐鉴践贱见键箭件健舰剑饯渐溅涧建酱降教酵轿较叫窖戒"
         U"芥界借介疥诫"
         U"届进靳晋禁近烬浸尽劲静境敬镜径痉靖竟竞净厩救旧臼舅咎就疚聚拒据巨具距踞锯俱句惧炬剧倦眷绢峻俊竣浚郡骏看抗亢炕"
         U"靠克刻客课控"
         U"扣寇酷库裤挎跨胯块筷侩快矿眶旷况馈愧溃困括扩廓阔蜡腊辣赖烂滥浪酪烙涝勒乐累擂肋类泪楞莉荔吏栗丽厉励砾历利傈例"
         U"俐痢立粒沥隶"
         U"力链恋炼练辆量晾亮谅撂镣廖料列裂烈劣猎赁吝另令六漏陋麓碌露路赂鹿潞禄录陆戮虑氯律率滤绿乱掠略论落洛骆络骂麦卖"
         U"迈脉曼慢漫谩"
         U"茂冒帽貌贸昧寐妹媚闷梦孟秘觅泌蜜密幂面庙妙蔑灭命谬末莫墨默沫漠寞陌墓暮幕募慕木目睦牧穆钠那娜纳耐奈闹淖内嫩匿"
         U"腻逆溺念酿尿"
         U"聂孽啮镊镍涅泞弄怒虐疟懦糯诺帕怕湃派盼畔判叛胖炮泡配佩沛碰僻屁譬片骗漂票聘破魄迫粕铺曝瀑契砌器气迄弃汽泣讫恰"
         U"洽堑嵌欠歉呛"
         U"鞘撬翘峭俏窍切怯窃沁庆趣去券劝却榷确雀让绕热韧任认刃妊纫日肉入褥瑞锐闰润若弱萨赛散丧瑟色涩煞晒擅赡膳善汕扇缮"
         U"上尚哨邵绍赦"
         U"摄射慑涉社设甚肾慎渗盛剩胜圣式示士世柿事拭誓逝势是嗜噬适仕侍释饰氏市恃室视试寿授售受瘦兽术述树束戍竖墅庶数漱"
         U"恕帅睡税瞬顺"
         U"舜硕朔烁肆寺嗣四伺似饲巳颂送宋讼诵素速粟僳塑溯宿肃蒜算碎岁穗遂隧祟挞蹋踏泰酞太态汰碳探叹炭趟烫套特替嚏惕涕剃"
         U"眺跳痛透兔蜕"
         U"褪退拓唾袜外万腕旺望忘妄为未蔚味畏胃喂魏位渭谓尉慰卫问瓮斡卧握沃坞戊雾晤物勿悟误系隙戏细下厦夏吓现献县腺馅羡"
         U"宪陷限线项巷"
         U"橡像向象孝校肖啸笑效械卸蟹懈泄泻谢屑信衅幸杏性姓嗅锈秀袖绣蓄酗叙旭序畜恤絮婿绪续眩绚血驯殉汛训讯逊迅亚讶咽艳"
         U"堰燕厌砚雁唁"
         U"彦焰宴谚验样漾药要耀页业叶曳腋夜液艺抑易邑屹亿役臆逸肄疫亦裔意毅忆义益溢诣议谊译异翼翌绎荫印硬映用右佑釉诱又"
         U"幼玉域芋郁遇"
         U"喻峪御愈欲狱育誉浴寓裕预豫驭苑愿怨院越跃钥岳粤月悦阅运蕴酝韵孕载再在暂赞脏葬躁噪造皂灶燥赠轧栅榨乍炸诈债寨蘸"
         U"栈占战站湛绽"
         U"杖丈帐账仗胀瘴障赵照罩兆肇召这浙震振镇阵正政症郑证志挚掷至致置帜峙制智秩稚质炙痔滞治窒重仲众咒皱宙昼骤柱助蛀"
         U"贮铸筑住注祝"
         U"驻拽撰赚篆撞壮状赘坠自渍字纵奏揍卒醉最罪柞做作坐座";
}

}  // namespace tongluo::speech
