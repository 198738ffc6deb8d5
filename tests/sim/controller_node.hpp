#pragma once
// The controller of the simulation: the real core, the gateway's session machines and its egress pacer on a virtual
// disk. What tongluod's CoreRunner and LinkServer are to sockets and SQLite. Process and power can end at any step. One
// thread.

#include <unordered_map>

#include "controller/core/controller.hpp"
#include "protocol/session/egress_pacer.hpp"
#include "tests/sim/terminal_node.hpp"
#include "tests/unit/controller_core/memory_store.hpp"

namespace tongluo::sim {

class ControllerNode final : public Gateway {
 public:
  using Writes = std::vector<controller::StoreWrite>;
  using Answer = std::function<void(const controller::Action&)>;

  ControllerNode(Environment& environment, Network& network, Watchers& watchers, milliseconds heartbeat, Dice dice);

  void power_on();
  void stop(bool power);
  bool on() const { return core_.has_value(); }
  Now now() const { return {environment_.now(), environment_.true_wall() + clock_offset_}; }
  void set_clock(WallTime::duration offset) { clock_offset_ = offset; }
  WallTime::duration clock_offset() const { return clock_offset_; }

  std::optional<ConnectionId> accept(std::size_t place, const TerminalId& certified, const Bytes& certificate) override;
  // One request and its answer; none comes if the controller stops first.
  void ask(const std::function<void(controller::ControllerCore&, Now, controller::RequestId)>& start, Answer answer);
  // A taken-over gateway: says this to a terminal's newest session, if it has one.
  bool inject(std::size_t place, const wire::Message& message);

  const controller::ControllerCore& core() const { return *core_; }
  const controller::Snapshot& durable() const { return stored_; }
  const std::vector<controller::SaveAudit>& audited() const { return audited_; }
  std::size_t most_unsent() const;
  std::size_t sessions() const { return links_.size(); }
  std::uint64_t boots() const { return boots_; }

  VirtualDisk<Writes> disk;
  // Mutants.
  std::function<void(std::size_t, wire::Message&)> gate;  // changes what arrives before the core sees it
  std::function<void(Writes&)> forgets;                   // of what becomes durable
  std::function<bool(const Bytes&)> sends_last;           // of frames: held back until another order is sent

 private:
  friend class SessionEnd<session::GatewaySession, ControllerNode>;
  using Link = SessionEnd<session::GatewaySession, ControllerNode>;
  struct Line {
    std::shared_ptr<Link> end;
    std::size_t place = 0;
    Bytes certificate;
    bool greeted = false;
    bool clip_waits = false;
    std::uint64_t told_in = 0, told_out = 0;
  };
  void on_session_message(Link& link, wire::Message message);
  void on_session_room(Link& link);
  void on_session_closed(Link& link, const session::Close& close);

  void settle();
  void perform(controller::Action& action);
  void on(const controller::Welcome& welcome);
  void on(const controller::Send& send);
  void on(const controller::SendFramed& send);
  bool hold_back(const controller::SendFramed& send);
  void on(const controller::SendClip& send);
  void on(const controller::GoAway& away);
  void on(controller::Persist& persist);
  void on(const controller::LoadClip& load);
  void on_durable(const Writes& writes);
  void answer(const controller::Action& action);
  void tell_data(ConnectionId id, Line& line);
  void pump_clips();
  void arm();
  Line* line(ConnectionId id);
  void later(microseconds wait, std::function<void()> action);

  Environment& environment_;
  Network& network_;
  Watchers& watchers_;
  milliseconds heartbeat_;
  Dice dice_;
  controller::Snapshot stored_;
  test::MemoryIndex index_;
  std::vector<controller::SaveAudit> audited_;
  std::map<Digest, session::SharedClip> clips_;  // in the store
  std::optional<controller::ControllerCore> core_;
  std::optional<session::EgressPacer> pacer_;
  std::unordered_map<ConnectionId, Line> links_;
  std::map<controller::RequestId, Answer> open_;
  std::vector<controller::SendFramed> held_back_;
  WallTime::duration clock_offset_{};
  std::uint64_t last_request_ = 0, boots_ = 0;
  SteadyTime armed_ = SteadyTime::max();
  SteadyTime clips_armed_ = SteadyTime::max();
  bool settling_ = false;
};

}  // namespace tongluo::sim
