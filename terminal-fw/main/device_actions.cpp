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
  if (restart_plan_.asked()) follow_restart_plan();  // an alert may have come
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
  const bool device = !parts_.reboot_request.empty();
  if (device)
    if (auto may = may_request_reboot(parts_.reboot_request); !may) return fail(may.error());
  want_restart(maintenance::kRestartPause, device);
  return std::string(device ? "the device restarts" : "the program restarts");
}

void Device::want_restart(milliseconds later, bool device) {
  restart_plan_.want(os::steady_now() + later, device);
  follow_restart_plan();
}

void Device::follow_restart_plan() {
  if (stopping_) return;
  const Now now = os::now();
  restart_step(restart_plan_.next_step(now.steady, core_.alert_near(now)));
  const auto deadline = restart_plan_.next_deadline(now.steady);
  if (!deadline || stopping_) return;
  restart_timer_.expires_after(*deadline - now.steady);
  restart_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) follow_restart_plan();
  });
}

void Device::restart_step(maintenance::RestartPlan::Step step) {
  using Step = maintenance::RestartPlan::Step;
  switch (step) {
    case Step::ask:
      if (const auto asked = request_reboot(parts_.reboot_request); !asked) {
        spdlog::error("event=reboot_not_asked detail=\"{}\"", asked.error().detail);
        restart_plan_.on_refused(os::steady_now());
      }
      break;
    case Step::withdraw:
      spdlog::warn("event=reboot_withdrawn: an alert of level I or II goes first");
      withdraw_reboot(parts_.reboot_request);
      break;
    case Step::restart:
      if (restart_plan_.disobeyed()) {
        spdlog::error("event=reboot_not_obeyed: the program restarts");
        withdraw_reboot(parts_.reboot_request);
      }
      if (restart_) restart_();
      break;
    case Step::none:
      break;
  }
}

// How the run ends that ends now: `restart`: because the program asked for it.
maintenance::BootRecord::Ending Device::ending(bool restart) const {
  using Ending = maintenance::BootRecord::Ending;
  if (restart) return restart_plan_.disobeyed() ? Ending::disobeyed : Ending::commanded;
  return restart_plan_.asked() ? Ending::commanded : Ending::orderly;
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
