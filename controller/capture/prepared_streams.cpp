#include "controller/capture/prepared_streams.hpp"

#include <algorithm>

#include "controller/capture/limits.hpp"

namespace tongluo::capture {
namespace {

bool fits(const PreparedStream& stream, std::uint32_t id, ByteView spki, WallTime now) {
  const Bytes& own = stream.key->spki();
  return stream.id == id && now <= stream.until && std::equal(own.begin(), own.end(), spki.begin(), spki.end());
}

}  // namespace

void PreparedStreams::keep(WallTime now, PreparedStream stream) {
  expire(now);
  if (streams_.size() >= kMaxPreparedStreams) {
    streams_.pop_front();
    ++displaced_;
  }
  stream.until = now + kPreparedKeyLife;
  streams_.push_back(std::move(stream));
}

bool PreparedStreams::holds(std::uint32_t id, ByteView spki, WallTime now) const {
  return std::any_of(streams_.begin(), streams_.end(), [&](const auto& stream) { return fits(stream, id, spki, now); });
}

bool PreparedStreams::knows(std::uint32_t id) const {
  return std::any_of(streams_.begin(), streams_.end(), [id](const auto& stream) { return stream.id == id; });
}

PreparedStream* PreparedStreams::of_order(const Digest& order) {
  const auto at =
      std::find_if(streams_.begin(), streams_.end(), [&order](const auto& stream) { return stream.order == order; });
  return at == streams_.end() ? nullptr : &*at;
}

std::optional<PreparedStream> PreparedStreams::take(std::uint32_t id, ByteView spki, WallTime now) {
  const auto at =
      std::find_if(streams_.begin(), streams_.end(), [&](const auto& stream) { return fits(stream, id, spki, now); });
  if (at == streams_.end()) return std::nullopt;
  PreparedStream taken = std::move(*at);
  streams_.erase(at);
  return taken;
}

void PreparedStreams::forget(const Digest& order) {
  std::erase_if(streams_, [&order](const auto& stream) { return stream.order == order; });
}

void PreparedStreams::expire(WallTime now) {
  std::erase_if(streams_, [now](const auto& stream) { return stream.until < now; });
}

}  // namespace tongluo::capture
