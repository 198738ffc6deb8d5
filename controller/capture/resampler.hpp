#pragma once
// Any rate to 48 kHz, by speexdsp, with a stretch that can be changed at any time without a click. A value, moved; the
// capture thread only.

#include <memory>
#include <span>
#include <vector>

#include "protocol/base/result.hpp"

namespace tongluo::capture {

class Resampler {
 public:
  static Result<Resampler> create(std::uint32_t from_rate);          // of the usual ones; error: bad_input, unavailable
  void set_stretch(double stretch);                                  // output per input; 1: exactly 48 kHz
  void process(std::span<const float> in, std::vector<float>& out);  // appends
  std::uint32_t from_rate() const;

 private:
  struct Impl;
  explicit Resampler(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

}  // namespace tongluo::capture
