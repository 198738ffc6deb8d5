#include "terminal-fw/playout/item_reader.hpp"

#include <algorithm>

#include "terminal-fw/playout/sound.hpp"

namespace tongluo::playout {
namespace {

constexpr std::size_t kPrerollSamples = 3'840;  // RFC 7845 section 4.6: the decoder converges within 80 ms

}  // namespace

void ItemReader::begin(const PacketSource& source, std::uint64_t skip) {
  source_ = &source;
  next_index_ = 0;
  position_ = 0;
  skip_left_ = skip;
  pre_skip_left_ = 0;
  concealed_ = 0;
  decoded_begin_ = decoded_end_ = 0;
  decoder_.reset();
}

ItemReader::Read ItemReader::read(std::span<std::int16_t> out) {
  if (skip_reaches_end()) return {0, State::ended};
  std::size_t done = 0;
  while (done < out.size()) {  // each turn takes a packet, delivers samples or returns
    if (at_end()) return {done, State::ended};
    if (decoded_begin_ == decoded_end_) {
      const State state = next_packet();
      if (state != State::ready) return {done, state};
      continue;
    }
    std::size_t count = std::min(out.size() - done, decoded_end_ - decoded_begin_);
    if (const auto total = source_->total_samples())
      count = static_cast<std::size_t>(std::min<std::uint64_t>(count, *total - position_));
    std::copy_n(decoded_.begin() + static_cast<std::ptrdiff_t>(decoded_begin_), count,
                out.begin() + static_cast<std::ptrdiff_t>(done));
    decoded_begin_ += count;
    position_ += count;
    done += count;
  }
  return {done, at_end() ? State::ended : State::ready};
}

bool ItemReader::skip_reaches_end() {
  if (skip_left_ == 0) return false;
  const auto total = source_->total_samples();
  if (!total || position_ + skip_left_ < *total) return false;
  skip_left_ -= *total > position_ ? *total - position_ : 0;
  position_ = std::max(position_, *total);
  return true;
}

bool ItemReader::at_end() const {
  if (const auto total = source_->total_samples(); total && position_ >= *total) return true;
  // complete() first: only a complete source's count is final.
  return decoded_begin_ == decoded_end_ && source_->complete() && next_index_ >= source_->available();
}

ItemReader::State ItemReader::next_packet() {
  const bool complete = source_->complete();
  if (next_index_ >= source_->available()) return complete ? State::ended : State::starved;
  if (next_index_ == 0) pre_skip_left_ = source_->pre_skip();
  const ByteView packet = source_->packet(next_index_++);
  const std::size_t samples = packet_samples(packet);
  decoded_begin_ = decoded_end_ = 0;
  if (samples > 0 && pre_skip_left_ + skip_left_ >= samples + kPrerollSamples) {
    drop(samples);
    return State::ready;
  }
  if (!decode_next(packet, samples)) ++concealed_;
  decoded_begin_ = drop(decoded_end_);
  return State::ready;
}

// False if the packet had to be concealed.
bool ItemReader::decode_next(ByteView packet, std::size_t samples) {
  decoded_end_ = std::min(decoder_.decode(packet, decoded_), decoded_.size());
  if (decoded_end_ > 0) return true;
  decoded_end_ = samples > 0 ? samples : kFrameSamples;
  const std::span<std::int16_t> lost = std::span(decoded_).first(decoded_end_);
  const std::size_t concealed = std::min(decoder_.conceal(decoded_end_, lost), decoded_end_);
  std::ranges::fill(lost.subspan(concealed), std::int16_t{0});
  return false;
}

// Takes up to `samples` off what is still to be dropped; returns how many.
std::size_t ItemReader::drop(std::size_t samples) {
  const auto before = static_cast<std::size_t>(std::min<std::uint64_t>(samples, pre_skip_left_));
  const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(samples - before, skip_left_));
  pre_skip_left_ -= before;
  skip_left_ -= skipped;
  position_ += skipped;
  return before + skipped;
}

}  // namespace tongluo::playout
