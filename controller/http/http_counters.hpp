#pragma once
// What the HTTP server counts. Owner thread: the control thread. The codes are bounded: only those we answer with.

#include <cstdint>
#include <map>

namespace tongluo::http {

struct HttpCounters {
  std::uint64_t accepted = 0;
  std::uint64_t refused_full = 0;               // told 503, or closed unheard, because all connections were taken
  std::uint64_t made_room = 0;                  // closed while they waited, because all connections were taken
  std::uint64_t handshake_failures = 0;         // no client certificate, a foreign one, or no TLS at all
  std::uint64_t deadlines = 0;                  // connections closed because a read, write or answer took too long
  std::uint64_t broken_requests = 0;            // cut off or not HTTP
  std::uint64_t exceptions = 0;                 // each ended one connection
  std::uint64_t too_many = 0;                   // turned away: their account asked too often
  std::uint64_t open = 0;                       // connections now
  std::map<unsigned, std::uint64_t> responses;  // by status code
};

}  // namespace tongluo::http
