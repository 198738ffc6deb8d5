#pragma once
// SHA-256 of bytes that come bit by bit. Owner: one thread. Allocates only when it is made.

#include <memory>

#include "protocol/base/digest.hpp"

namespace tongluo::sign {

class RunningDigest {
 public:
  RunningDigest();
  ~RunningDigest();
  RunningDigest(const RunningDigest&) = delete;
  RunningDigest& operator=(const RunningDigest&) = delete;

  void begin();  // afresh
  void add(ByteView bytes);
  Digest finish();  // of everything since begin(), which comes next

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tongluo::sign
