#pragma once
// What the live sending counts. Each field rises only; read through Broadcaster::counters().

#include <cstdint>

namespace tongluo::live {

struct LiveCounters {
  // Streams
  std::uint64_t streams_opened = 0, streams_refused = 0, trains = 0, packets = 0;
  std::uint64_t packets_refused = 0;  // unknown stream, wrong size, out of order, past the longest duration
  // Sending
  std::uint64_t train_sends = 0;    // one for each listener
  std::uint64_t octets_sent = 0;    // UDP payload
  std::uint64_t sends_dropped = 0;  // the socket's buffer was full, or no route
  std::uint64_t trains_late = 0;    // given up for some listeners because newer ones waited
  std::uint64_t over_control = 0;   // LivePackets, one for each session
  // Control packets
  std::uint64_t malformed = 0, foreign_tokens = 0, bad_seals = 0, replayed = 0, bad_echoes = 0;
  std::uint64_t opens = 0, opens_refused = 0, challenges = 0, moves = 0, time_answers = 0, expired = 0;
  std::uint64_t nacks = 0, repairs = 0;
  std::uint64_t repairs_repeated = 0;  // asked for again before the answer could have come: not given again
  std::uint64_t repairs_refused = 0;   // over the terminal's budget
  std::uint64_t repairs_missing = 0;   // no longer, or not yet, in the ring
  // Sessions
  std::uint64_t sessions_refused = 0, admissions_dropped = 0, commands_refused = 0;
};

}  // namespace tongluo::live
