#include "tests/bench/fanout_speech.hpp"

#include <cstdio>
#include <cstdlib>

#include "protocol/base/limits.hpp"
#include "protocol/os/files.hpp"
#include "terminal-fw/audio/ogg_pages.hpp"

namespace tongluo::bench {
namespace {

constexpr std::size_t kMaxFileBytes = 4 * 1024 * 1024;
constexpr int kHeaderPackets = 2;

[[noreturn]] void give_up(const std::filesystem::path& file, const char* why) {
  std::fprintf(stderr, "fanout-bench: %s: %s\n", file.c_str(), why);
  std::exit(1);
}

}  // namespace

std::vector<Bytes> speech_packets(const std::filesystem::path& file) {
  const auto octets = os::read_file(file, kMaxFileBytes);
  if (!octets) give_up(file, octets.error().detail.c_str());
  audio::OggPages pages;
  pages.feed(*octets);
  std::vector<Bytes> packets;
  int seen = 0;
  for (auto page = pages.next_page(); page && *page; page = pages.next_page())
    while (const auto packet = pages.next_packet())
      if (++seen > kHeaderPackets) packets.emplace_back(packet->begin(), packet->end());
  if (!packets.empty()) packets.pop_back();  // the last one may be cut
  for (const Bytes& packet : packets)
    if (packet.size() != limits::kLivePayloadBytes) give_up(file, "not 24 kbit/s constant, 60 ms");
  if (packets.empty()) give_up(file, "no speech");
  return packets;
}

std::vector<Bytes> no_speech() { return {Bytes(limits::kLivePayloadBytes, std::byte{0x5a})}; }

}  // namespace tongluo::bench
