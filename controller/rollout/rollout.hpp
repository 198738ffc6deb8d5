#pragma once
// How a release spreads: ring by ring, the canaries first, and no further when terminals fail or fall silent. It only
// decides whom to offer the manifest to; what a terminal accepts, and when, it decides itself. Pure.
// Owner: the core's thread. Time: wall time, since it goes on over restarts. Use: call an on_…(); drain next_action();
// then wait until next_deadline().
//
// A ring is satisfied when `success_permille` of its members are confirmed; the next opens after `soak`. It pauses, for
// a person to look, when more than `error_permille` of the answers are bad (of kErrorBase at least, or of the whole
// ring when it is smaller), or when all have answered and too few succeeded. Silence is a bad answer.

#include <deque>
#include <set>
#include <unordered_map>
#include <variant>

#include "controller/rollout/rollout_record.hpp"

namespace tongluo::rollout {

struct Offer {
  TerminalId terminal;
};
// Rows to store, each whole; an offer follows the row that says so.
struct PutMember {
  Member member;
};
struct PutHead {
  Head head;
};
struct CallPerson {  // it paused by itself, or is completed
  std::string text;
};
using Action = std::variant<Offer, PutMember, PutHead, CallPerson>;

struct RingCount {
  std::size_t members = 0;  // that count: neither excused nor accepted
  std::size_t confirmed = 0;
  std::size_t bad = 0;  // failed or silent
  std::size_t open() const { return members - confirmed - bad; }
};

class Rollout {
 public:
  explicit Rollout(Record record);

  void begin(WallTime now) { work(now); }
  void on_online(WallTime now, const TerminalId& terminal);
  void on_offline(const TerminalId& terminal);
  void on_progress(WallTime now, const TerminalId& terminal, const Digest& release, wire::UpdateState state,
                   std::uint32_t percent, std::string detail);
  void on_refused(WallTime now, const TerminalId& terminal, const Digest& release, Refusal refusal);
  // While an actual alert of level I or II runs: nothing is offered or served.
  void on_alert(WallTime now, bool running);
  void on_deadline(WallTime now) { work(now); }

  // False: not in this phase.
  bool pause(std::string person);
  // `accept_failures`: those so far count for nothing any more. Without, it may pause again at once.
  bool resume(WallTime now, std::string person, bool accept_failures);
  bool withdraw(std::string person);  // for good

  // May image bytes go to this terminal now?
  bool may_serve(const TerminalId& terminal) const;

  std::optional<Action> next_action();
  WallTime next_deadline() const;  // WallTime::max() when there is none
  const Head& head() const { return record_.head; }
  const std::vector<Member>& members() const { return record_.members; }
  const RingCount& count(std::size_t ring) const { return counts_[ring]; }

 private:
  void set(WallTime now, std::size_t index, MemberState state, std::string detail);
  void put(std::size_t index) { actions_.push_back(PutMember{record_.members[index]}); }
  void put_head() { actions_.push_back(PutHead{record_.head}); }
  void add_to_counts(const Member& member, int sign);
  void work(WallTime now);
  void find_silent(WallTime now);
  std::optional<std::uint32_t> ring_with_errors() const;
  void pause_by_itself(PauseReason reason, std::uint32_t ring);
  void judge_ring(WallTime now);
  void open_next(WallTime now);
  bool open_one(WallTime now);
  void offer(WallTime now);

  Record record_;
  std::unordered_map<TerminalId, std::size_t> index_;
  std::vector<RingCount> counts_;
  std::vector<bool> has_members_;
  std::set<std::size_t> ready_;  // waiting and online
  std::size_t under_way_ = 0;
  bool alert_ = false;
  WallTime next_silence_ = WallTime::min();  // nobody falls silent before
  std::deque<Action> actions_;
};

}  // namespace tongluo::rollout
