#pragma once
// Framing of the control channel, PROTOCOL.md section 3: a 32-bit big-endian length, then that many bytes of one
// message.
//
//    0                   1                   2                   3
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |               body length (1 … kMaxFrameBytes)                |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |               body: one protobuf Message …                    |
//
// Pure. The length is checked before anything is allocated. A stream with a bad length cannot be resynchronised: it
// must close.

#include <optional>

#include "protocol/base/bytes.hpp"
#include "protocol/wire/wire_error.hpp"

namespace tongluo::wire {

class FrameDecoder {
 public:
  // Takes bytes as they come, cut anywhere. After a failure every later call fails the same way.
  // Appends each completed body to `bodies`. Errors: too_long, missing_field (a zero length).
  WireResult<void> feed(ByteView in, std::vector<Bytes>& bodies);
  std::size_t buffered_bytes() const { return header_.size() + body_.size(); }

 private:
  Bytes header_;
  Bytes body_;
  std::size_t body_size_ = 0;
  std::optional<WireError> failed_;
};

// body.size() must be 1 … kMaxFrameBytes (our own serialisations always are: asserted).
Bytes frame(ByteView body);

}  // namespace tongluo::wire
