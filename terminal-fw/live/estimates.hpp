#pragma once
// What the link was seen to do: round trip, reordering, how long after its packets a manifest comes, when a train is
// due. Pure values.

#include <algorithm>

#include "protocol/base/time.hpp"
#include "terminal-fw/live/limits.hpp"

namespace tongluo::live {

// Mean and mean deviation as in RFC 6298 section 2.
class Smoothed {
 public:
  void add(microseconds sample) {
    if (!known_) {
      known_ = true;
      mean_ = sample;
      deviation_ = std::chrono::abs(sample) / 2;
      return;
    }
    deviation_ += (std::chrono::abs(sample - mean_) - deviation_) / 4;
    mean_ += (sample - mean_) / 8;
  }
  bool known() const { return known_; }
  microseconds mean() const { return mean_; }
  microseconds deviation() const { return deviation_; }

 private:
  bool known_ = false;
  microseconds mean_{0};
  microseconds deviation_{0};
};

class LinkEstimates {
 public:
  void on_round_trip(microseconds sample) {
    if (sample >= microseconds(0)) round_trip_.add(sample);
  }
  // A packet was held for missing, and came by itself so long afterwards.
  void on_overtaken(microseconds extent) { reorder_ = std::max(reorder_, extent); }
  // The train's manifest came so long after its last packet.
  void on_manifest_gap(microseconds gap) { manifest_gap_ = std::max(gap, manifest_gap_ - manifest_gap_ / 64); }
  // Arrival less capture of the train's last packet, by the controller's clock; repairs are not counted.
  void on_train(microseconds transit) {
    transit_.add(transit);
    reorder_ -= reorder_ / 64;
  }

  microseconds round_trip() const {
    const microseconds mean = round_trip_.known() ? round_trip_.mean() : microseconds(kFirstRoundTrip);
    return std::clamp<microseconds>(mean, kMinRoundTrip, kMaxRoundTrip);
  }
  // Until it is asked for again: 1.2 round trips, sooner when little time is left, so that a bad link still gets
  // kRequestsInTime chances; never below half a round trip.
  microseconds retry(microseconds left) const {
    return std::clamp<microseconds>(left / kRequestsInTime, round_trip() / 2, round_trip() * 6 / 5);
  }
  microseconds reorder_margin() const {
    return std::clamp<microseconds>(reorder_, kMinReorderMargin, kMaxReorderMargin);
  }
  microseconds manifest_margin() const {
    return std::clamp<microseconds>(manifest_gap_, reorder_margin(), kMaxManifestMargin);
  }
  bool transit_known() const { return transit_.known(); }
  // From capture to when it should have come.
  microseconds arrival_limit() const {
    return transit_.mean() + std::max<microseconds>(4 * transit_.deviation(), kMinArrivalMargin);
  }

 private:
  Smoothed round_trip_;
  Smoothed transit_;
  microseconds reorder_{0};
  microseconds manifest_gap_{0};  // the longest, fading
};

}  // namespace tongluo::live
