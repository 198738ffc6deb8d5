#include "controller/main/ticket_file.hpp"

#include <algorithm>
#include <optional>
#include <spdlog/spdlog.h>

#include "protocol/os/files.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::daemon {
namespace {

constexpr std::size_t kTimeBytes = 8;  // when they were made: µs since 1970, big-endian, before the keys
constexpr std::size_t kFileBytes = kTimeBytes + transport::kTicketKeyBytes;
constexpr unsigned kOwnerOnly = 0600;

std::optional<transport::TicketKeys> stored_keys(const std::filesystem::path& file, WallTime now) {
  const auto content = os::read_file(file, kFileBytes);
  if (!content || content->size() != kFileBytes) return std::nullopt;
  std::uint64_t made_us = 0;
  for (std::size_t i = 0; i < kTimeBytes; ++i) made_us = made_us << 8U | std::to_integer<std::uint64_t>((*content)[i]);
  const auto now_us = static_cast<std::uint64_t>(to_us(now));
  const auto most_us = static_cast<std::uint64_t>(microseconds(kTicketKeysAge).count());
  if (made_us > now_us || now_us - made_us > most_us) return std::nullopt;
  transport::TicketKeys keys{};
  std::copy(content->begin() + kTimeBytes, content->end(), keys.begin());
  return keys;
}

Bytes file_of(const transport::TicketKeys& keys, WallTime made) {
  Bytes content;
  for (std::size_t i = kTimeBytes; i-- > 0;)
    content.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(to_us(made)) >> (8 * i)));
  content.insert(content.end(), keys.begin(), keys.end());
  return content;
}

}  // namespace

transport::TicketKeys load_ticket_keys(const std::filesystem::path& file, WallTime now) {
  if (const auto stored = stored_keys(file, now)) return *stored;
  transport::TicketKeys keys{};
  const Bytes random = os::random_bytes(keys.size());
  std::copy(random.begin(), random.end(), keys.begin());
  if (const auto written = os::write_file(file, file_of(keys, now), kOwnerOnly); !written)
    spdlog::warn("event=ticket_keys_unwritten detail=\"{}\"", written.error().detail);
  return keys;
}

}  // namespace tongluo::daemon
