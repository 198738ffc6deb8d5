#pragma once
// The audit log's hash chain: each entry's digest covers its content and the digest of the entry before it, so no entry
// can be changed, removed or inserted unseen. Pure. The first entry follows the zero digest and has sequence 1.
// Digested bytes: previous (32) ‖ sequence (8) ‖ microseconds since 1970 (8) ‖ action, subject and detail, each as
// length (4) ‖ UTF-8. Numbers are big-endian.

#include <cstdint>

#include "controller/core/stored.hpp"

namespace tongluo::store {

Digest audit_digest(const Digest& previous, std::uint64_t sequence, const controller::SaveAudit& entry);

}  // namespace tongluo::store
