// Who speaks on a stream, and what the API shows of it.

#include <algorithm>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "controller/capture/pcm.hpp"
#include "controller/main/live_speech.hpp"
#include "controller/main/live_speech_impl.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::daemon {

using http::LiveView;
using http::Problem;

namespace {

Problem not_found() { return {404, "live.not_found", "no live stream has this number", {}}; }
Problem over() { return {409, "live.ended", "this live stream is over", {}}; }
Problem wrong_token() {
  return {403, "live.wrong_token", "whoever submitted the order first was given the token of this stream", "token"};
}

Problem problem_of(const Error& error) {
  if (error.kind == ErrorKind::bad_input) return {422, "live.bad_input", error.detail, {}};
  if (error.kind == ErrorKind::refused) return {403, "live.refused", error.detail, {}};
  return {503, "live.unavailable", error.detail, {}};
}

// As long for a wrong token as for the right one.
bool same(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

capture::RtpFormat format_of(const http::RtpFeed& feed) {
  const auto encoding = feed.encoding == "l16"    ? capture::Encoding::l16
                        : feed.encoding == "pcmu" ? capture::Encoding::pcmu
                                                  : capture::Encoding::opus;
  return {encoding, feed.rate, feed.channels};
}

}  // namespace

std::optional<http::LiveTicket> LiveSpeech::ticket(const Digest& order) {
  if (auto* prepared = prepared_.of_order(order); prepared != nullptr && !prepared->token_given) {
    prepared->token_given = true;
    return http::LiveTicket{prepared->id, prepared->token};
  }
  for (const auto& [id, stream] : streams_) {
    if (stream->order != order || stream->token_given) continue;
    stream->token_given = true;
    return http::LiveTicket{id, stream->token};
  }
  return std::nullopt;
}

LiveView LiveSpeech::view_of(const Stream& stream) const {
  const capture::LiveMeter& meter = *stream.meter;
  LiveView view;
  view.stream = stream.id;
  view.order = stream.order;
  view.holder = stream.holder;
  view.state = stream.closing ? "ended" : os::wall_now() < stream.first_sound ? "waiting" : "speaking";
  view.source = capture::to_string(static_cast<capture::SourceKind>(meter.source.load()));
  view.rtp_port = stream.rtp_port;
  view.first_sound = stream.first_sound;
  view.until = stream.until;
  view.peak_dbfs = static_cast<double>(meter.peak_dbfs.load());
  view.rms_dbfs = static_cast<double>(meter.rms_dbfs.load());
  view.packets = meter.packets;
  view.trains = meter.trains;
  view.underruns = meter.underruns;
  view.dropped_chunks = meter.dropped_chunks;
  view.queued_ms = meter.queued_ms;
  view.recording_failed = meter.recording_failed;
  view.end = stream.end;
  view.recording = stream.recording;
  return view;
}

std::vector<LiveView> LiveSpeech::list() {
  std::vector<LiveView> views;
  for (const auto& [id, stream] : streams_) views.push_back(view_of(*stream));
  for (const auto& stream : ended_) views.push_back(view_of(*stream));
  return views;
}

std::optional<LiveView> LiveSpeech::find(std::uint32_t id) {
  auto stream = find_open(id);
  if (!stream) stream = find_ended(id);
  return stream ? std::optional(view_of(*stream)) : std::nullopt;
}

Result<LiveSpeech::SharedStream, Problem> LiveSpeech::authorised(std::uint32_t id, const std::string& token) const {
  auto stream = find_open(id);
  if (!stream && prepared_.knows(id))
    return fail(Problem{409, "live.not_issued", "its order has not been issued yet: a person is missing", {}});
  if (!stream) stream = find_ended(id);
  if (!stream) return fail(not_found());
  if (!same(stream->token, token)) return fail(wrong_token());
  if (stream->closing) return fail(over());
  return stream;
}

void LiveSpeech::feed(std::uint32_t id, const std::string& token, http::Feed feed, Answer<LiveView> answer) {
  const auto stream = authorised(id, token);
  if (!stream) return answer(tl::unexpected(stream.error()));
  std::visit([&](const auto& wanted) { feed_from(*stream, wanted, std::move(answer)); }, feed);
}

void LiveSpeech::feed_from(const SharedStream& stream, const http::RtpFeed& feed, Answer<LiveView> answer) {
  capture_->post(
      [this, stream, format = format_of(feed), port = feed.port, answer = std::move(answer)](capture::CaptureHub& hub) {
        auto listening = capture::listen_rtp(capture_->context(), config_.rtp_address, port, format);
        const std::uint16_t bound = listening ? listening->port : std::uint16_t{0};
        if (listening) hub.set_source(stream->id, capture::SourceKind::rtp, std::move(listening->source));
        const auto wrong = listening ? std::nullopt : std::optional(listening.error());
        boost::asio::post(context_, [this, stream, bound, wrong, answer] { now_fed(stream, bound, wrong, answer); });
      });
}

void LiveSpeech::feed_from(const SharedStream& stream, const http::FileFeed& feed, Answer<LiveView> answer) {
  runner_->ask([&feed](controller::ControllerCore& core, Now now,
                       controller::RequestId request) { core.fetch_clip(now, request, feed.clip); },
               [this, stream, answer = std::move(answer)](controller::Action action) {
                 const auto clip = std::get<controller::ClipReady>(std::move(action)).clip;
                 if (!clip)
                   return answer(fail(Problem{404, "clip.not_found", "the controller holds no such clip", "clip"}));
                 capture_->post([this, stream, clip, answer](capture::CaptureHub& hub) {
                   Bytes ogg;
                   for (const Bytes& chunk : clip->chunks) ogg.insert(ogg.end(), chunk.begin(), chunk.end());
                   auto source = capture::play_clip(ogg);
                   if (source) hub.set_source(stream->id, capture::SourceKind::file, std::move(*source));
                   const auto wrong = source ? std::nullopt : std::optional(source.error());
                   boost::asio::post(context_, [this, stream, wrong, answer] { now_fed(stream, 0, wrong, answer); });
                 });
               });
}

void LiveSpeech::feed_from(const SharedStream& stream, const http::MicrophoneFeed& feed, Answer<LiveView> answer) {
  const auto& allowed = config_.microphones;
  if (std::find(allowed.begin(), allowed.end(), feed.device) == allowed.end())
    return answer(fail(Problem{403, "live.refused", "this device is not in live.microphones", "device"}));
  capture_->post([this, stream, device = feed.device, answer = std::move(answer)](capture::CaptureHub& hub) {
    auto source = capture::open_microphone(device);
    if (source) hub.set_source(stream->id, capture::SourceKind::alsa, std::move(*source));
    const auto wrong = source ? std::nullopt : std::optional(source.error());
    boost::asio::post(context_, [this, stream, wrong, answer] { now_fed(stream, 0, wrong, answer); });
  });
}

void LiveSpeech::now_fed(const SharedStream& stream, std::uint16_t port, const std::optional<Error>& wrong,
                         const Answer<LiveView>& answer) {
  if (wrong) return answer(fail(problem_of(*wrong)));
  stream->rtp_port = port;
  stream->replace_speaker(nullptr);
  spdlog::info("event=live_source stream={} rtp_port={}", stream->id, port);
  answer(view_of(*stream));
}

Result<LiveView, Problem> LiveSpeech::stop(std::uint32_t id, const std::string& token) {
  const auto stream = authorised(id, token);
  if (!stream) return tl::unexpected(stream.error());
  end(*stream, "the holder has ended it", false);
  return view_of(**stream);
}

void LiveSpeech::monitor(std::uint32_t id, const std::string& to, Answer<std::string> answer) {
  const auto stream = find_open(id);
  if (!stream) return answer(fail(not_found()));
  const auto target = capture::monitor_target(to, config_.monitors);
  if (!target) return answer(fail(problem_of(target.error())));
  std::string sdp = capture::monitor_sdp(*target, id, "Tongluo live " + std::to_string(id));
  capture_->post(
      [this, id, target = *target, sdp = std::move(sdp), answer = std::move(answer)](capture::CaptureHub& hub) mutable {
        const auto added = hub.add_monitor(id, target);
        const auto wrong = added ? std::nullopt : std::optional(added.error());
        boost::asio::post(context_, [wrong, sdp = std::move(sdp), answer = std::move(answer)] {
          if (wrong) return answer(fail(problem_of(*wrong)));
          answer(sdp);
        });
      });
}

// ---- a browser ----

class LiveSpeech::BrowserSpeaker final : public http::Speaker {
 public:
  BrowserSpeaker(LiveSpeech& speech, SharedStream stream, std::shared_ptr<SpeakerState> state,
                 std::optional<capture::SourceDecoder> decoder, std::uint32_t rate)
      : speech_(speech),
        stream_(std::move(stream)),
        state_(std::move(state)),
        decoder_(std::move(decoder)),
        rate_(rate) {}

  bool hear(ByteView chunk) override {
    if (state_->waiting.load() >= capture::kMaxQueuedChunks) return ++stream_->meter->dropped_chunks, false;
    ++state_->waiting;
    speech_.capture_->post([state = state_, decoder = decoder_, rate = rate_,
                            bytes = Bytes(chunk.begin(), chunk.end())](capture::CaptureHub& hub) mutable {
      --state->waiting;
      if (!decoder) return hub.hear(state->stream, capture::from_s16le(bytes), rate);
      if (const auto sound = decoder->decode(bytes))
        hub.hear(state->stream, *sound, static_cast<std::uint32_t>(capture::kRate));
    });
    return true;
  }
  LiveView view() const override {
    const auto now = speech_.find_open(state_->stream);
    return speech_.view_of(now ? *now : *stream_);
  }
  bool replaced() const override { return state_->replaced; }
  void stop() override {
    if (const auto now = speech_.find_open(state_->stream)) speech_.end(now, "the holder has ended it", false);
  }

 private:
  LiveSpeech& speech_;
  SharedStream stream_;
  std::shared_ptr<SpeakerState> state_;
  std::optional<capture::SourceDecoder> decoder_;  // of Opus; shared with the capture thread, used there alone
  std::uint32_t rate_;
};

Result<std::unique_ptr<http::Speaker>, Problem> LiveSpeech::speak(std::uint32_t id, const std::string& token,
                                                                  http::SpeakerFormat format, std::uint32_t rate) {
  const auto stream = authorised(id, token);
  if (!stream) return tl::unexpected(stream.error());
  if (const auto possible = capture::Resampler::create(rate); !possible)
    return fail(Problem{400, "query.out_of_range", possible.error().detail, "rate"});
  std::optional<capture::SourceDecoder> decoder;
  if (format == http::SpeakerFormat::opus) {
    auto made = capture::SourceDecoder::create();
    if (!made) return fail(problem_of(made.error()));
    decoder = std::move(*made);
  }
  auto state = std::make_shared<SpeakerState>();
  state->stream = id;
  (*stream)->replace_speaker(state);
  (*stream)->rtp_port = 0;
  capture_->post([id](capture::CaptureHub& hub) { hub.set_source(id, capture::SourceKind::browser, nullptr); });
  return std::make_unique<BrowserSpeaker>(*this, *stream, std::move(state), std::move(decoder), rate);
}

}  // namespace tongluo::daemon
