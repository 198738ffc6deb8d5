// Device, second part: does what the core asks.

#include <algorithm>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/random.hpp"
#include "terminal-fw/main/device.hpp"
#include "terminal-fw/main/reboot_request.hpp"

namespace tongluo::firmware {
namespace {

constexpr auto kMoveSpread = std::chrono::duration<double>(20);  // in which a county goes over to another controller
constexpr auto kMoveAgain = seconds(2);                          // later, beside an alert
constexpr auto kRestartPause = seconds(2);                       // the answer to the command leaves first
constexpr auto kRebootPatience = seconds(60);                    // with whoever restarts the device

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

}  // namespace

void Device::publish_media_time() {
  const auto line = core_.media_line(os::now());
  audio_->set_media_time({line.has_value(), line.value_or(instep::ClockLine{})});
}

// After each event: does what the core asks, until it asks no more.
void Device::settle() {
  publish_media_time();  // a play that follows is in step from its first sample on
  for (;;) {
    while (auto action = core_.next_action()) perform(std::move(*action));
    auto event = sound_->next_event();
    if (!event) break;
    if (cabinet_) cabinet_->on_playback(*event);
    core_.on_playback(os::now(), *event);
    sound_test_->on_playback(*event);
    local_->on_playback(*event);
  }
  if (update_) update_->poke();
  if (modem_) modem_->tell_time(core_.synchronised(os::now()) ? std::optional(core_.wall(os::now())) : std::nullopt);
  update_heartbeat();
  arm_timer();
  watch_progress();
}

void Device::perform(terminal::Action action) {
  std::visit(Overloaded{
                 [this](terminal::Send& send) {
                   trace(link_->is_open() ? PacketFate::sent : PacketFate::not_sent, send.message);
                   link_->send(std::move(send.message));
                 },
                 [this](const terminal::Maintain& maintain) {
                   boost::asio::post(context_, [this, maintain] { maintenance_->perform(maintain); });
                 },
                 [this](const terminal::UseControllers& use) { use_controllers(use); },
                 [this](terminal::Commit& commit) { keeper_.commit(std::move(commit)); },
                 [this](terminal::StoreClip& store) { keeper_.store(store); },
                 [this](terminal::LoadClip& load) { keeper_.load(load); },
                 [this](terminal::KeepClips& keep) { keeper_.keep(std::move(keep)); },
                 [this](terminal::Play& play) {
                   if (cabinet_) cabinet_->on_play(play);
                   sound_->play(play);
                   if (play.local != wire::LocalSource::unspecified) local_->on_play(play);
                 },
                 [this](terminal::AppendAudio& append) { sound_->append(append); },
                 [this](terminal::AudioComplete& complete) { sound_->complete(complete); },
                 [this](terminal::PlayLive& live) { sound_->live(live); },
                 [this](terminal::StopPlay& stop) { sound_->stop(stop); },
                 [this](terminal::OpenMedia& open) { open_media(open); },
                 [this](terminal::SendDatagram& send) {
                   const std::uint64_t failures = media_.counters().send_failures;
                   media_.send(send.bytes);
                   const bool sent = media_.counters().send_failures == failures;
                   trace(sent ? PacketFate::sent : PacketFate::not_sent, send.bytes);
                 },
                 [](terminal::Notice& notice) {
                   if (notice.alarm)
                     spdlog::warn("{}", notice.text);
                   else
                     spdlog::info("{}", notice.text);
                 },
             },
             action);
}

// The installed ones stay behind the signed ones: an address that was mistyped makes no terminal deaf.
void Device::use_controllers(const terminal::UseControllers& use) {
  std::vector<net::Endpoint> endpoints;
  for (const wire::ControllerAddress& address : use.controllers) endpoints.push_back({address.host, address.port});
  for (const net::Endpoint& installed : installed_endpoints_)
    if (std::find(endpoints.begin(), endpoints.end(), installed) == endpoints.end()) endpoints.push_back(installed);
  link_->set_endpoints(std::move(endpoints));
  if (use.moved) move_later(std::chrono::duration_cast<milliseconds>(os::random_unit() * kMoveSpread));
}

// So that a county does not move at once; never into an alert.
void Device::move_later(milliseconds later) {
  move_timer_.expires_after(later);
  move_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || stopping_) return;
    if (core_.alert_near(os::now())) return move_later(kMoveAgain);
    link_->prefer_first();
  });
}

// What the answer says: which of the two happens.
Result<std::string> Device::reboot() {
  if (!parts_.reboot_request.empty()) {
    if (auto may = may_request_reboot(parts_.reboot_request); !may) return fail(may.error());
    reboot_wanted_ = true;
  }
  ask_for_restart(kRestartPause);
  return std::string(reboot_wanted_ ? "the device restarts" : "the program restarts");
}

// So much later, when what is to be said has been said; never into an alert.
void Device::ask_for_restart(milliseconds later) {
  restart_timer_.expires_after(later);
  restart_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || stopping_) return;
    if (core_.alert_near(os::now())) return ask_for_restart(kRestartPause);
    restart_now();
  });
}

// Where nobody obeys the request, at least the program begins anew.
void Device::restart_now() {
  if (std::exchange(reboot_wanted_, false)) {
    const auto asked = request_reboot(parts_.reboot_request);
    reboot_asked_ = asked.has_value();
    if (reboot_asked_) return ask_for_restart(kRebootPatience);
    spdlog::error("event=reboot_not_asked detail=\"{}\"", asked.error().detail);
  }
  if (std::exchange(reboot_asked_, false)) {
    spdlog::error("event=reboot_not_obeyed: the program restarts");
    withdraw_reboot(parts_.reboot_request);
  }
  if (restart_) restart_();
}

void Device::open_media(const terminal::OpenMedia& open) {
  std::string host;
  std::uint16_t port = 0;
  if (net::split_media_endpoint(open.endpoint, controller_address_, host, port))
    media_.open(host, port);
  else
    spdlog::warn("event=media_endpoint_unusable endpoint=\"{}\"", open.endpoint);
}

void Device::arm_timer() {
  if (stopping_) return;
  const SteadyTime deadline = core_.next_deadline();
  if (deadline == SteadyTime::max()) {
    deadline_timer_.cancel();
    return;
  }
  deadline_timer_.expires_after(deadline - os::steady_now());
  deadline_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || stopping_) return;
    core_.on_deadline(os::now());
    settle();
  });
}

}  // namespace tongluo::firmware
