#include "terminal-fw/main/sound_test_desk.hpp"

#include <spdlog/spdlog.h>
#include <utility>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::firmware {
namespace {

using maintenance::SoundTestKind;
using maintenance::SoundTestResult;

constexpr std::string_view kSoundTestFile = "sound-test";
constexpr std::size_t kMaxSoundTestBytes = 1'024;
constexpr double kAudibleLevelDb = -8;  // as loud as an alert's tone

std::optional<maintenance::SoundTestRecord> stored_record(const std::filesystem::path& data_dir) {
  const auto content = os::read_file(data_dir / kSoundTestFile, kMaxSoundTestBytes);
  return content ? maintenance::parse_sound_test(as_text(*content)) : std::nullopt;
}

}  // namespace

SoundTestDesk::SoundTestDesk(boost::asio::io_context& context, Parts parts)
    : parts_(std::move(parts)),
      timer_(context),
      schedule_(parts_.settings, stored_record(parts_.data_dir)),
      saved_(schedule_.record()) {}

void SoundTestDesk::start() {
  if (newest()) parts_.told(*newest());
  look();
}

void SoundTestDesk::look() {
  const Now now = os::now();
  if (running_ && now.steady >= running_->give_up) end(Outcome::unproved, "no word from the sound device");
  const auto wall = parts_.core.synchronised(now) ? std::optional(parts_.core.wall(now)) : std::nullopt;
  const auto due = running_ ? std::nullopt : schedule_.due(now.steady, wall);
  save();
  if (due) {
    const bool low = parts_.battery_low();
    const auto begun = low ? fail(ErrorKind::unavailable, "the battery is low")
                           : begin(*due, request_of(*due), true, [](const SoundTestResult&) {});
    if (!begun) {
      spdlog::info("event=sound_test_waits kind={} reason=\"{}\"", to_string(*due), begun.error().detail);
      schedule_.on_refused(now.steady);
    }
  }
  timer_.expires_after(kSoundTestLook);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) look();
  });
}

terminal::LocalRequest SoundTestDesk::request_of(SoundTestKind kind) const {
  const maintenance::SoundTestSettings& settings = schedule_.settings();
  if (kind == SoundTestKind::quiet)
    return {{settings.quiet_hz, settings.quiet_level_db}, maintenance::kTestTone, 100, true};
  return {{.level_db = kAudibleLevelDb}, maintenance::kTestTone, settings.audible_volume_percent, false};
}

Result<void> SoundTestDesk::test(SoundTestKind kind, Done done) {
  return begin(kind, request_of(kind), false, std::move(done));
}

Result<void> SoundTestDesk::tone(milliseconds duration, std::uint32_t volume_percent, Done done) {
  return begin(SoundTestKind::audible, {{.level_db = kAudibleLevelDb}, duration, volume_percent, false}, false,
               std::move(done));
}

Result<void> SoundTestDesk::begin(SoundTestKind kind, const terminal::LocalRequest& request, bool scheduled,
                                  Done done) {
  if (running_) return fail(ErrorKind::unavailable, "another test sounds");
  const Now now = os::now();
  const auto started = parts_.core.start_local(now, request);
  if (!started) return fail(ErrorKind::unavailable, std::string(to_string(started.error())));
  spdlog::info("event=sound_test kind={} scheduled={} duration_ms={}", to_string(kind), scheduled,
               request.duration.count());
  running_ = Running{*started, kind, scheduled, std::move(done),
                     now.steady + SteadyTime::duration(request.duration + maintenance::kTestPatience)};
  parts_.settle();
  return {};
}

void SoundTestDesk::on_playback(const terminal::PlaybackEvent& event) {
  using Kind = terminal::PlaybackEvent::Kind;
  if (!running_ || event.play_id != running_->play_id || event.kind == Kind::started) return;
  if (event.kind == Kind::sink_failed) return end(Outcome::unproved, "the sound device failed");
  if (event.kind == Kind::finished) return parts_.proves ? void() : end(Outcome::unproved, "there is no output sensor");
  schedule_.on_interrupted(os::steady_now());
  const Running interrupted = *std::exchange(running_, std::nullopt);
  interrupted.done({interrupted.kind, parts_.core.wall(os::now()), Outcome::preempted, "something higher took over"});
}

bool SoundTestDesk::on_proof(const fieldbus::PlayProof& proved) {
  if (!running_ || proved.play != running_->play_id) return false;
  end(proved.proof.outcome, std::string(to_string(proved.proof.reason)));
  return true;
}

void SoundTestDesk::end(Outcome outcome, std::string detail) {
  const Running ended = *std::exchange(running_, std::nullopt);
  const SoundTestResult result{ended.kind, parts_.core.wall(os::now()), outcome, std::move(detail)};
  spdlog::info("event=sound_test_ended kind={} outcome={} reason=\"{}\"", to_string(result.kind),
               to_string(result.outcome), result.detail);
  if (ended.scheduled || outcome != Outcome::unproved) {
    schedule_.on_result(result);
    save();
    parts_.told(result);
  }
  ended.done(result);
}

// A record that is not written costs a test that is made twice.
void SoundTestDesk::save() {
  if (schedule_.record() == saved_) return;
  saved_ = schedule_.record();
  const std::string text = maintenance::sound_test_text(saved_);
  if (const auto written = os::write_file(parts_.data_dir / kSoundTestFile, as_bytes(text)); !written)
    spdlog::warn("event=sound_test_unrecorded detail=\"{}\"", written.error().detail);
}

}  // namespace tongluo::firmware
