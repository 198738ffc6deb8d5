#include "controller/core/terminal_memory.hpp"

#include <algorithm>

namespace tongluo::controller {
namespace {

using diagnosis::Report;

constexpr auto kReportWindow = std::chrono::hours(24);  // reports of a kind are counted within it

std::optional<Report> report_of(wire::EventKind kind) {
  switch (kind) {
    case wire::EventKind::storage_error:
      return Report::storage_error;
    case wire::EventKind::clock_jump:
      return Report::clock_jump;
    case wire::EventKind::clip_corrupt:
      return Report::clip_corrupt;
    case wire::EventKind::sound_fault:
      return Report::sound_fault;
    case wire::EventKind::mains_lost:
      return Report::mains_lost;
    case wire::EventKind::battery_low:
      return Report::battery_low;
    case wire::EventKind::door_open:
      return Report::door_open;
    case wire::EventKind::over_temperature:
      return Report::over_temperature;
    case wire::EventKind::restarted:
      return Report::restarted;
    case wire::EventKind::safe_mode:
      return Report::safe_mode;
    case wire::EventKind::amplifier_fault:
      return Report::amplifier_fault;
    case wire::EventKind::horn_fault:
      return Report::horn_fault;
    case wire::EventKind::device_silent:
      return Report::device_silent;
    case wire::EventKind::sensor_implausible:
      return Report::sensor_implausible;
    case wire::EventKind::fan_fault:
      return Report::fan_fault;
    case wire::EventKind::humid:
      return Report::humid;
    case wire::EventKind::self_test:
      return Report::self_test;
    case wire::EventKind::tamper:
      return Report::tamper;
    default:
      return std::nullopt;
  }
}

// A newer terminal may know values that this controller does not.
template <class Enum>
std::optional<Enum> known_as(std::optional<std::int32_t> value, Enum last) {
  if (!value || *value <= 0 || *value > static_cast<std::int32_t>(last)) return std::nullopt;
  return static_cast<Enum>(*value);
}

diagnosis::Telemetry telemetry_of(const wire::TerminalStatus& status, bool degraded) {
  using wire::StatusField;
  const auto positive = [&status](StatusField field) {
    const auto value = status.get(field);
    return value ? std::optional(static_cast<std::uint32_t>(std::max(*value, 0))) : std::nullopt;
  };
  const auto flag = [&status](StatusField field) {
    const auto value = status.get(field);
    return value ? std::optional(*value != 0) : std::nullopt;
  };
  diagnosis::Telemetry telemetry;
  telemetry.degraded = degraded;
  telemetry.journal_free_percent = positive(StatusField::journal_free_percent);
  telemetry.signal_dbm = status.get(StatusField::signal_dbm);
  telemetry.rsrp_dbm = status.get(StatusField::rsrp_dbm);
  telemetry.sim = known_as<diagnosis::SimCard>(status.get(StatusField::sim_card), diagnosis::SimCard::faulty);
  telemetry.registration =
      known_as<diagnosis::Registration>(status.get(StatusField::registration), diagnosis::Registration::roaming);
  telemetry.data_used_mib = positive(StatusField::data_used_mib);
  telemetry.cabinet_c = status.get(StatusField::cabinet_celsius);
  telemetry.amplifier_c = status.get(StatusField::amplifier_celsius);
  telemetry.battery_percent = positive(StatusField::battery_percent);
  telemetry.battery_millivolts = positive(StatusField::battery_millivolts);
  telemetry.battery_minutes = positive(StatusField::battery_minutes);
  telemetry.mains_present = flag(StatusField::mains_present);
  telemetry.door_open = flag(StatusField::door_open);
  telemetry.self_test = static_cast<Outcome>(
      std::min(positive(StatusField::self_test_outcome).value_or(0), static_cast<std::uint32_t>(Outcome::refused)));
  return telemetry;
}

}  // namespace

void TerminalMemory::note_hello(WallTime now, const wire::Hello& hello, std::uint64_t offered) {
  if (dialled_.size() >= kMaxDialsRemembered) dialled_.erase(dialled_.begin());
  dialled_.push_back(now);
  // The first Hello of a boot is said before anybody told it the time.
  const bool was_told = boot_ == hello.boot_id;
  boot_ = hello.boot_id;
  clock_synchronised_ = was_told ? std::optional(hello.clock_synchronised) : std::nullopt;
  clock_ahead_ = was_told ? std::optional(hello.clock - now) : std::nullopt;
  trust_list_older_ = hello.trust_list_version < offered_list_;  // it was sent it before, and did not take it
  offered_list_ = std::max(offered_list_, offered);
}

bool TerminalMemory::note_heartbeat(WallTime now, std::uint64_t session, const wire::Heartbeat& heartbeat) {
  heard_ = true;
  degraded_ = heartbeat.state == wire::TerminalState::degraded;
  if (heartbeat.modem) modem_ = heartbeat.modem;
  if (heartbeat.status.base != 0 && session != status_session_) return false;
  status_session_ = session;
  if (!status_.take(heartbeat.sequence, heartbeat.status)) return false;
  end_reports(now);
  return true;
}

// The status says what goes on; the event that told its end may have been lost with a session.
void TerminalMemory::end_reports(WallTime now) {
  const auto alarms = status_.status().get(wire::StatusField::alarms);
  if (!alarms) return;
  for (unsigned kind = 1; kind <= static_cast<unsigned>(wire::kLastEventKind); ++kind) {
    if (!wire::goes_on(static_cast<wire::EventKind>(kind))) continue;
    const auto report = report_of(static_cast<wire::EventKind>(kind));
    const bool lasts = (static_cast<std::uint32_t>(*alarms) >> kind & 1U) != 0;
    for (Kept& kept : reports_)
      if (report == kept.kind && kept.seen.goes_on()) (lasts ? kept.seen.confirmed_at : kept.seen.over_at) = now;
  }
}

void TerminalMemory::note_event(WallTime now, const wire::Event& event) {
  const auto kind = report_of(event.kind);
  if (!kind) return;
  const auto same =
      std::find_if(reports_.begin(), reports_.end(), [&](const Kept& kept) { return kept.kind == *kind; });
  Kept& kept = same == reports_.end() ? reports_.emplace_back(Kept{*kind, {}, {}}) : *same;
  if (event.count > 0) {
    if (std::find(kept.news.begin(), kept.news.end(), event) != kept.news.end()) return;
    if (kept.news.size() >= kMaxNewsRemembered) kept.news.erase(kept.news.begin());
    kept.news.push_back(event);
  }
  if (now - kept.seen.at > kReportWindow) kept.seen.times = 0;
  if (event.ended) {
    kept.seen.over_at = kept.seen.said_over_at = now;
    return;
  }
  const bool reminder = event.count == 0 && kept.seen.goes_on();
  kept.seen = {reminder ? kept.seen.at : now, event.detail, kept.seen.times + event.count, now, {}, {}};
}

void TerminalMemory::note_final(const wire::Receipt& receipt) {
  if (receipt.stage != Stage::final) return;
  const auto older =
      std::find_if(played_.begin(), played_.end(), [&](const auto& played) { return played.at <= receipt.at; });
  played_.insert(older, {receipt.at, receipt.outcome, receipt.refusal, receipt.detail});
  if (played_.size() > kMaxPlaysRemembered) played_.pop_back();
}

void TerminalMemory::describe(diagnosis::Condition& condition) const {
  condition.dialled = dialled_;
  condition.played = played_;
  if (heard_) condition.telemetry = telemetry_of(status_.status(), degraded_);
  if (condition.telemetry && modem_) {
    condition.telemetry->iccid = modem_->iccid;
    condition.telemetry->imsi = modem_->imsi;
    condition.telemetry->operator_name = modem_->operator_name;
  }
  condition.clock_synchronised = clock_synchronised_;
  condition.clock_ahead = clock_ahead_;
  condition.two_devices_at = two_devices_at_;
  condition.bad_certificate_at = bad_certificate_at_;
  condition.trust_list_older = trust_list_older_;
  for (const Kept& kept : reports_) condition.report(kept.kind) = kept.seen;
}

}  // namespace tongluo::controller
