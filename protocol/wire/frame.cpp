#include "protocol/wire/frame.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::wire {
namespace {

std::size_t read_length(const Bytes& header) {
  std::size_t length = 0;
  for (const std::byte b : header) length = length << 8 | std::to_integer<std::size_t>(b);
  return length;
}

}  // namespace

WireResult<void> FrameDecoder::feed(ByteView in, std::vector<Bytes>& bodies) {
  if (failed_) return fail(*failed_);
  while (!in.empty()) {
    if (header_.size() < limits::kFrameHeaderBytes) {
      const std::size_t take = std::min(limits::kFrameHeaderBytes - header_.size(), in.size());
      header_.insert(header_.end(), in.begin(), in.begin() + static_cast<std::ptrdiff_t>(take));
      in = in.subspan(take);
      if (header_.size() < limits::kFrameHeaderBytes) return {};
      body_size_ = read_length(header_);
      if (body_size_ == 0) failed_ = WireError{WireFault::missing_field, "frame.body"};
      if (body_size_ > limits::kMaxFrameBytes) failed_ = WireError{WireFault::too_long, "frame.length"};
      if (failed_) return fail(*failed_);
    }
    const std::size_t take = std::min(body_size_ - body_.size(), in.size());
    body_.insert(body_.end(), in.begin(), in.begin() + static_cast<std::ptrdiff_t>(take));
    in = in.subspan(take);
    if (body_.size() < body_size_) return {};
    bodies.push_back(std::move(body_));
    body_ = Bytes();
    header_.clear();
  }
  return {};
}

Bytes frame(ByteView body) {
  TL_ASSERT(!body.empty() && body.size() <= limits::kMaxFrameBytes);
  Bytes out;
  out.reserve(limits::kFrameHeaderBytes + body.size());
  for (std::size_t i = 0; i < limits::kFrameHeaderBytes; ++i)
    out.push_back(static_cast<std::byte>(body.size() >> (8 * (limits::kFrameHeaderBytes - 1 - i)) & 0xffU));
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

}  // namespace tongluo::wire
