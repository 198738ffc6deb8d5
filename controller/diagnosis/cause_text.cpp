#include "controller/diagnosis/cause_text.hpp"

#include <array>

#include "protocol/base/assert.hpp"

namespace tongluo::diagnosis {
namespace {

constexpr std::array kTexts = {
    CauseText{Cause::well, "well", "正常", "well", "无需处理。", "Nothing to do."},
    CauseText{Cause::just_started, "just_started", "控制端刚启动", "the controller has just started",
              "等待两个心跳周期（约四分钟）后再看，不必出车。",
              "Wait for two heartbeat intervals (about four minutes) and look again; do not drive out."},
    CauseText{
        Cause::never_seen, "never_seen", "从未连接", "it has never connected",
        "核对终端编号与控制端地址；现场运行 tongluo-terminal status，检查 SIM 卡与天线。",
        "Check terminal id and controller address; on site run `tongluo-terminal status`, check SIM and antenna."},
    CauseText{Cause::area_outage, "area_outage", "本地区大面积离线", "the whole place is offline",
              "先问供电所和运营商：同乡镇其他终端也离线；恢复前不必上门修这一台。",
              "Ask the power company and the mobile operator first: its neighbours are offline too. Do not drive to "
              "this one yet."},
    CauseText{Cause::power, "power", "断电", "no mains power",
              "检查电表、空气开关与防雷器；确认市电后合闸，再看心跳是否恢复。",
              "Check meter, breaker and surge arrester; when the mains are there, close the breaker and wait for a "
              "heartbeat."},
    CauseText{Cause::battery, "battery", "蓄电池不足", "the battery is weak",
              "测量蓄电池电压与充电电流；低于 11.8 V 或使用超过三年则更换。",
              "Measure battery voltage and charging current; replace it below 11.8 V or after three years."},
    CauseText{Cause::link, "link", "SIM 卡或天线", "SIM card or antenna",
              "查 SIM 卡是否欠费或流量用尽；检查天线接头和朝向；现场用 tongluo-terminal status 看信号。",
              "Ask whether the SIM is paid and has data left; check the antenna's plug and direction; read the signal "
              "with `tongluo-terminal status`."},
    CauseText{
        Cause::certificate, "certificate", "证书", "certificate",
        "证书已过期或不可用：在控制端为该终端续发证书，现场重新登记（登记码）。",
        "Its certificate has expired or cannot be used: issue a new one, or enrol it again on site with a claim code."},
    CauseText{
        Cause::clone, "clone", "身份重复", "two devices share its identity",
        "两台设备使用同一身份：找出被替换的旧机并断电，吊销旧证书后重新登记。",
        "Two devices use this identity: find the replaced one and switch it off, revoke its certificate, enrol anew."},
    CauseText{Cause::clock, "clock", "时钟", "clock",
              "时钟未同步：检查控制端 time 密钥是否有效；若跳变反复出现，更换主板纽扣电池。",
              "The clock is not synchronised: check that the controller's time key is valid; if it keeps jumping, "
              "replace the board's coin cell."},
    CauseText{
        Cause::trust, "trust", "信任列表或地点记录", "trust list or place record",
        "下发新的信任列表和地点记录（tongluo trust、tongluo provision）；终端不需要上门。",
        "Issue a new trust list or place record (`tongluo trust`, `tongluo provision`); nobody needs to drive out."},
    CauseText{Cause::amplifier, "amplifier", "功放", "amplifier",
              "检查功放供电、保险丝和继电器；运行 tongluo-terminal selftest，仍无输出则更换功放。",
              "Check the amplifier's supply, fuse and relay; run `tongluo-terminal selftest`; replace it if there is "
              "still no output."},
    CauseText{Cause::horn, "horn", "喇叭线路", "horn or its line",
              "量喇叭线：开路查接头和断线，短路查进水和破皮；阻抗应接近标称值。",
              "Measure the horn line: open, look for a broken joint; shorted, for water or damaged insulation. "
              "Impedance must be near nominal."},
    CauseText{Cause::sound_device, "sound_device", "声卡", "sound device",
              "重启终端（tongluo maintain 终端 reboot）；仍失败则检查音频板插接，必要时更换。",
              "Restart the terminal (`tongluo maintain TERMINAL reboot`); if it fails again, reseat or replace the "
              "audio board."},
    CauseText{Cause::storage, "storage", "存储", "storage",
              "存储写入失败或已满：取日志（tongluo maintain 终端 log），更换存储卡后重新登记。",
              "Storage fails or is full: fetch the log (`tongluo maintain TERMINAL log`); replace the card and "
              "provision it again."},
    CauseText{Cause::firmware, "firmware", "固件", "firmware",
              "升级固件；若处于安全模式，先取日志，再升级或退回上一版本。",
              "Update the firmware; if it runs in safe mode, fetch its log first, then update or return to the version "
              "before."},
    CauseText{Cause::temperature, "temperature", "温度过高", "too hot", "检查风扇、滤网和遮阳；清灰后观察温度。",
              "Check fan, filter and sun shade; clean it and watch the temperature."},
    CauseText{Cause::door, "door", "箱门打开", "the door is open", "派人查看：可能被人打开或未关；关门上锁。",
              "Send somebody to look: it was opened or not closed; lock it."},
    CauseText{Cause::restarts, "restarts", "反复重启", "it keeps restarting",
              "查电源接触和电池；取日志看重启原因（tongluo maintain 终端 log）。",
              "Check the supply's contacts and the battery; read why it restarts in its log (`tongluo maintain "
              "TERMINAL log`)."},
    CauseText{Cause::humidity, "humidity", "箱内潮湿", "it is damp inside",
              "检查箱门密封条、进线口和排水孔；擦干并更换干燥剂。",
              "Check the door's seal, the cable glands and the drain; dry it and renew the desiccant."},
    CauseText{Cause::field_bus, "field_bus", "现场总线设备无应答", "a device on the field bus does not answer",
              "检查该设备供电、地址与 RS-485 接线（A/B 是否接反、终端电阻）；现场运行 tongluo-terminal levels。",
              "Check that device's supply and address and the RS-485 wires (A and B swapped, termination); on site run "
              "`tongluo-terminal levels`."},
    CauseText{Cause::sensor, "sensor", "传感器数值不可信", "a sensor tells what cannot be true",
              "检查该传感器接线和寄存器表；终端不采信其读数，播放不受影响，下次巡检时更换。",
              "Check that sensor's wires and the register map; the terminal does not believe it and plays on: replace "
              "it at the next visit."},
    CauseText{
        Cause::tamper, "tamper", "有人动过箱体", "somebody is at the box",
        "立即派人查看并联系当地派出所或村委；核对箱内设备、SIM 卡和接线，拍照留证。",
        "Send somebody at once and call the village or the police; check what is in the box, its SIM card and its "
        "wires, and take photographs."},
};

}  // namespace

const CauseText& text_of(Cause cause) {
  const auto index = static_cast<std::size_t>(cause);
  TL_ASSERT(index < kTexts.size() && kTexts[index].cause == cause);
  return kTexts[index];
}

}  // namespace tongluo::diagnosis
