// What a terminal says of its SIM card, its mobile network and its signal: now, or last before it fell silent.

#include "controller/diagnosis/limits.hpp"
#include "controller/diagnosis/rules.hpp"

namespace tongluo::diagnosis {
namespace {

struct ModemRow {
  Severity speaking;  // while it is heard by another way; else it is mute
  unsigned certainty_percent;
  Text evidence, instruction;
};

ModemRow row_of(SimCard sim) {
  switch (sim) {
    case SimCard::absent:
      return {Severity::degraded,
              95,
              {"调制解调器报告没有 SIM 卡", "its modem says that there is no SIM card"},
              {"打开箱体，取出 SIM 卡擦净触点后重新插紧；仍无卡则更换卡托或 SIM 卡。",
               "Open the box, clean the SIM card's contacts and seat it again; if it is still missing, replace holder "
               "or card."}};
    case SimCard::locked:
      return {Severity::degraded,
              95,
              {"SIM 卡要求 PIN 或 PUK", "its SIM card asks for a PIN or PUK"},
              {"联系运营商解锁并关闭该卡的 PIN；终端不保存 PIN。",
               "Have the operator unlock the card and switch its PIN off; the terminal keeps no PIN."}};
    default:
      return {
          Severity::degraded,
          85,
          {"SIM 卡无法读取", "its SIM card cannot be read"},
          {"重新插卡；仍无法读取则向运营商换卡。", "Seat the card again; if it still cannot be read, get a new one."}};
  }
}

ModemRow row_of(Registration registration) {
  switch (registration) {
    case Registration::denied:
      return {
          Severity::degraded,
          90,
          {"网络拒绝注册", "the network refuses its registration"},
          {"问运营商：是否停机、欠费、流量用尽，或卡与设备绑定不符；不必先上门。",
           "Ask the operator: is the card suspended, unpaid, out of data or bound to another device? No need to drive "
           "out first."}};
    case Registration::roaming:
      return {Severity::notice,
              80,
              {"正在漫游", "it is roaming"},
              {"查看流量与资费；若在本地，调整天线朝向本网基站，或换用覆盖更好的运营商的卡。",
               "Watch data and cost; if it stands at home, turn the antenna to its own network or use an operator with "
               "better coverage."}};
    default:
      return {
          Severity::degraded,
          85,
          {"未注册到移动网络", "it is registered in no mobile network"},
          {"检查天线接头、馈线和朝向；用手机确认当地有信号；仍搜不到则换卡试。",
           "Check the antenna's plug, cable and direction; see with a telephone whether there is coverage; then try "
           "another card."}};
  }
}

void add_row(const Condition& condition, const ModemRow& row, Findings& findings) {
  const bool silent = is_silent(condition);
  const Severity severity = !silent                            ? row.speaking
                            : row.speaking == Severity::notice ? Severity::notice
                                                               : Severity::mute;
  Text evidence = row.evidence;
  if (silent) evidence = {"失联前：" + evidence.zh, "before it fell silent: " + evidence.en};
  findings.add(Cause::link, severity, row.certainty_percent, std::move(evidence), row.instruction);
}

void judge_reference_signal(const Condition& condition, int rsrp_dbm, Findings& findings) {
  const std::string level = std::to_string(rsrp_dbm) + " dBm";
  add_row(condition,
          {Severity::degraded,
           80,
           {"LTE 参考信号弱：" + level, "weak LTE reference signal: " + level},
           {"检查天线接头和朝向，抬高天线或换高增益天线；目标优于 -105 dBm。",
            "Check the antenna's plug and direction, raise it or use one with more gain; better than -105 dBm is the "
            "aim."}},
          findings);
}

}  // namespace

void judge_modem(const Condition& condition, Findings& findings) {
  if (!condition.telemetry) return;
  const Telemetry& telemetry = *condition.telemetry;
  const SimCard sim = telemetry.sim.value_or(SimCard::unknown);
  const Registration registration = telemetry.registration.value_or(Registration::unknown);
  if (sim >= SimCard::absent) return add_row(condition, row_of(sim), findings);  // without a card the rest follows
  if (registration != Registration::unknown && registration != Registration::home)
    add_row(condition, row_of(registration), findings);
  if (telemetry.rsrp_dbm && *telemetry.rsrp_dbm <= kWeakRsrpDbm)
    judge_reference_signal(condition, *telemetry.rsrp_dbm, findings);
}

}  // namespace tongluo::diagnosis
