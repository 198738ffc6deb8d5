#pragma once
// Cancels and stop-alls seen, for the orders that arrive after them. Pure value; owner: the core. Limit: kMaxStops;
// when full the one that expires first leaves, those that dispatch did not sign before all others.

#include <map>
#include <optional>

#include "protocol/trust/admission.hpp"
#include "terminal-fw/core/journal.hpp"

namespace tongluo::terminal {

struct Stop {
  StoredStop stored;
  std::variant<trust::AdmittedCancel, trust::AdmittedStopAll> object;
};

class StopMemory {
 public:
  bool contains(const Digest& digest) const { return stops_.contains(digest); }
  // What had to leave, or had expired.
  std::vector<Digest> add(Stop stop, WallTime now);
  bool stopped(const trust::AdmittedOrder& order, const Envelope& envelope, const trust::VerifiedTrustList& list,
               const wire::PlaceRecord& place) const;
  std::vector<Stop> all() const;
  std::size_t size() const { return stops_.size(); }
  std::uint64_t evicted() const { return evicted_; }  // before they expired

 private:
  std::map<Digest, Stop> stops_;
  std::uint64_t evicted_ = 0;
};

}  // namespace tongluo::terminal
