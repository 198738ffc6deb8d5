#pragma once
// One watcher for each promise of the system (docs/simulation.md names them). A breach stops the world.

#include "tests/sim/county.hpp"

namespace tongluo::sim {

namespace promise {
inline constexpr const char* kOrdersKept = "no order acknowledged as durable is lost";
inline constexpr const char* kAudited = "every order that was taken is in the audit";
inline constexpr const char* kSoundsOnce = "no occurrence sounds again after its final outcome";
inline constexpr const char* kVerified = "nothing sounds that this terminal could not verify";
inline constexpr const char* kEnds = "nothing sounds after its end or after a stop that the terminal knows";
inline constexpr const char* kHigherWins = "a higher level is never kept waiting by a lower one";
inline constexpr const char* kReports = "every reachable terminal ends with a final outcome for every occurrence";
inline constexpr const char* kReceiptsKept = "a receipt that was acknowledged is never lost";
inline constexpr const char* kOneFinal = "every occurrence has one final outcome, and states never go back";
inline constexpr const char* kHeard = "a receipt says sounded only when sound came out";
inline constexpr const char* kGenuine = "the controller believes only what a terminal signed";
inline constexpr const char* kCancelled = "nothing is cancelled but by somebody with the right to";
inline constexpr const char* kBounded = "every queue is bounded";
inline constexpr const char* kFailsClosed =
    "what cannot be remembered does not sound, but for alerts of level I and II";
inline constexpr const char* kLevelOneFirst = "an alert of level I is not sent behind what was ordered after it";
}  // namespace promise

// Of one promise, or (null) of all.
void watch(County& county, const char* only);

// What the watchers share.
class Checker : public Watcher {
 public:
  Checker(County& county, const char* promise) : county_(county), promise_(promise) {}
  const char* promise() const { return promise_; }

 protected:
  void broken(const std::string& detail) { county_.environment.broken(promise_, detail); }
  SteadyTime now() const { return county_.environment.now(); }
  County& county_;

 private:
  const char* promise_;
};

// checkers_controller.cpp
std::unique_ptr<Checker> orders_kept(County& county);
std::unique_ptr<Checker> audited(County& county);
std::unique_ptr<Checker> receipts_kept(County& county);
std::unique_ptr<Checker> genuine_receipts(County& county);
// checkers_outcome.cpp
std::unique_ptr<Checker> all_report(County& county);
std::unique_ptr<Checker> one_final(County& county);
std::unique_ptr<Checker> cancelled_by_right(County& county);
std::unique_ptr<Checker> heard(County& county);
// checkers_sound.cpp
std::unique_ptr<Checker> sounds_once(County& county);
std::unique_ptr<Checker> verified(County& county);
std::unique_ptr<Checker> ends(County& county);
std::unique_ptr<Checker> higher_wins(County& county);
std::unique_ptr<Checker> bounded(County& county);
// checkers_rank.cpp
std::unique_ptr<Checker> fails_closed(County& county);
std::unique_ptr<Checker> level_one_first(County& county);

// A terminal that has just lost part of its journal must refuse it from now on, unless an open order of it is left.
bool is_refused_after_damage(const County& county, const Digest& order);

using OutcomeKey = std::tuple<std::size_t, Digest, std::uint32_t>;  // terminal, order, occurrence
std::string to_text(const OutcomeKey& key);

}  // namespace tongluo::sim
