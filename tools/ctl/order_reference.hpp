#pragma once
// REF: an order's digest, or at least eight hexadecimal digits of its beginning. It must name exactly one order; if
// not, the Failure lists the candidates. The controller resolves it, and its answer must begin with what was typed.

#include "protocol/base/digest.hpp"
#include "tools/ctl/api.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMinReferenceDigits = 8;
constexpr std::size_t kMaxShownCandidates = 10;

// Lower case; usage if it is no reference by its form.
Try<std::string> parse_reference(const std::string& text);
Try<Digest> resolve_reference(const Api& api, const std::string& reference);

}  // namespace tongluo::ctl
