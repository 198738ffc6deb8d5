#pragma once
// A microphone at the controller, read without waiting: whatever the sound card has captured since the last call.
// The capture thread only. Limits: at most a quarter of a second at once. Errors: unavailable (no such device, or it
// refuses 48 kHz mono 16 bits), io (it went away).

#include <memory>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"

namespace tongluo::capture {

class AlsaSource {
 public:
  static Result<AlsaSource> open(const std::string& device);  // "default", "plughw:1,0"
  Result<std::vector<float>> read();                          // 48 kHz mono; empty: nothing new

 private:
  struct Impl;
  explicit AlsaSource(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

}  // namespace tongluo::capture
