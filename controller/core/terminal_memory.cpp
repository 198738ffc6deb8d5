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
    default:
      return std::nullopt;
  }
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

// A heartbeat without a power board has zeros in all of its fields.
void TerminalMemory::note_heartbeat(const wire::Heartbeat& heartbeat) {
  diagnosis::Telemetry telemetry;
  telemetry.degraded = heartbeat.state == wire::TerminalState::degraded;
  telemetry.journal_free_percent = heartbeat.journal_free_percent;
  if (heartbeat.signal_dbm != 0) telemetry.signal_dbm = heartbeat.signal_dbm;
  if (heartbeat.temperature_centi != 0) telemetry.temperature_c = heartbeat.temperature_centi / 100.0;
  if (heartbeat.battery_percent != 0) telemetry.battery_percent = heartbeat.battery_percent;
  if (heartbeat.mains_present || heartbeat.battery_percent != 0) telemetry.mains_present = heartbeat.mains_present;
  telemetry_ = telemetry;
}

void TerminalMemory::note_event(WallTime now, const wire::Event& event) {
  const auto kind = report_of(event.kind);
  if (!kind) return;
  const auto same =
      std::find_if(reports_.begin(), reports_.end(), [&](const Kept& kept) { return kept.kind == *kind; });
  Kept& kept = same == reports_.end() ? reports_.emplace_back(Kept{*kind, {}}) : *same;
  if (now - kept.seen.at > kReportWindow) kept.seen.times = 0;
  kept.seen = {now, event.detail, kept.seen.times + event.count};
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
  condition.telemetry = telemetry_;
  condition.clock_synchronised = clock_synchronised_;
  condition.clock_ahead = clock_ahead_;
  condition.two_devices_at = two_devices_at_;
  condition.bad_certificate_at = bad_certificate_at_;
  condition.trust_list_older = trust_list_older_;
  for (const Kept& kept : reports_) condition.report(kept.kind) = kept.seen;
}

}  // namespace tongluo::controller
