#include "terminal-fw/modem/at_dialogue.hpp"

#include <algorithm>
#include <array>

#include "terminal-fw/modem/at_replies.hpp"

namespace tongluo::modem {
namespace {

enum class Ask : std::uint8_t { prepare, imei, sim, imsi, iccid, rssi, signal, lte, gprs, circuit, operator_name };

constexpr std::array<std::string_view, 5> kIccidWays = {"AT+CCID", "AT+ICCID", "AT+QCCID", "AT+CICCID", "AT^ICCID?"};
constexpr std::string_view kCall = "AT";

}  // namespace

struct AtDialogue::Command {
  Ask ask;
  std::string_view text;
  milliseconds timeout;
};

// One round, in this order.
std::span<const AtDialogue::Command> AtDialogue::commands() {
  static constexpr std::array kCommands = {Command{Ask::prepare, "ATE0", kQuickTimeout},
                                           Command{Ask::prepare, "AT+CMEE=1", kQuickTimeout},
                                           Command{Ask::prepare, "AT+COPS=3,0", kSlowTimeout},
                                           Command{Ask::imei, "AT+CGSN", kQuickTimeout},
                                           Command{Ask::sim, "AT+CPIN?", kSlowTimeout},
                                           Command{Ask::imsi, "AT+CIMI", kSlowTimeout},
                                           Command{Ask::iccid, "", kSlowTimeout},
                                           Command{Ask::rssi, "AT+CSQ", kQuickTimeout},
                                           Command{Ask::signal, "AT+CESQ", kQuickTimeout},
                                           Command{Ask::lte, "AT+CEREG?", kQuickTimeout},
                                           Command{Ask::gprs, "AT+CGREG?", kQuickTimeout},
                                           Command{Ask::circuit, "AT+CREG?", kQuickTimeout},
                                           Command{Ask::operator_name, "AT+COPS?", kSlowTimeout}};
  return kCommands;
}

bool AtDialogue::wanted(const Command& command) const {
  switch (command.ask) {
    case Ask::prepare:
      return !prepared_;
    case Ask::imei:
      return state_.imei.empty();
    case Ask::imsi:
      return state_.sim == SimState::ready && state_.imsi.empty();
    case Ask::iccid:
      return state_.sim == SimState::ready && state_.iccid.empty();
    default:
      return true;
  }
}

void AtDialogue::on_port(SteadyTime now, bool open) {
  lines_.clear();
  if (open && phase_ == Phase::closed) {
    prepared_ = false;
    phase_ = Phase::pausing;
    due_ = now;
  } else if (!open) {
    phase_ = Phase::closed;
    due_ = SteadyTime::max();
    state_.health = ModemHealth::silent;
    forget_readings();
  }
}

SteadyTime AtDialogue::next_deadline() const { return phase_ == Phase::ready ? SteadyTime::min() : due_; }

AtCounters AtDialogue::counters() const {
  AtCounters counters = counters_;
  counters.dropped_lines = lines_.dropped();
  return counters;
}

std::optional<std::string> AtDialogue::next_write(SteadyTime now) {
  if (phase_ != Phase::ready && now < due_) return std::nullopt;
  switch (phase_) {
    case Phase::closed:
      return std::nullopt;
    case Phase::calling:
    case Phase::asking:
      failed(now);
      return std::nullopt;
    case Phase::pausing:
      lines_.clear();
      phase_ = Phase::calling;
      due_ = now + SteadyTime::duration(kQuickTimeout);
      ++counters_.commands;
      return std::string(kCall) + "\r";
    case Phase::quiet:
    case Phase::resting:
      phase_ = Phase::ready;
      command_ = 0;
      iccid_tries_ = 0;
      round_began_ = now;
      break;
    case Phase::ready:
      break;
  }
  return write_next(now);
}

std::optional<std::string> AtDialogue::write_next(SteadyTime now) {
  while (command_ < commands().size() && !wanted(commands()[command_])) ++command_;
  if (command_ == commands().size()) {
    prepared_ = true;
    phase_ = Phase::resting;
    due_ = std::max(now, round_began_ + SteadyTime::duration(kPollInterval));
    return std::nullopt;
  }
  const Command& command = commands()[command_];
  phase_ = Phase::asking;
  answered_ = false;
  due_ = now + SteadyTime::duration(command.timeout);
  ++counters_.commands;
  return std::string(command.ask == Ask::iccid ? kIccidWays[iccid_way_] : command.text) + "\r";
}

void AtDialogue::on_bytes(SteadyTime now, ByteView bytes) {
  for (const std::byte value : bytes) {
    if (phase_ == Phase::quiet) due_ = std::min(quiet_end_, now + SteadyTime::duration(kQuietTime));
    if (const auto line = lines_.feed(value)) on_line(now, *line);
  }
}

void AtDialogue::on_line(SteadyTime now, const std::string& line) {
  if (phase_ == Phase::closed || phase_ == Phase::pausing || on_restart(now, line)) return;
  const auto result = parse_final(line);
  if (phase_ == Phase::calling) {
    if (!result) return;
    phase_ = Phase::quiet;
    due_ = now + SteadyTime::duration(kQuietTime);
    quiet_end_ = now + SteadyTime::duration(kLongestQuiet);
  } else if (phase_ == Phase::asking && result) {
    on_answer_end(*result);
  } else if (phase_ == Phase::asking && !answered_) {
    on_answer(line);
  } else {
    on_report(line);
  }
}

// It was switched on anew: nothing that was set is set.
bool AtDialogue::on_restart(SteadyTime now, std::string_view line) {
  if (line != "RDY" && line != "START") return false;
  ++counters_.restarts;
  prepared_ = false;
  state_.health = ModemHealth::troubled;
  forget_readings();
  phase_ = Phase::pausing;
  due_ = now + SteadyTime::duration(kFirstPause);
  return true;
}

// Unasked, or between the answer and its end.
void AtDialogue::on_report(std::string_view line) {
  if (const auto sim = parse_cpin(line)) set_sim(*sim);
  if (const auto value = parse_registration(line, "CEREG")) sources_.lte = *value;
  if (const auto value = parse_registration(line, "CGREG")) sources_.gprs = *value;
  if (const auto value = parse_registration(line, "CREG")) sources_.circuit = *value;
  settle();
}

void AtDialogue::on_answer(std::string_view line) {
  const auto take = [this](std::string& field, std::optional<std::string> value) {
    if (!value) return;
    field = std::move(*value);
    answered_ = true;
  };
  switch (commands()[command_].ask) {
    case Ask::imei:
      return take(state_.imei, parse_imei(line));
    case Ask::imsi:
      return take(state_.imsi, parse_imsi(line));
    case Ask::iccid:
      return take(state_.iccid, parse_iccid(line));
    case Ask::operator_name:
      return take(state_.operator_name, parse_cops(line));
    case Ask::rssi:
      if (line.starts_with("+CSQ")) sources_.csq_dbm = parse_csq(line);
      break;
    case Ask::signal:
      if (const auto signal = parse_cesq(line)) {
        state_.rsrp_dbm = signal->rsrp_dbm;
        sources_.cesq_dbm = signal->rssi_dbm;
      }
      break;
    default:
      break;
  }
  on_report(line);
}

void AtDialogue::on_answer_end(const FinalResult& result) {
  failures_ = 0;
  state_.health = ModemHealth::answering;
  if (!result.ok) on_refused();
  if (result.sim) set_sim(*result.sim);
  settle();
  phase_ = Phase::ready;
  if (commands()[command_].ask != Ask::iccid || answered_ || !try_next_way()) ++command_;
}

// For the card's number; false: all were tried in this round.
bool AtDialogue::try_next_way() {
  iccid_way_ = (iccid_way_ + 1) % kIccidWays.size();
  return ++iccid_tries_ % kIccidWays.size() != 0;
}

// What it said earlier is no longer so.
void AtDialogue::on_refused() {
  ++counters_.errors;
  switch (commands()[command_].ask) {
    case Ask::sim:
      return set_sim(SimState::unknown);
    case Ask::rssi:
      return sources_.csq_dbm.reset();
    case Ask::signal:
      sources_.cesq_dbm.reset();
      return state_.rsrp_dbm.reset();
    case Ask::lte:
      sources_.lte = Registration::unknown;
      return;
    case Ask::gprs:
      sources_.gprs = Registration::unknown;
      return;
    case Ask::circuit:
      sources_.circuit = Registration::unknown;
      return;
    case Ask::operator_name:
      return state_.operator_name.clear();
    default:
      return;
  }
}

// Another card may come after one that is gone.
void AtDialogue::set_sim(SimState sim) {
  state_.sim = sim;
  if (sim == SimState::ready || sim == SimState::unknown) return;
  state_.imsi.clear();
  state_.iccid.clear();
  state_.operator_name.clear();
}

// What carries our data counts; a modem that tells nothing of that is asked for its telephone side.
void AtDialogue::settle() {
  state_.registration = std::max(sources_.lte, sources_.gprs);
  if (state_.registration == Registration::unknown) state_.registration = sources_.circuit;
  state_.rssi_dbm = sources_.csq_dbm ? sources_.csq_dbm : sources_.cesq_dbm;
}

void AtDialogue::failed(SteadyTime now) {
  ++counters_.timeouts;
  const std::uint32_t doublings = std::min<std::uint32_t>(failures_, 16);
  ++failures_;
  state_.health = failures_ < kSilentAfter ? ModemHealth::troubled : ModemHealth::silent;
  if (state_.health == ModemHealth::silent) forget_readings();
  phase_ = Phase::pausing;
  due_ = now + SteadyTime::duration(std::min<milliseconds>(kLastPause, kFirstPause * (1 << doublings)));
  prepared_ = false;  // it may have been switched off and on
}

// Who the modem is stays; the rest may have changed, the card too.
void AtDialogue::forget_readings() {
  const std::string imei = std::move(state_.imei);
  const ModemHealth health = state_.health;
  state_ = {};
  state_.imei = imei;
  state_.health = health;
  sources_ = {};
}

}  // namespace tongluo::modem
