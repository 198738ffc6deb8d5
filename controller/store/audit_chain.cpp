#include "controller/store/audit_chain.hpp"

#include "protocol/sign/digest_of.hpp"

namespace tongluo::store {
namespace {

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kLengthBytes = 4;

void append_number(Bytes& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t left = bytes; left > 0; --left) out.push_back(static_cast<std::byte>(value >> (8 * (left - 1))));
}

void append_text(Bytes& out, const std::string& text) {
  append_number(out, text.size(), kLengthBytes);
  const ByteView bytes = as_bytes(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

Digest audit_digest(const Digest& previous, std::uint64_t sequence, const controller::SaveAudit& entry) {
  Bytes bytes(previous.octets.begin(), previous.octets.end());
  append_number(bytes, sequence, kNumberBytes);
  append_number(bytes, static_cast<std::uint64_t>(to_us(entry.at)), kNumberBytes);
  append_text(bytes, entry.action);
  append_text(bytes, entry.subject);
  append_text(bytes, entry.detail);
  return sign::digest_of(bytes);
}

}  // namespace tongluo::store
