// Keys, streams and their ends.

#include "controller/main/live_speech.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

#include "controller/main/live_speech_impl.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::daemon {
namespace {

constexpr std::size_t kTokenBytes = 24;

std::uint32_t random_number() {
  std::uint32_t number = 0;
  for (const std::byte byte : os::random_bytes(sizeof number))
    number = number << 8 | std::to_integer<std::uint32_t>(byte);
  return number;
}

std::string reason_of(live::StreamEnd why) {
  switch (why) {
    case live::StreamEnd::ended:
      return "the holder has ended it";
    case live::StreamEnd::stopped:
      return "its order was cancelled, stopped or superseded";
    case live::StreamEnd::exhausted:
      return "its longest duration is over";
    case live::StreamEnd::unusable:
      return "it could not be sent";
  }
  return "unknown";
}

}  // namespace

LiveSpeech::LiveSpeech(boost::asio::io_context& context, const LiveConfig& config, Path recordings)
    : context_(context), config_(config), recordings_(std::move(recordings)), key_round_(context) {
  std::error_code ignored;  // opening a stream says what is wrong
  std::filesystem::create_directories(recordings_, ignored);
  capture::HubSinks sinks;
  sinks.packet = [this](live::LivePacket packet) {
    if (output_.push) output_.push(std::move(packet));
  };
  sinks.source_over = [this](live::StreamId stream, const Error& error) {
    boost::asio::post(context_, [this, stream, error] { on_source_over(stream, error); });
  };
  capture_ = std::make_unique<CaptureThread>(std::move(sinks));
}

LiveSpeech::~LiveSpeech() { stop(); }

void LiveSpeech::stop() {
  key_round_.cancel();
  capture_->stop();
}

SpeechCounters LiveSpeech::counters() const { return {recordings_kept_, recordings_failed_, trains_unrecorded_}; }

// Before any stream is open, so the capture thread has not looked at it yet.
void LiveSpeech::attach(LiveOutput output) { output_ = std::move(output); }

Result<capture::PreparedStream> LiveSpeech::make_stream(controller::OrderDraft& draft) {
  auto key = sign::PrivateKey::generate(Algorithm::ed25519);
  if (!key) return fail(ErrorKind::unavailable, "a stream key cannot be made: " + sign::to_string(key.error()));
  capture::PreparedStream stream;
  do stream.id = random_number();
  while (stream.id == 0 || prepared_.knows(stream.id) || streams_.contains(stream.id));
  stream.key = std::make_shared<const sign::PrivateKey>(std::move(*key));
  stream.token = to_hex(os::random_bytes(kTokenBytes));
  draft.live->stream_id = stream.id;
  draft.live->key_algorithm = Algorithm::ed25519;
  draft.live->stream_key = stream.key->spki();
  return stream;
}

void LiveSpeech::keep(capture::PreparedStream stream, const Digest& order) {
  stream.order = order;
  prepared_.keep(os::wall_now(), std::move(stream));
  forget_old_keys();
}

void LiveSpeech::forget_old_keys() {
  prepared_.expire(os::wall_now());
  if (prepared_.size() == 0) return;
  key_round_.expires_after(kKeyRound);
  key_round_.async_wait([this](boost::system::error_code error) {
    if (!error) forget_old_keys();
  });
}

bool LiveSpeech::holds(std::uint32_t stream_id, ByteView spki, WallTime now) const {
  return prepared_.holds(stream_id, spki, now);
}

LiveSpeech::SharedStream LiveSpeech::find_open(std::uint32_t stream) const {
  const auto at = streams_.find(stream);
  return at == streams_.end() ? nullptr : at->second;
}

LiveSpeech::SharedStream LiveSpeech::find_ended(std::uint32_t stream) const {
  const auto at = std::find_if(ended_.begin(), ended_.end(), [stream](const auto& one) { return one->id == stream; });
  return at == ended_.end() ? nullptr : *at;
}

void LiveSpeech::on_stream_started(const controller::StartStream& start) {
  auto prepared = prepared_.take(start.programme.stream_id, start.programme.stream_key, os::wall_now());
  if (!prepared)
    return spdlog::warn("event=live_without_key order={} stream={}", to_string(start.order), start.programme.stream_id);
  open(start, std::move(*prepared));
}

void LiveSpeech::open(const controller::StartStream& start, capture::PreparedStream prepared) {
  auto stream = std::make_shared<Stream>(context_);
  stream->id = prepared.id;
  stream->order = start.order;
  stream->token = std::move(prepared.token);
  stream->token_given = prepared.token_given;
  stream->holder = start.programme.holder;
  stream->first_sound = start.first_sound;
  stream->until = start.until;
  streams_.insert_or_assign(stream->id, stream);
  const live::StreamSettings settings{stream->id,
                                      start.order,
                                      std::move(prepared.key),
                                      start.programme.playout_delay,
                                      0,  // trains as the delay says
                                      start.order_class,
                                      start.level,
                                      start.first_sound,
                                      start.programme.max_duration,
                                      random_number() % live::kMaxFirstSequence,
                                      random_number()};
  if (output_.open && !output_.open(settings)) return end(stream, "the live thread takes no more streams", true);
  const auto delay = start.programme.playout_delay;
  capture::StreamPlan plan{stream->id,
                           start.first_sound - delay,
                           start.until - delay,
                           file_of(start.order),
                           {"TITLE=live speech", "ORDER=" + to_string(start.order), "ARTIST=" + stream->holder},
                           stream->meter};
  capture_->post([this, plan = std::move(plan), id = stream->id](capture::CaptureHub& hub) mutable {
    const auto opened = hub.open(std::move(plan));
    if (opened) return;
    boost::asio::post(context_, [this, id, error = opened.error()] {
      spdlog::error("event=live_capture_failed stream={} detail=\"{}\"", id, error.detail);
      if (const auto failed = find_open(id)) end(failed, error.detail, true);
    });
  });
  for (const auto& [id, older] : streams_)
    if (start.renews && older->order == *start.renews && !older->closing) return take_over(older, stream);
  watch(stream, stream->until + kEndGrace, "its longest duration is over");
  spdlog::info("event=live_opened stream={} order={} holder=\"{}\"", stream->id, to_string(stream->order),
               stream->holder);
}

// The same source goes on under the new order's authority.
void LiveSpeech::take_over(const SharedStream& older, const SharedStream& newer) {
  newer->rtp_port = older->rtp_port;
  newer->speaker = std::move(older->speaker);
  if (newer->speaker) newer->speaker->stream = newer->id;
  capture_->post([from = older->id, to = newer->id](capture::CaptureHub& hub) { hub.move_source(from, to); });
  watch(newer, newer->until + kEndGrace, "its longest duration is over");
  spdlog::info("event=live_renewed stream={} by={}", older->id, newer->id);
  end(older, "renewed by stream " + std::to_string(newer->id), true);
}

void LiveSpeech::on_stream_ended(const controller::EndStream& ended) {
  const bool renewal = ended.superseded_by && prepared_.of_order(*ended.superseded_by) != nullptr;
  prepared_.forget(ended.order);
  const auto at = std::find_if(streams_.begin(), streams_.end(),
                               [&ended](const auto& entry) { return entry.second->order == ended.order; });
  if (at == streams_.end() || at->second->closing) return;
  const SharedStream stream = at->second;
  if (!renewal) return end(stream, "its order was cancelled, stopped or superseded", true);
  stream->awaits_renewal = true;  // its source stays until the new order is out
  if (output_.stop) output_.stop(stream->id);
  watch(stream, os::wall_now() + kRenewalGrace, "the order that renews it did not come");
}

// `at_once`: nothing more is sent; else what was said so far still is.
void LiveSpeech::end(const SharedStream& stream, const std::string& why, bool at_once) {
  if (stream->closing) return;
  stream->closing = true;
  stream->end = why;
  stream->replace_speaker(nullptr);
  capture_->post([id = stream->id](capture::CaptureHub& hub) { hub.close(id); });
  const auto& ending = at_once ? output_.stop : output_.end;
  spdlog::info("event=live_ended stream={} why=\"{}\"", stream->id, why);
  if (!ending || !ending(stream->id)) return finish(stream);
  watch(stream, os::wall_now() + kEndGrace, "");
}

void LiveSpeech::on_output_ended(live::StreamId id, live::StreamEnd why) {
  const auto stream = find_open(id);
  if (!stream) return;
  if (stream->awaits_renewal && !stream->closing) return;  // its source is still wanted
  end(stream, reason_of(why), true);
  finish(stream);
}

void LiveSpeech::watch(const SharedStream& stream, WallTime until, const char* why) {
  stream->timer.expires_after(std::chrono::microseconds((until - os::wall_now()).count()));
  stream->timer.async_wait([this, stream, why](boost::system::error_code error) {
    if (error) return;
    stream->closing ? finish(stream) : end(stream, why, true);
  });
}

// The recording is closed, becomes a clip, and the stream is a thing of the past.
void LiveSpeech::finish(const SharedStream& stream) {
  if (streams_.erase(stream->id) == 0) return;
  stream->timer.cancel();
  ended_.push_back(stream);
  if (ended_.size() > kMaxEndedShown) ended_.pop_front();
  capture_->post([this, id = stream->id, order = stream->order](capture::CaptureHub& hub) {
    hub.finish(id);
    store_recording(order, file_of(order));
  });
}

void LiveSpeech::on_source_over(live::StreamId id, const Error& error) {
  const auto stream = find_open(id);
  if (!stream) return;
  spdlog::info("event=live_source_over stream={} detail=\"{}\"", id, error.detail);
  if (error.kind == ErrorKind::not_found) end(stream, error.detail, false);
}

void LiveSpeech::on_train(live::StreamId stream, live::SharedTrain train) {
  if (trains_waiting_->fetch_add(1) >= kMaxTrainsWaiting) {
    trains_waiting_->fetch_sub(1);
    ++trains_unrecorded_;
    return;
  }
  capture_->post([waiting = trains_waiting_, stream, train = std::move(train)](capture::CaptureHub& hub) {
    waiting->fetch_sub(1);
    hub.on_train(stream, *train);
  });
}

}  // namespace tongluo::daemon
