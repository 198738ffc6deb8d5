#include "controller/live/live_stream.hpp"

#include "controller/live/limits.hpp"
#include "protocol/base/assert.hpp"
#include "protocol/rtp/rtp_packet.hpp"

namespace tongluo::live {
namespace {

constexpr auto kPacket = limits::kLivePacketDuration;

}  // namespace

std::size_t train_packets(milliseconds playout_delay) {
  if (playout_delay < seconds(1)) return 1;
  if (playout_delay < seconds(2)) return 2;
  return 4;
}

bool is_valid(const StreamSettings& settings) {
  return settings.id != 0 && settings.key != nullptr && settings.playout_delay >= limits::kMinPlayoutDelay &&
         settings.playout_delay <= limits::kMaxPlayoutDelay && settings.max_duration > milliseconds(0) &&
         settings.max_duration <= limits::kMaxLiveDuration && settings.first_sequence < kMaxFirstSequence &&
         settings.train_packets <= limits::kMaxTrainPackets;
}

LiveStream::LiveStream(StreamSettings settings)
    : settings_(std::move(settings)),
      signer_(*settings_.key, settings_.order),
      ring_(std::max<milliseconds>(settings_.playout_delay, kMinRepairKept)),
      train_packets_(settings_.train_packets > 0 ? settings_.train_packets : train_packets(settings_.playout_delay)),
      sequence_(settings_.first_sequence),
      timestamp_(settings_.first_timestamp) {
  TL_ASSERT(is_valid(settings_));
}

Result<void, PushFault> LiveStream::push(Now now, WallTime capture, ByteView opus) {
  if (unusable_) return fail(PushFault::unsigned_);
  if (finished_) return fail(PushFault::finished);
  if (opus.size() != limits::kLivePayloadBytes) return fail(PushFault::wrong_size);
  if (capture + settings_.playout_delay >= settings_.sounds_from + settings_.max_duration) {
    exhausted_ = true;
    finish(now);
    return fail(PushFault::finished);
  }
  if (began_ && capture + kGapTolerance < expected_) return fail(PushFault::out_of_order);
  if (!began_ || capture > expected_ + kGapTolerance) skip_to(capture);
  if (open_.packets.empty()) begin_train(now, capture);
  append_packet(opus);
  expected_ = capture + kPacket;
  if (open_.packets.size() == train_packets_ && !flush()) return fail(PushFault::unsigned_);
  return {};
}

// A pause of the source: what is open leaves, the RTP clock jumps over it by whole packets.
void LiveStream::skip_to(WallTime capture) {
  if (began_) {
    flush();
    const auto missing = (capture - expected_ + kPacket / 2) / kPacket;
    timestamp_ += static_cast<std::uint32_t>(missing) * limits::kLivePacketSamples;
  }
  began_ = true;
  marker_ = true;
}

void LiveStream::begin_train(Now now, WallTime capture) {
  open_ = next_manifest();
  open_.capture = capture;
  open_until_ = now.steady + kPacket * static_cast<int>(train_packets_ + 1);
}

void LiveStream::append_packet(ByteView opus) {
  const Bytes packet = rtp::serialize({.marker = std::exchange(marker_, false),
                                       .payload_type = limits::kLivePayloadType,
                                       .sequence = static_cast<std::uint16_t>(sequence_),
                                       .timestamp = timestamp_,
                                       .ssrc = settings_.id,
                                       .payload = opus});
  open_.packets.push_back(stream::short_hash(packet));
  open_packets_.insert(open_packets_.end(), packet.begin(), packet.end());
  ++sequence_;
  timestamp_ += limits::kLivePacketSamples;
}

// False: the key failed.
bool LiveStream::flush() {
  open_until_ = SteadyTime::max();
  if (open_.packets.empty()) return true;
  auto train = close_train(std::exchange(open_, {}), std::exchange(open_packets_, {}));
  if (!train) return false;
  ring_.insert(*train);
  ready_.push_back(std::move(*train));
  return true;
}

std::optional<SharedTrain> LiveStream::close_train(rtp::TrainManifest manifest, Bytes packets) {
  auto train = std::make_shared<Train>();
  train->packets = manifest.packets.size();
  train->first_sequence = manifest.first_sequence;
  train->capture = manifest.capture;
  train->end = manifest.end;
  const auto datagram = signer_.sign(std::move(manifest));
  if (!datagram) {
    unusable_ = finished_ = true;
    ends_left_ = 0;
    next_end_ = open_until_ = SteadyTime::max();
    return std::nullopt;
  }
  train->segment_bytes = train->packets == 0 ? datagram->size() : packets.size() / train->packets;
  TL_ASSERT(datagram->size() <= train->segment_bytes);  // a larger last segment would be cut
  train->octets = std::move(packets);
  train->octets.insert(train->octets.end(), datagram->begin(), datagram->end());
  return train;
}

rtp::TrainManifest LiveStream::next_manifest() const {
  rtp::TrainManifest manifest;
  manifest.stream_id = settings_.id;
  manifest.first_sequence = sequence_;
  manifest.first_timestamp = timestamp_;
  manifest.capture = expected_;
  return manifest;
}

void LiveStream::finish(Now now) {
  if (finished_) return;
  finished_ = true;
  if (!flush()) return;
  rtp::TrainManifest manifest = next_manifest();
  if (!began_) manifest.capture = now.wall;
  manifest.end = true;
  auto train = close_train(std::move(manifest), {});
  if (!train) return;
  end_ = std::move(*train);
  ring_.insert(end_);
  ends_left_ = kEndManifests;
  send_end(now);
}

void LiveStream::send_end(Now now) {
  ready_.push_back(end_);
  --ends_left_;
  next_end_ = ends_left_ > 0 ? now.steady + kEndInterval : SteadyTime::max();
}

void LiveStream::on_deadline(Now now) {
  if (now.steady >= open_until_) flush();
  if (now.steady >= next_end_) send_end(now);
}

std::optional<SharedTrain> LiveStream::next_train() {
  if (ready_.empty()) return std::nullopt;
  SharedTrain train = std::move(ready_.front());
  ready_.pop_front();
  return train;
}

SteadyTime LiveStream::next_deadline() const { return std::min(open_until_, next_end_); }

}  // namespace tongluo::live
