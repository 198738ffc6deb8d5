#pragma once
// What the parts of a simulated county tell those who watch its promises. A watcher overrides what it needs; state that
// it wants to see it reads from the county. One thread.

#include <memory>
#include <vector>

#include "controller/core/actions.hpp"
#include "protocol/wire/receipt.hpp"
#include "terminal-fw/core/conductor.hpp"
#include "tests/sim/network.hpp"

namespace tongluo::sim {

// An order or stop that somebody made: people with all that it needs, or somebody who must not be obeyed.
struct KnownOrder {
  Digest digest;
  Envelope envelope;
  wire::Order order;
  bool genuine = false;
  std::string what;
  SteadyTime made_at{};
};
struct KnownStop {
  Digest digest;
  Envelope envelope;
  std::optional<wire::Cancel> cancel;
  std::optional<wire::StopAll> stop_all;
  bool genuine = false;
};

class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void on_order_made(const KnownOrder&) {}
  virtual void on_stop_made(const KnownStop&) {}
  // ---- the controller ----
  virtual void on_order_taken(const Digest&) {}  // it said: durable
  virtual void on_stop_taken(const Digest&) {}
  virtual void on_store_durable(const std::vector<controller::StoreWrite>&) {}
  virtual void on_receipt_acknowledged(std::size_t /*terminal*/, const Digest&) {}
  virtual void on_controller_started() {}
  virtual void on_frame_sent(std::size_t /*terminal*/, ConnectionId, const Bytes& /*frame*/) {}
  // ---- a terminal ----
  virtual void on_terminal_started(std::size_t) {}
  virtual void on_terminal_stopped(std::size_t) {}
  virtual void on_delivered(std::size_t, const wire::OrderDelivery&) {}
  virtual void on_object(std::size_t, const Envelope&) {}
  virtual void on_journal_durable(std::size_t, const terminal::JournalWrite&) {}
  virtual void on_commit_failed(std::size_t) {}
  // It is off, and what is left of its journal was made anew from `before`.
  virtual void on_journal_damaged(std::size_t, const terminal::JournalSnapshot& /*before*/) {}
  virtual void on_receipt_sent(std::size_t, const Digest&, const wire::Receipt&) {}
  virtual void on_play(std::size_t, const terminal::Play&) {}  // handed to the loudspeaker
  virtual void on_sound_began(std::size_t, const terminal::Play&) {}
  virtual void on_sound_ended(std::size_t, const terminal::Play&, const terminal::PlaybackEvent&) {}
  // ---- always ----
  virtual void after_event() {}
  virtual void at_end() {}
};

class Watchers {
 public:
  void add(std::unique_ptr<Watcher> watcher) { all_.push_back(std::move(watcher)); }
  template <class... Parameters, class... Arguments>
  void tell(void (Watcher::*what)(Parameters...), const Arguments&... arguments) {
    for (const auto& watcher : all_) (watcher.get()->*what)(arguments...);
  }

 private:
  std::vector<std::unique_ptr<Watcher>> all_;
};

}  // namespace tongluo::sim
