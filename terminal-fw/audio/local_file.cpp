#include "terminal-fw/audio/local_file.hpp"

#include <algorithm>
#include <array>
#include <new>

#include "protocol/os/folder_file.hpp"
#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "terminal-fw/playout/opus_packet.hpp"

namespace tongluo::audio {
namespace {

constexpr auto kLongestFile = std::chrono::duration_cast<milliseconds>(std::chrono::hours(1));
constexpr auto kFullQueuePause = milliseconds(10);  // it holds 320 ms
constexpr std::size_t kQueueFrames = 16;
constexpr std::size_t kPrerollPackets = 4;  // decoded unheard where it goes on in the middle (RFC 7845, 4.6)

Result<std::shared_ptr<ClipPackets>> packets_of(ByteView content) {
  auto packets = ClipPackets::create(content.size(), kLongestFile);
  if (auto taken = packets->append(content); !taken) return fail(taken.error());
  if (auto whole = packets->finish(); !whole) return fail(whole.error());
  return packets;
}

// A stranger's file must not be what ends the program at its ceiling.
Result<std::shared_ptr<ClipPackets>> packets_within_memory(ByteView content) {
  try {
    return packets_of(content);
  } catch (const std::bad_alloc&) {
    return fail(ErrorKind::limit, "no memory for it: at the ceiling supervision.memory_mb, or the device has no more");
  }
}

}  // namespace

LocalFile::LocalFile(std::shared_ptr<const StickReading> reading, std::size_t position,
                     std::shared_ptr<playout::PcmQueue> frames, std::function<void()> ended)
    : reading_(std::move(reading)),
      frames_(std::move(frames)),
      ended_(std::move(ended)),
      position_(position),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

LocalFile::~LocalFile() {
  thread_.request_stop();
  thread_.join();
}

std::string LocalFile::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void LocalFile::end_with(std::string trouble) {
  {
    const std::lock_guard lock(mutex_);
    trouble_ = std::move(trouble);
  }
  ended_();
}

void LocalFile::run(const std::stop_token& stop) {
  const auto content = reading_->wait(stop);
  if (!content) return;
  const auto packets = *content ? packets_within_memory(**content) : fail(content->error());
  if (!packets) return end_with(os::printable_name(reading_->name()) + ": " + packets.error().detail);
  play(stop, **packets);
  if (!stop.stop_requested()) end_with("");
}

void LocalFile::play(const std::stop_token& stop, const ClipPackets& packets) {
  OpusDecoder decoder;
  decoder.reset();
  std::array<std::int16_t, playout::kMaxPacketSamples> decoded{};
  const std::size_t begin = std::min(position_.load(), packets.available());
  for (std::size_t i = begin - std::min(begin, kPrerollPackets); i < begin; ++i)
    decoder.decode(packets.packet(i), decoded);
  std::uint64_t skip = begin == 0 ? packets.pre_skip() : 0;
  std::uint64_t left = begin == 0 ? packets.total_samples().value_or(0) : UINT64_MAX;
  for (std::size_t i = begin; i < packets.available() && left > 0; ++i) {
    const std::size_t count = decoder.decode(packets.packet(i), decoded);
    std::span<const std::int16_t> samples(decoded.data(), count);
    samples = samples.subspan(static_cast<std::size_t>(std::min<std::uint64_t>(skip, count)));
    skip -= count - samples.size();
    samples = samples.first(static_cast<std::size_t>(std::min<std::uint64_t>(left, samples.size())));
    left -= samples.size();
    if (!push(stop, samples)) return;
    position_ = i + 1;
  }
  if (filled_ > 0) {
    const playout::Frame silence{};
    if (!push(stop, std::span(silence).first(frame_.size() - filled_))) return;
  }
  wait_for_room(stop, kQueueFrames);  // until its last sample was taken
}

// False: it is to stop.
bool LocalFile::push(const std::stop_token& stop, std::span<const std::int16_t> samples) {
  while (!samples.empty()) {
    const std::size_t count = std::min(samples.size(), frame_.size() - filled_);
    std::copy_n(samples.begin(), count, frame_.begin() + static_cast<std::ptrdiff_t>(filled_));
    samples = samples.subspan(count);
    filled_ += count;
    if (filled_ < frame_.size()) continue;
    if (!wait_for_room(stop, 1)) return false;
    frames_->try_push(playout::Frame(frame_));
    filled_ = 0;
  }
  return !stop.stop_requested();
}

bool LocalFile::wait_for_room(const std::stop_token& stop, std::size_t slots) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested() && frames_->free_slots() < slots)
    changed_.wait_for(lock, stop, kFullQueuePause, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace tongluo::audio
