#include "terminal-fw/main/cabinet_desk.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "protocol/os/clock.hpp"

namespace tongluo::firmware {

using fieldbus::Quantity;

CabinetDesk::CabinetDesk(boost::asio::io_context& context, const board::BoardMap& map,
                         const fieldbus::AmplifierTimes& amplifier, const std::string& microphone,
                         audio::AudioThread& audio, Events events)
    : context_(context),
      timer_(context),
      audio_(audio),
      events_(std::move(events)),
      cabinet_(map.registers, {map.proof, amplifier}),
      watch_(map.registers),
      status_(map.registers),
      board_(map.registers, [this] { wake(); }) {
  if (map.registers.microphone) microphone_ = std::make_unique<audio::Microphone>(microphone, [this] { wake(); });
}

void CabinetDesk::start() { turn(); }

// From any thread. Never a turn at once: a proof must not overtake the event that brought it.
void CabinetDesk::wake() {
  if (!told_.exchange(true)) boost::asio::post(context_, [this] { turn(); });
}

void CabinetDesk::stop() {
  stopping_ = true;
  timer_.cancel();
  board_.set(Quantity::amplifier_relay, 0);
}

void CabinetDesk::on_play(const terminal::Play& play) {
  const Now now = os::now();
  cabinet_.on_play(play.play_id, now.steady + (play.start_at - now.wall));
  wake();
}

void CabinetDesk::on_playback(terminal::PlaybackEvent& event) {
  using Kind = terminal::PlaybackEvent::Kind;
  const SteadyTime now = os::steady_now();
  take_news();
  if (event.kind == Kind::started)
    cabinet_.on_started(now, event.play_id);
  else if (event.kind == Kind::finished)
    cabinet_.on_finished(now, event.play_id);
  else
    event.proof = cabinet_.on_stopped(now, event.play_id);
  wake();
}

void CabinetDesk::on_link(bool open) {
  if (open) watch_.on_link_open();
  wake();
}

void CabinetDesk::on_sound_test(bool failed, const std::string& detail) {
  watch_.on_sound_test(failed, detail);
  wake();
}

bool CabinetDesk::battery_low() const {
  return (watch_.going_on() & (1U << static_cast<unsigned>(wire::EventKind::battery_low))) != 0;
}

void CabinetDesk::take_news() {
  while (const auto level = audio_.next_level()) cabinet_.on_level(*level);
  for (const fieldbus::BusEvent& event : board_.take(kMaxBoardTake)) cabinet_.on_bus(event);
  if (!microphone_) return;
  for (const fieldbus::BusEvent& event : microphone_->take(kMaxBoardTake)) cabinet_.on_bus(event);
}

void CabinetDesk::switch_amplifier(SteadyTime now) {
  const bool wanted = cabinet_.amplifier_wanted(now);
  if (amplifier_ == wanted) return;
  amplifier_ = wanted;
  if (cabinet_.audio_stalled(now)) spdlog::error("event=audio_stalled");
  if (board_.set(Quantity::amplifier_relay, wanted ? 1 : 0)) spdlog::info("event=amplifier on={}", wanted);
}

// What has changed since it was said last.
void CabinetDesk::log_troubles() {
  const auto log = [](std::string_view part, const std::string& trouble, std::string& said) {
    if (trouble == said) return;
    said = trouble;
    if (trouble.empty())
      spdlog::info("event={}_ready", part);
    else
      spdlog::error("event={}_failed detail=\"{}\"", part, trouble);
  };
  log("gpio", board_.pin_trouble(), pin_trouble_);
  if (microphone_) log("microphone", microphone_->trouble(), microphone_trouble_);
}

// After bus events, and at the latest at the cabinet's deadline.
void CabinetDesk::turn() {
  told_ = false;
  if (stopping_) return;
  take_news();
  const SteadyTime now = os::steady_now();
  cabinet_.on_time(now);
  switch_amplifier(now);
  log_troubles();
  watch_.look(now, cabinet_.state());
  status_.look(now, cabinet_.state(), watch_);
  timer_.expires_after(cabinet_.next_deadline(now) - now);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) turn();
  });
  tell(now);
}

void CabinetDesk::tell(SteadyTime now) {
  if (const auto pressed = key_.look(cabinet_.state().believed(now, Quantity::push_to_talk))) events_.keyed(*pressed);
  events_.looked();
  while (const auto proved = cabinet_.next_proof()) {
    spdlog::info("event=proof play={} outcome={} reason=\"{}\"", proved->play, to_string(proved->proof.outcome),
                 to_string(proved->proof.reason));
    events_.proved(*proved);
  }
  while (const auto alarm = watch_.next(now, cabinet_.state())) events_.alarmed(*alarm);
}

}  // namespace tongluo::firmware
