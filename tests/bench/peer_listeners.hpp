#pragma once
// Thousands of TCP listeners of another project's server, in a process of their own on the second core. Each connects,
// says its greeting, then counts what comes: octets, and chunks where the stream has Snapcast's framing.

#include <atomic>
#include <functional>
#include <string>
#include <sys/types.h>

#include "protocol/base/time.hpp"

namespace tongluo::bench {

enum class PeerFraming : std::uint8_t { none, snapcast };

struct PeerShared {
  std::atomic<bool> joined{false};
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> heard{0};  // listeners that did
  std::atomic<std::uint64_t> octets{0};
  std::atomic<std::uint64_t> chunks{0};
  std::atomic<std::uint64_t> closed{0};  // connections that the server ended
};

class PeerListeners {
 public:
  using Greeting = std::function<std::string(std::size_t index)>;
  PeerListeners(std::size_t count, std::uint16_t port, const Greeting& greeting, PeerFraming framing);
  ~PeerListeners();
  PeerListeners(const PeerListeners&) = delete;
  PeerListeners& operator=(const PeerListeners&) = delete;

  bool join(seconds patience) const;  // every listener has heard something
  std::uint64_t octets() const { return shared_->octets; }
  std::uint64_t heard() const { return shared_->heard; }
  std::uint64_t chunks() const { return shared_->chunks; }
  std::uint64_t closed() const { return shared_->closed; }

 private:
  PeerShared* shared_;
  pid_t process_ = 0;
};

}  // namespace tongluo::bench
