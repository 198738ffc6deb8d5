#include "terminal-fw/main/modem_desk.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cstdlib>
#include <spdlog/spdlog.h>

namespace tongluo::firmware {
namespace {

using modem::ModemHealth;
using modem::ModemState;
using modem::SimState;

// A level that moves by less costs no heartbeat a byte.
void steady(std::optional<int> fresh, std::optional<int>& shown) {
  constexpr int kBandDb = 4;
  if (!fresh || !shown || std::abs(*fresh - *shown) > kBandDb) shown = fresh;
}

// Nothing for what is not known: the wire has no zero for it.
template <class Enum>
std::optional<std::int32_t> known(Enum value) {
  return value == Enum::unknown ? std::nullopt : std::optional(static_cast<std::int32_t>(value));
}

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

std::string signal_text(const ModemState& state) {
  std::string text = state.rssi_dbm ? std::to_string(*state.rssi_dbm) + " dBm" : "-";
  if (state.rsrp_dbm) text += ", RSRP " + std::to_string(*state.rsrp_dbm) + " dBm";
  return text;
}

std::string use_text(const modem::StoredUse& use) {
  constexpr std::uint64_t kKibi = 1'024;
  const std::string month = use.month == 0 ? "since an unknown day" : "in " + std::to_string(use.month);
  return std::to_string(use.octets / kKibi) + " KiB used " + month;
}

// What is worth a line: the signal is not, it moves all the time.
bool told_apart(const board::ModemReport& a, const board::ModemReport& b) {
  ModemState before = a.modem;
  before.rssi_dbm = b.modem.rssi_dbm;
  before.rsrp_dbm = b.modem.rsrp_dbm;
  return before != b.modem || a.port_trouble != b.port_trouble;
}

void log_report(const board::ModemReport& report) {
  const ModemState& state = report.modem;
  spdlog::info("event=modem health={} sim={} registration=\"{}\" operator=\"{}\" iccid={} imsi={} signal=\"{}\"{}",
               to_string(state.health), to_string(state.sim), to_string(state.registration), state.operator_name,
               or_dash(state.iccid), or_dash(modem::shortened(state.imsi)), signal_text(state),
               report.port_trouble.empty() ? "" : " trouble=\"" + report.port_trouble + "\"");
}

}  // namespace

ModemDesk::ModemDesk(boost::asio::io_context& context, board::ModemSettings settings, std::function<void()> changed)
    : context_(context),
      has_modem_(!settings.device.empty()),
      changed_(std::move(changed)),
      thread_(std::move(settings), [this] {
        if (!told_.exchange(true)) boost::asio::post(context_, [this] { take(); });
      }) {}

void ModemDesk::take() {
  told_ = false;
  board::ModemReport fresh = thread_.report();
  steady(fresh.modem.rssi_dbm ? fresh.modem.rssi_dbm : fresh.modem.rsrp_dbm, shown_signal_dbm_);
  steady(fresh.modem.rsrp_dbm, shown_rsrp_dbm_);
  const bool log = has_modem_ && told_apart(report_, fresh);
  report_ = std::move(fresh);
  if (log) log_report(report_);
  changed_();
}

std::optional<int> ModemDesk::signal_dbm() const {
  return report_.modem.rssi_dbm ? report_.modem.rssi_dbm : report_.modem.rsrp_dbm;
}

void ModemDesk::add_status(wire::TerminalStatus& status) const {
  constexpr std::uint64_t kMebi = 1'024 * 1'024;
  constexpr std::uint64_t kMostMib = 1'000'000;
  using wire::StatusField;
  status.set(StatusField::signal_dbm, shown_signal_dbm_);
  status.set(StatusField::rsrp_dbm, shown_rsrp_dbm_);
  status.set(StatusField::sim_card, known(report_.modem.sim));
  status.set(StatusField::registration, known(report_.modem.registration));
  if (report_.use)
    status.set(StatusField::data_used_mib, static_cast<std::int32_t>(std::min(report_.use->octets / kMebi, kMostMib)));
}

std::optional<wire::ModemIdentity> ModemDesk::identity() const {
  const ModemState& state = report_.modem;
  if (state.iccid.empty() && state.imsi.empty() && state.operator_name.empty()) return std::nullopt;
  const auto cut = [](const std::string& text) { return text.substr(0, wire::kMaxModemText); };
  return wire::ModemIdentity{cut(state.iccid), cut(state.imsi), cut(state.operator_name)};
}

std::optional<bool> ModemDesk::served() const {
  const ModemState& state = report_.modem;
  if (!has_modem_ || state.health == ModemHealth::unknown) return std::nullopt;
  return state.health != ModemHealth::silent && state.sim == SimState::ready && is_registered(state.registration);
}

std::vector<std::string> ModemDesk::lines() const {
  const ModemState& state = report_.modem;
  std::vector<std::string> lines;
  if (has_modem_) {
    lines.push_back(std::string(to_string(state.health)) + ", IMEI " + or_dash(state.imei) +
                    (report_.port_trouble.empty() ? "" : ", " + report_.port_trouble));
    lines.push_back("SIM " + std::string(to_string(state.sim)) + ", ICCID " + or_dash(state.iccid) + ", IMSI " +
                    or_dash(modem::shortened(state.imsi)));
    lines.push_back(std::string(to_string(state.registration)) + ", " + or_dash(state.operator_name) + ", signal " +
                    signal_text(state));
  }
  if (report_.use) lines.push_back(use_text(*report_.use));
  return lines;
}

}  // namespace tongluo::firmware
