// Sessions that end in a live world, and terminals that restart. A connection that ends carries nothing more at once;
// each end learns of it by itself, now or after its own patience. The old session's datagrams go on until then.

#include "tests/sim/live_parts.hpp"

namespace tongluo::sim {
namespace {

constexpr auto kTerminalPatience = seconds(20), kControllerPatience = seconds(35);
constexpr auto kLongestBoot = seconds(20), kLongestDial = seconds(5);
// What was spoken so shortly before a session's last end may still have been on its way.
constexpr auto kOnItsWay = seconds(1);

}  // namespace

// Welcome is on its way, and the order's delivery behind it.
live::MediaSession LiveWorld::new_session(std::size_t index) {
  live::MediaSession session{
      .id = ++last_session_, .token = {}, .exported = random_octets(dice_, stream::kExporterBytes)};
  dice_.fill(session.token.octets);
  held_.emplace(session.id, index);
  listeners_[index].dialled = session.id;
  desk_.add_session(session);
  desk_.admit(now(), session.id, kStream);
  return session;
}

// All are there before the stream begins.
void LiveWorld::begin(std::size_t index) {
  const live::MediaSession session = new_session(index);
  Listener& listener = listeners_[index];
  listener.session = session.id;
  listener.owed = packets_;
  listener.heard.resize(packets_);
  listener.terminal = std::make_unique<bench::LossTerminal>(now(), *terms_, session.token, session.exported, packets_);
  after(index);
}

void LiveWorld::dial(std::size_t index) {
  Listener& listener = listeners_[index];
  if (!listener.terminal || listener.session != 0) return;
  const live::MediaSession session = new_session(index);
  listener.control_up_until = listener.control_down_until = environment_.now();
  const SteadyTime due = listener.place->control_down.send(environment_.now(), 1);
  environment_.at(std::max(due, listener.cut_off_until), [this, index, session] {
    Listener& welcomed = listeners_[index];
    if (!welcomed.terminal || welcomed.dialled != session.id) return;
    environment_.note("T" + std::to_string(index) + " has session " + std::to_string(session.id));
    welcomed.session = session.id;
    welcomed.terminal->on_link_open(now(), session.token, session.exported);
    after(index);
  });
}

void LiveWorld::end_session(std::size_t index) {
  Listener& listener = listeners_[index];
  if (!is_connected(listener)) return;
  const live::SessionId session = listener.session;
  environment_.note("T" + std::to_string(index) + " loses session " + std::to_string(session));
  ++result_.sessions_ended;
  listener.broken = session;
  const bool both_know = dice_.chance(0.4);
  const bool restarts = dice_.chance(0.4);
  const microseconds here = both_know ? microseconds(0) : dice_.between(milliseconds(0), kTerminalPatience);
  const microseconds there = both_know ? microseconds(0) : dice_.between(milliseconds(0), kControllerPatience);
  if (restarts)
    shut_down(index);
  else
    environment_.after(here, [this, index, session] { lose(index, session); });
  environment_.after(there, [this, session] { forget(session); });
}

// Near the end of the stream: whoever comes back may find it over.
void LiveWorld::end_late(std::size_t index) {
  const auto spoken = (environment_.now() - begin_ - kLead - kOnItsWay) / limits::kLivePacketDuration;
  listeners_[index].owed = std::min(packets_, static_cast<std::size_t>(spoken));
  end_session(index);
}

// The terminal knows it now.
void LiveWorld::lose(std::size_t index, live::SessionId session) {
  Listener& listener = listeners_[index];
  if (!listener.terminal || listener.session != session) return;
  listener.session = 0;
  listener.mute = listener.mute || (mutants_.keeps_its_session && !healed_);
  listener.terminal->on_link_closed();
  after(index);
  environment_.after(dice_.between(milliseconds(50), kLongestDial), [this, index] { dial(index); });
}

void LiveWorld::shut_down(std::size_t index) {
  ++result_.restarts;
  Listener& listener = listeners_[index];
  listener.terminal.reset();
  listener.hoard.clear();
  listener.session = 0;
  listener.armed = SteadyTime::max();
  listener.mute = listener.mute || (mutants_.keeps_its_session && !healed_);
  environment_.after(dice_.between(seconds(3), kLongestBoot), [this, index] {
    if (listeners_[index].terminal) return;
    boot(index);
    environment_.after(dice_.between(milliseconds(50), kLongestDial), [this, index] { dial(index); });
  });
}

void LiveWorld::boot(std::size_t index) {
  environment_.note("T" + std::to_string(index) + " is up again");
  listeners_[index].terminal = std::make_unique<bench::LossTerminal>(now(), *terms_, packets_);
  after(index);
}

// The controller knows it now.
void LiveWorld::forget(live::SessionId session) {
  held_.erase(session);
  desk_.remove_session(session);
  after_desk();
}

bool LiveWorld::is_connected(const Listener& listener) const {
  return listener.session != 0 && listener.session != listener.broken && held_.contains(listener.session);
}

// At once, as all has healed.
void LiveWorld::reconnect(std::size_t index) {
  Listener& listener = listeners_[index];
  if (is_connected(listener)) return;
  if (!listener.terminal) boot(index);
  if (listener.session != 0) listener.terminal->on_link_closed();
  listener.session = 0;
  dial(index);
}

}  // namespace tongluo::sim
