// What the terminal tells the controller of itself besides its sound: the status of the heartbeat, and alarms.

#include <spdlog/spdlog.h>

#include "protocol/os/clock.hpp"
#include "terminal-fw/main/device.hpp"

namespace tongluo::firmware {

CabinetDesk::Events Device::cabinet_events() {
  return {.proved =
              [this](const fieldbus::PlayProof& proved) {
                if (!sound_test_->on_proof(proved)) core_.on_proof(os::now(), proved.play, proved.proof);
                settle();
              },
          .alarmed =
              [this](const alarms::Alarm& alarm) {
                spdlog::warn("event=alarm kind={} ended={} count={} detail=\"{}\"", static_cast<int>(alarm.kind),
                             alarm.ended, alarm.count, alarm.detail);
                core_.on_trouble(
                    os::now(),
                    {.kind = alarm.kind, .detail = alarm.detail, .count = alarm.count, .ended = alarm.ended});
                settle();
              },
          .keyed =
              [this](bool pressed) {
                if (local_) local_->on_key(pressed);
              },
          .looked = [this] { update_heartbeat(); }};
}

SoundTestDesk::Parts Device::sound_test_parts() {
  return {.core = core_,
          .settings = parts_.sound_test,
          .proves = cabinet_ != nullptr,
          .data_dir = parts_.data_dir,
          .settle = [this] { settle(); },
          .battery_low = [this] { return cabinet_ && cabinet_->battery_low(); },
          .told =
              [this](const maintenance::SoundTestResult& result) {
                const bool known = result.outcome != Outcome::unproved;
                if (cabinet_ && known)
                  cabinet_->on_sound_test(maintenance::is_fault(result), maintenance::event_text(result));
                update_heartbeat();
              }};
}

void Device::update_heartbeat() {
  if (!link_ || !link_->is_open()) return;
  wire::Heartbeat telemetry = core_.telemetry();
  if (modem_) telemetry.modem = modem_->identity();
  link_->set_heartbeat(telemetry, status());
}

namespace {

// The cabinet says its own alarms; without one there is this one alone.
void add_storage_alarm(wire::TerminalStatus& status, bool fails) {
  const auto others = static_cast<std::uint32_t>(status.get(wire::StatusField::alarms).value_or(0));
  const std::uint32_t bit = fails ? 1U << static_cast<unsigned>(wire::EventKind::storage_error) : 0U;
  status.set(wire::StatusField::alarms, static_cast<std::int32_t>(others | bit));
}

}  // namespace

// Each part adds what it knows; what nobody adds is not known.
wire::TerminalStatus Device::status() const {
  wire::TerminalStatus status;
  if (modem_) modem_->add_status(status);
  status.set(wire::StatusField::journal_free_percent, static_cast<std::int32_t>(keeper_.journal_free_percent()));
  if (cabinet_) cabinet_->add_status(status);
  add_storage_alarm(status, core_.storage_fails());
  if (const auto& newest = sound_test_->newest()) {
    status.set(wire::StatusField::self_test_outcome, static_cast<std::int32_t>(newest->outcome));
    status.set(
        wire::StatusField::self_test_minute,
        static_cast<std::int32_t>(std::chrono::floor<std::chrono::minutes>(newest->at.time_since_epoch()).count()));
  }
  return status;
}

}  // namespace tongluo::firmware
