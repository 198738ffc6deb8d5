#include "controller/diagnosis/report_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace tongluo::diagnosis {
namespace {

// A star stands for anything; what it stands for is put in the place of the same star of the other side.
struct Phrase {
  std::string_view en, zh;
};
constexpr Phrase kPhrases[] = {
    {"*, about * min left (estimated)", "*，估计还能运行 * 分钟"},
    {"about * min left (estimated)", "估计还能运行 * 分钟"},
    {"no mains; battery *", "市电中断；蓄电池 *"},
    {"no mains", "市电中断"},
    {"the cabinet's door is open", "箱门打开"},
    {"the tamper contact says that somebody is at the box", "防拆触点动作，有人在动箱体"},
    {"amplifier at * C", "功放 * °C"},
    {"* C in the cabinet", "箱内 * °C"},
    {"the amplifier's fan does not turn", "功放风扇不转"},
    {"the amplifier reports a fault of its own", "功放自报故障"},
    {"the horn line is open", "喇叭线开路"},
    {"the horn line is shorted", "喇叭线短路"},
    {"* % humidity", "湿度 * %"},
    {"device \"*\" does not answer", "设备“*”无应答"},
    {"sensor * is *, last value *", "*传感器*，上一数值 *"},
    {"sensor *", "*传感器"},
    {"the output followed the sound", "输出与声音相符"},
    {"the output is too low", "输出偏低"},
    {"the output was there only part of the time", "输出时有时无"},
    {"the amplifier gave no output", "功放无输出"},
    {"the microphone heard nothing of it", "拾音器没有听到"},
    {"the amplifier reports a fault", "功放报告故障"},
    {"there is no output sensor", "没有输出传感器"},
    {"the output sensor does not answer", "输出传感器无应答"},
    {"the output sensor shows impossible values", "输出传感器数值不可能"},
    {"the output sensor shows more than was played", "输出传感器数值高于播放内容"},
    {"the output sensor shows the same in silence", "输出传感器在静默时数值不变"},
    {"too little loud sound to judge by", "可供判断的响亮声音太少"},
    {"silent_amplifier: *", "*"},
    {"silent_horn: *", "*"},
    {"weak: *", "*"},
    {"first start", "首次启动"},
    {"orderly restart", "正常重启"},
    {"restart by command", "按指令重启程序"},
    {"device restarted by command", "按指令重启设备"},
    {"power", "断电"},
    {"crash", "程序崩溃"},
    {"*, * in * min: *", "*，* 次 / * 分钟：*"},
    {"*, * in * min", "*，* 次 / * 分钟"},
    {"the file system is read-only", "文件系统只读"},
    {"the file system is full: no room for the journal's reserve", "文件系统已满：没有日志的预留空间"},
    {"the file system is full: * left", "文件系统已满：剩余 *"},
    {"a write failed", "写入失败"},
    {"over: *", "已恢复：*"},
};

// Parts of a phrase: sensors and their states.
constexpr Phrase kWords[] = {
    {"amplifier_relay", "功放继电器"},
    {"amplifier_fault", "功放故障"},
    {"output_level", "输出电平"},
    {"output_current", "输出电流"},
    {"line_open", "线路开路"},
    {"line_short", "线路短路"},
    {"amplifier_temperature", "功放温度"},
    {"fan_speed", "风扇转速"},
    {"fan_fault", "风扇故障"},
    {"mains_present", "市电"},
    {"mains_voltage", "市电电压"},
    {"battery_voltage", "蓄电池电压"},
    {"battery_current", "蓄电池电流"},
    {"battery_charge", "蓄电池电量"},
    {"solar_voltage", "太阳能电压"},
    {"solar_power", "太阳能功率"},
    {"cabinet_temperature", "箱内温度"},
    {"door_open", "箱门"},
    {"humidity", "湿度"},
    {"tamper", "防拆"},
    {"push_to_talk", "话筒按键"},
    {"contradicted", "与其他数值矛盾"},
    {"stuck", "数值不变"},
    {"jumping", "数值跳动"},
    {"out of range", "超出量程"},
    {"absent", "不存在"},
    {"silent", "无应答"},
    {"without power", "断电"},
};

constexpr std::size_t kMaxStars = 4;
struct Stars {
  std::array<std::string_view, kMaxStars> held;
  std::size_t count = 0;
};

// The stars, if the phrase fits; each is as short as it can be.
std::optional<Stars> fitted(std::string_view said, std::string_view pattern) {
  Stars stars;
  while (true) {
    const std::size_t star = pattern.find('*');
    const std::string_view fixed = pattern.substr(0, star);
    if (!said.starts_with(fixed)) return std::nullopt;
    said.remove_prefix(fixed.size());
    if (star == pattern.npos) return said.empty() ? std::optional(stars) : std::nullopt;
    pattern.remove_prefix(star + 1);
    const std::string_view next = pattern.substr(0, pattern.find('*'));
    const std::size_t end = next.empty()                    ? said.size()
                            : next.size() == pattern.size() ? said.rfind(next)
                                                            : said.find(next);
    if (end == said.npos || end == 0) return std::nullopt;
    stars.held[stars.count++] = said.substr(0, end);
    said.remove_prefix(end);
  }
}

bool is_measure(std::string_view said) {
  const auto letters =
      std::count_if(said.begin(), said.end(), [](char c) { return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z'); });
  return letters <= 3 && said.find_first_of("0123456789") != said.npos;
}

std::string part_in_chinese(std::string_view said);

std::optional<std::string> known_phrase(std::string_view said) {
  for (const Phrase& phrase : kPhrases) {
    const auto stars = fitted(said, phrase.en);
    if (!stars) continue;
    std::string text;
    std::size_t next = 0;
    for (const char c : phrase.zh) text += c == '*' ? part_in_chinese(stars->held[next++]) : std::string(1, c);
    return text;
  }
  return std::nullopt;
}

std::string part_in_chinese(std::string_view said) {
  for (const Phrase& word : kWords)
    if (word.en == said) return std::string(word.zh);
  return known_phrase(said).value_or(std::string(said));
}

struct RefusalRow {
  Refusal reason;
  std::string_view zh, en;
};
constexpr RefusalRow kRefusals[] = {
    {Refusal::no_trust_list, "还没有信任清单", "it has no trust list"},
    {Refusal::trust_list_expired, "信任清单已过期", "its trust list has expired"},
    {Refusal::trust_list_stale, "信任清单久未确认", "its trust list is stale"},
    {Refusal::unknown_key, "签名密钥不在它的信任清单上", "the key is not on its trust list"},
    {Refusal::no_place, "还没有地点记录", "it has no place record"},
    {Refusal::clock_unsynchronised, "时钟未校准", "its clock is not synchronised"},
    {Refusal::issued_in_future, "签发时间在将来（时钟不对）", "issued in the future (a wrong clock)"},
    {Refusal::storage_failed, "未能保存", "it could not be stored"},
    {Refusal::replay_memory_full, "防重放记录已满", "its memory against replays is full"},
    {Refusal::unsupported, "固件不支持", "its firmware does not support it"},
    {Refusal::reader_too_old, "固件太旧，读不懂", "its firmware is too old to read it"},
};

}  // namespace

std::string in_chinese(std::string_view said) {
  if (said.empty() || is_measure(said)) return std::string(said);
  if (auto phrase = known_phrase(said)) return *phrase;
  return "“" + std::string(said) + "”";
}

std::string told_zh(std::string_view said) { return said.empty() ? std::string() : "：" + in_chinese(said); }

std::string told_en(std::string_view said) { return said.empty() ? std::string() : ": " + std::string(said); }

Text refusal_words(Refusal reason) {
  for (const RefusalRow& row : kRefusals)
    if (row.reason == reason) return {std::string(row.zh), std::string(row.en)};
  const std::string name(to_string(reason));
  return {name, name};
}

}  // namespace tongluo::diagnosis
