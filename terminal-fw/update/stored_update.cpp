#include "terminal-fw/update/stored_update.hpp"

#include "protocol/base/limits.hpp"
#include "terminal-fw/update/limits.hpp"

namespace tongluo::update {
namespace {

constexpr std::uint8_t kForm = 1;
constexpr std::size_t kMaxEnvelopeBytes = limits::kMaxFrameBytes;

class Writer {
 public:
  void number(std::uint64_t value, int octets) {
    for (int i = octets - 1; i >= 0; --i) bytes_.push_back(static_cast<std::byte>(value >> (8 * i)));
  }
  void string(ByteView value) {
    number(value.size(), 4);
    raw(value);
  }
  void raw(ByteView value) { bytes_.insert(bytes_.end(), value.begin(), value.end()); }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// The first short read spoils all later ones; asked once, at the end.
class Reader {
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}
  ByteView raw(std::size_t count) {
    good_ = good_ && count <= rest_.size();
    if (!good_) return {};
    const ByteView part = rest_.first(count);
    rest_ = rest_.subspan(count);
    return part;
  }
  std::uint64_t number(std::size_t octets) {
    std::uint64_t value = 0;
    for (const std::byte octet : raw(octets)) value = value << 8 | std::to_integer<std::uint64_t>(octet);
    return value;
  }
  ByteView string(std::size_t limit) {
    const std::uint64_t count = number(4);
    good_ = good_ && count <= limit;
    return raw(good_ ? static_cast<std::size_t>(count) : 0);
  }
  Digest digest() { return digest_from_bytes(raw(Digest::kSize)).value_or(Digest{}); }
  bool good() const { return good_; }

 private:
  ByteView rest_;
  bool good_ = true;
};

wire::UpdateState state_from(std::uint64_t number) {
  return number <= static_cast<std::uint64_t>(wire::kLastUpdateState) ? static_cast<wire::UpdateState>(number)
                                                                      : wire::UpdateState::none;
}

bool fits_together(const StoredUpdate& value) {
  const bool idle = value.state == wire::UpdateState::none;
  return value.state <= wire::UpdateState::trial && idle == value.release.empty() &&
         (value.failure.empty() || value.state == wire::UpdateState::trial) &&
         (!value.last || value.last->state >= wire::UpdateState::confirmed);
}

}  // namespace

Bytes serialize(const StoredUpdate& value) {
  Writer out;
  out.number(kForm, 1);
  out.number(static_cast<std::uint64_t>(value.state), 1);
  out.string(value.release);
  out.string(as_bytes(value.failure));
  out.number(value.version_floor, 8);
  out.number(value.tried.size(), 1);
  for (const Digest& release : value.tried) out.raw(release.view());
  out.number(value.last ? 1 : 0, 1);
  if (value.last) {
    out.raw(value.last->release.view());
    out.number(static_cast<std::uint64_t>(value.last->state), 1);
    out.string(as_bytes(value.last->detail));
  }
  return out.take();
}

std::optional<StoredUpdate> parse_stored_update(ByteView bytes) {
  Reader in(bytes);
  StoredUpdate value;
  if (in.number(1) != kForm) return std::nullopt;
  value.state = state_from(in.number(1));
  const ByteView release = in.string(kMaxEnvelopeBytes);
  value.release.assign(release.begin(), release.end());
  value.failure = as_text(in.string(kMaxDetailBytes));
  value.version_floor = in.number(8);
  const std::uint64_t tried = in.number(1);
  if (tried > kMaxTried) return std::nullopt;
  for (std::uint64_t i = 0; i < tried; ++i) value.tried.push_back(in.digest());
  if (in.number(1) == 1) {
    value.last = LastUpdate{in.digest(), state_from(in.number(1)), {}};
    value.last->detail = as_text(in.string(kMaxDetailBytes));
  }
  const Bytes again = serialize(value);
  if (!in.good() || !fits_together(value) || again != Bytes(bytes.begin(), bytes.end())) return std::nullopt;
  return value;
}

}  // namespace tongluo::update
