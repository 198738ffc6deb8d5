#pragma once
// Why a datagram is not what it should be. One enumeration for the module; each is counted, none is answered.

#include <cstdint>
#include <string_view>

#include "protocol/base/result.hpp"

namespace tongluo::rtp {

enum class MediaFault : std::uint8_t {
  truncated,    // shorter than its own header says
  too_long,     // longer than its limit, or bytes behind its end
  not_rtp,      // another version, padding, contributors or extensions that we never send
  not_ours,     // RTCP, but no manifest of ours
  bad_count,    // no entries, or more than the limit
  bad_value,    // a reserved field that is not zero, or a value out of range
  unknown_kind  // a control packet of a newer version
};
std::string_view to_string(MediaFault fault);

template <class T>
using MediaResult = Result<T, MediaFault>;

}  // namespace tongluo::rtp
