#pragma once
// One terminal of the simulation: the real core and session machine on a virtual disk, a counted loudspeaker, a clock
// that may be wrong, and the dialling of net::ControllerLink. Power and processes can end at any step. One thread.

#include "terminal-fw/core/terminal_core.hpp"
#include "tests/sim/counted_sound.hpp"
#include "tests/sim/deployment.hpp"
#include "tests/sim/facts.hpp"
#include "tests/sim/session_end.hpp"
#include "tests/sim/virtual_disk.hpp"
#include "tests/unit/terminal_core/memory_journal.hpp"

namespace tongluo::sim {

// Whom terminals dial.
class Gateway {
 public:
  virtual ~Gateway() = default;
  // The connection that it accepted; none: nobody answers there.
  virtual std::optional<ConnectionId> accept(std::size_t place, const TerminalId& certified,
                                             const Bytes& certificate) = 0;
};

struct Cabinet {
  bool sensor = false;  // the field bus proves sound
  bool horn_works = true;
  bool bus_works = true;
  bool lies = false;  // a mutant: says that it sounded, whatever the horn did
};

class TerminalNode {
 public:
  TerminalNode(Environment& environment, Network& network, Gateway& gateway, Watchers& watchers, std::size_t index,
               Dice dice);

  void power_on();
  // `power`: the mains, not the process alone: the controller's end does not learn it.
  void stop(bool power);
  bool on() const { return core_ != nullptr; }

  std::size_t index() const { return index_; }
  const DeviceOf& device() const { return device_; }
  Now now() const { return {environment_.now(), environment_.true_wall() + clock_offset_}; }
  WallTime believed_wall() const { return core_->wall(now()); }
  const terminal::TerminalCore& core() const { return *core_; }
  const CountedSound& sound() const { return sound_; }
  const terminal::JournalSnapshot& durable() const { return journal_.snapshot(); }
  bool connected() const { return end_ && end_->session().is_open(); }
  std::size_t unsent() const { return end_ ? network_.unsent(end_->id(), End::terminal) : 0; }
  std::uint64_t boots() const { return boots_; }
  bool holds_clip(const Digest& clip) const { return clips_.contains(clip); }

  void jump_clock(WallTime::duration by);
  void set_clock(WallTime::duration offset);
  void set_sound_device(bool works);
  // While it is off: as terminal-fw/storage makes a damaged journal anew from the rows that can be read.
  void damage_journal();
  void receive_bundle(const wire::OfflineBundle& bundle);

  VirtualDisk<terminal::JournalWrite> disk;
  Cabinet cabinet;
  // Mutants.
  std::function<void(wire::Message&)> gate;              // changes what arrives before the core sees it
  std::function<bool(const wire::Message&)> swallows;    // of what the core sends
  std::function<void(wire::Receipt&)> misreports;        // what the core says of an order
  std::function<void(terminal::JournalWrite&)> forgets;  // of what becomes durable
  bool hides_damage = false;                             // the repaired journal does not say that rows are missing
  bool hoards = false;                                   // writes everything many times
  CountedSound& mutable_sound() { return sound_; }

 private:
  friend class SessionEnd<session::TerminalSession, TerminalNode>;
  using Link = SessionEnd<session::TerminalSession, TerminalNode>;
  void on_session_message(Link& link, wire::Message message);
  void on_session_room(Link&) {}
  void on_session_closed(Link& link, const session::Close& close);

  void dial();
  void dial_later();
  void settle();
  void hear();
  void perform(terminal::Action& action);
  void on(terminal::Send& send);
  void on(terminal::Commit& commit);
  void on(const terminal::StoreClip& store);
  void on(const terminal::LoadClip& load);
  void on(const terminal::Play& play);
  void prove_later(std::uint64_t play_id, bool worked_at_start);
  fieldbus::Proof proof(bool worked) const;
  SteadyTime::duration look_again() const;
  void arm();
  void arm_for(SteadyTime due);
  void on_timer();
  void watch_progress();
  // Runs only if the terminal has not been stopped meanwhile.
  void later(microseconds wait, std::function<void()> action);
  void at_cache(microseconds takes, std::function<void()> action);  // one after the other, as its thread works

  Environment& environment_;
  Network& network_;
  Gateway& gateway_;
  Watchers& watchers_;
  std::size_t index_;
  const DeviceOf& device_;
  Dice dice_;
  test::MemoryJournal journal_;
  std::map<Digest, terminal::SharedClipContent> clips_;  // the cache on disk
  CountedSound sound_;
  std::map<std::uint64_t, std::pair<terminal::Play, bool>> plays_;  // of this boot; did the horn work when it began
  std::unique_ptr<terminal::TerminalCore> core_;
  std::shared_ptr<Link> end_;
  session::ReconnectBackoff backoff_;
  SteadyTime opened_at_ = SteadyTime::max();
  WallTime::duration clock_offset_{};
  bool clock_was_set_ = false;  // in this boot
  std::uint64_t boots_ = 0;
  SteadyTime cache_free_at_{};
  SteadyTime armed_ = SteadyTime::max();
  bool settling_ = false, watching_ = false;
};

}  // namespace tongluo::sim
