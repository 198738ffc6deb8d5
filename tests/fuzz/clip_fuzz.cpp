// Clips: whatever arrives, cut anywhere, gives the same packets and the same verdict, and every packet can be decoded.
// Page checksums are made right first, so that the fuzzer gets past that gate; the first byte chooses the
// fragmentation.

#include <algorithm>
#include <ogg/ogg.h>
#include <vector>

#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "terminal-fw/playout/player.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;

constexpr std::size_t kMaxInput = 64 * 1024;
constexpr std::size_t kPulls = 50;
constexpr auto kDuration = milliseconds(10'000);

// Every whole page from the front gets its right checksum; stops at the first thing that is no page.
void repair_checksums(std::span<unsigned char> bytes) {
  constexpr std::size_t kHeader = 27;
  while (bytes.size() >= kHeader && std::equal(bytes.begin(), bytes.begin() + 4, "OggS")) {
    const std::size_t header = kHeader + bytes[26];
    if (bytes.size() < header) return;
    std::size_t body = 0;
    for (std::size_t i = kHeader; i < header; ++i) body += bytes[i];
    if (bytes.size() < header + body) return;
    ogg_page page{bytes.data(), static_cast<long>(header), bytes.data() + header, static_cast<long>(body)};
    ogg_page_checksum_set(&page);
    bytes = bytes.subspan(header + body);
  }
}

std::shared_ptr<audio::ClipPackets> read_in_steps(ByteView bytes, std::size_t step, bool& good) {
  auto clip = audio::ClipPackets::create(bytes.size(), kDuration);
  good = true;
  for (std::size_t at = 0; good && at < bytes.size(); at += step)
    good = clip->append(bytes.subspan(at, std::min(step, bytes.size() - at))).has_value();
  good = clip->finish().has_value() && good;
  return clip;
}

void play(const std::shared_ptr<audio::ClipPackets>& clip) {
  audio::OpusDecoder decoder;
  playout::Player player(decoder);
  playout::Programme programme;
  programme.items.push_back({clip});
  player.load(std::move(programme));
  playout::Frame frame;
  for (std::size_t i = 0; i < kPulls && player.pull(frame); ++i) {
  }
  TL_ASSERT(player.progress().samples_played <= clip->total_samples().value_or(UINT64_MAX));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > kMaxInput) return 0;
  std::vector<unsigned char> input(data + 1, data + size);
  repair_checksums(input);
  const ByteView bytes = std::as_bytes(std::span(input));
  bool whole_good = false, cut_good = false;
  const auto whole = read_in_steps(bytes, std::max<std::size_t>(1, bytes.size()), whole_good);
  const auto cut = read_in_steps(bytes, 1 + data[0] % 69, cut_good);
  TL_ASSERT(whole_good == cut_good);
  if (whole_good) {
    TL_ASSERT(whole->available() == cut->available() && whole->total_samples() == cut->total_samples());
    for (std::size_t i = 0; i < whole->available(); ++i)
      TL_ASSERT(std::ranges::equal(whole->packet(i), cut->packet(i)));
  }
  play(whole);
  return 0;
}
