#pragma once
// By which way a stream comes: datagrams, or the control channel while no datagrams pass or forged manifests flood
// them. PROTOCOL.md 11.4, 11.6. Pure.

#include <array>
#include <optional>

#include "protocol/base/time.hpp"
#include "protocol/rtp/control_packet.hpp"
#include "terminal-fw/live/limits.hpp"

namespace tongluo::live {

enum class Way : std::uint8_t { datagram, control_channel };

class PathChooser {
 public:
  explicit PathChooser(SteadyTime opened) : opened_(opened) {}

  void on_opened(SteadyTime now, rtp::StreamState state);
  void on_verified_train(SteadyTime now, Way way);
  void on_failed_manifest(SteadyTime now);     // of the datagram way
  void on_unchecked_manifest(SteadyTime now);  // of the datagram way: over the budget
  void on_no_datagrams() { no_datagrams_ = true; }
  void on_new_session(SteadyTime now);
  void on_end() { ended_ = true; }

  // The control channel is wanted from now on, or no longer; each change is told once.
  std::optional<bool> decide(SteadyTime now);
  SteadyTime next_deadline() const;
  bool on_control_channel() const { return asked_; }
  // The control channel carried a verified train within the last two seconds.
  bool control_channel_works(SteadyTime now) const;
  bool datagrams_work(SteadyTime now) const;

 private:
  SteadyTime silence_due() const;
  bool flooded(SteadyTime now) const;
  bool may_return(SteadyTime now) const;

  SteadyTime opened_;
  bool no_datagrams_ = false;
  bool ended_ = false;
  bool asked_ = false;
  SteadyTime asked_at_{};
  microseconds hold_{kFirstHold};
  std::optional<SteadyTime> heard_;          // last verified train by datagram
  std::optional<SteadyTime> heard_control_;  // by the control channel
  std::optional<SteadyTime> said_not_now_;   // last Opened of another state than flowing
  std::optional<SteadyTime> flowing_since_;  // first Opened(flowing) since the last train
  std::optional<SteadyTime> last_unchecked_;
  std::array<std::optional<SteadyTime>, kMaxFailuresPerSecond + 1> failures_;  // a ring of the last ones
  std::size_t next_failure_ = 0;
  std::size_t return_trains_ = 0;
};

}  // namespace tongluo::live
