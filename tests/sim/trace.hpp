#pragma once
// What happened, line by line: the last lines for a failure, a running hash of all of them, and all of them where
// asked. Equal seeds give equal hashes. One thread. Limit: kKeptLines, the oldest leaves.

#include <deque>
#include <ostream>
#include <string>

#include "protocol/base/time.hpp"

namespace tongluo::sim {

constexpr std::size_t kKeptLines = 60;

class Trace {
 public:
  explicit Trace(std::ostream* all = nullptr) : all_(all) {}
  void line(SteadyTime at, const std::string& text);
  const std::deque<std::string>& last() const { return last_; }
  std::uint64_t hash() const { return hash_; }
  std::uint64_t lines() const { return lines_; }

 private:
  std::ostream* all_;
  std::deque<std::string> last_;
  std::uint64_t hash_ = 0xcbf29ce484222325U;  // FNV-1a
  std::uint64_t lines_ = 0;
};

}  // namespace tongluo::sim
