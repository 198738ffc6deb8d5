#pragma once
// What went wrong here in the last kEventsKeptFor, and whether the controller knows of it: news that outlives a lost
// link and a power cut. Events are not acknowledged; the answer to a later heartbeat proves that they arrived. Pure
// value; owner: the core. Limits: kMaxEventsKept, the oldest leaves; kMaxEventsWaiting, the oldest is told no more;
// kMaxEventWrites in one transaction. Commits of its own: kEventCommitBurst, one more each kEventCommitInterval.

#include <deque>
#include <optional>
#include <vector>

#include "protocol/wire/messages.hpp"
#include "terminal-fw/core/journal.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

class EventLog {
 public:
  void load(const std::vector<StoredEvent>& stored);
  void note(Now now, wire::Event event);

  // What the controller is to be told next, once in a session. `believed` is the time if the clock is synchronised:
  // what was noted before it was gets its true time.
  std::optional<wire::Event> next_to_send(SteadyTime now, std::optional<WallTime> believed);
  void on_link_closed();                               // what was not proved to arrive is told again
  void on_arrived(SteadyTime now, SteadyTime before);  // all that was told before then

  // What the journal does not hold yet; to be written with whatever is written.
  std::vector<PutEvent> take_writes(std::optional<WallTime> believed);
  void write_again(SteadyTime now, const std::vector<std::uint64_t>& numbers);  // it could not be
  bool commit_due(SteadyTime now);                                              // nothing else was written for long
  SteadyTime next_deadline() const;

  std::vector<StoredEvent> events() const;              // newest first
  std::uint64_t evicted() const { return evicted_; }    // by newer ones
  std::uint64_t given_up() const { return given_up_; }  // never told: too many waited

 private:
  struct Held {
    StoredEvent event;
    std::optional<SteadyTime> noted_at;  // in this run
    std::optional<SteadyTime> sent_at;   // in this session
    bool unwritten = false;
  };
  void touch(Held& held, SteadyTime by);
  void give_up_oldest(SteadyTime now);

  std::deque<Held> held_;    // oldest first
  std::size_t waiting_ = 0;  // to be told, or told and not proved
  std::size_t unsent_ = 0;   // of those, not in this session
  std::size_t unwritten_ = 0;
  SteadyTime write_by_ = SteadyTime::max();
  std::uint64_t last_number_ = 0;
  std::uint64_t evicted_ = 0;
  std::uint64_t given_up_ = 0;
  std::uint32_t commits_ = kEventCommitBurst;
  SteadyTime refilled_at_{};
};

}  // namespace tongluo::terminal
