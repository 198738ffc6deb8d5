#include "controller/capture/capture_hub.hpp"

#include "protocol/os/clock.hpp"
#include "protocol/rtp/rtp_packet.hpp"

namespace tongluo::capture {

namespace asio = boost::asio;

struct CaptureHub::Stream {
  Stream(asio::io_context& context, StreamPlan intended, VoiceChain voice, std::optional<Recording> file, Now now)
      : plan(std::move(intended)), chain(std::move(voice)), recording(std::move(file)), clock(now), timer(context) {}

  StreamPlan plan;
  VoiceChain chain;
  std::optional<Recording> recording;
  CaptureClock clock;
  asio::steady_timer timer;
  std::unique_ptr<LiveSource> source;
  std::vector<MonitorOutput> monitors;
  bool closed = false;

  void record(const live::Train& train);
  // It waits for the beginning; nobody else does.
  bool is_file() const { return plan.meter->source == static_cast<std::uint8_t>(SourceKind::file); }
};

// What terminals got is what is kept: the payloads of the packets, in their order.
void CaptureHub::Stream::record(const live::Train& train) {
  for (std::size_t i = 0; recording && i < train.packets; ++i) {
    const auto packet = rtp::parse_rtp(train.segment(i));
    if (!packet) continue;
    if (const auto kept = recording->add(packet->payload); !kept) {
      plan.meter->recording_failed = true;
      recording.reset();
    }
  }
}

CaptureHub::~CaptureHub() {
  for (const auto& [id, stream] : streams_)
    if (stream->recording) (void)stream->recording->finish();
}

std::shared_ptr<CaptureHub::Stream> CaptureHub::find(live::StreamId stream) const {
  const auto at = streams_.find(stream);
  return at == streams_.end() ? nullptr : at->second;
}

Result<void> CaptureHub::open(StreamPlan plan) {
  if (streams_.size() >= kMaxLiveStreams) return fail(ErrorKind::limit, "too many live streams are spoken on");
  auto chain = VoiceChain::create();
  if (!chain) return tl::unexpected(chain.error());
  // A full disk must not silence who speaks.
  std::optional<Recording> recording;
  if (auto made = Recording::create(plan.recording, plan.comments); made) recording = std::move(*made);
  plan.meter->recording_failed = !recording;
  const live::StreamId id = plan.id;
  auto stream = std::make_shared<Stream>(context_, std::move(plan), std::move(*chain), std::move(recording), os::now());
  streams_.insert_or_assign(id, stream);
  arm(stream);
  return {};
}

void CaptureHub::arm(const std::shared_ptr<Stream>& stream) {
  stream->timer.expires_at(std::chrono::steady_clock::time_point(stream->clock.next_tick().time_since_epoch()));
  stream->timer.async_wait([this, stream](boost::system::error_code error) {
    if (error || stream->closed) return;
    tick(stream);
    if (!stream->closed) arm(stream);
  });
}

void CaptureHub::tick(const std::shared_ptr<Stream>& stream) {
  const WallTime capture = stream->clock.tick(os::now());
  const bool early = capture < stream->plan.capture_from;
  const SteadyTime due = stream->clock.next_tick() - limits::kLivePacketDuration;  // also when it is made up for
  LiveMeter& meter = *stream->plan.meter;
  if (stream->source && !(early && stream->is_file())) {
    if (const auto given = stream->source->give(due, stream->chain); !given) {
      stream->source.reset();
      meter.source = static_cast<std::uint8_t>(SourceKind::none);
      sinks_.source_over(stream->plan.id, given.error());
    }
  }
  const auto spoken = stream->chain.tick();
  meter.queued_ms = static_cast<std::uint32_t>(stream->chain.queue().queued() * 1'000 / kRate);
  meter.underruns = stream->chain.queue().counters().underruns;
  meter.peak_dbfs = spoken ? spoken->peak_dbfs : kSilenceDbfs;
  meter.rms_dbfs = spoken ? spoken->rms_dbfs : kSilenceDbfs;
  if (!spoken || early || capture >= stream->plan.capture_until) return;
  ++meter.packets;
  sinks_.packet({stream->plan.id, capture, spoken->opus});
}

void CaptureHub::set_source(live::StreamId id, SourceKind kind, std::unique_ptr<LiveSource> source) {
  const auto stream = find(id);
  if (!stream || stream->closed) return;
  stream->chain.change_source();
  stream->source = std::move(source);
  stream->plan.meter->source = static_cast<std::uint8_t>(kind);
}

void CaptureHub::move_source(live::StreamId from, live::StreamId to) {
  const auto older = find(from);
  const auto newer = find(to);
  if (!older || !newer) return;
  newer->source = std::move(older->source);
  std::swap(newer->chain, older->chain);
  newer->plan.meter->source = older->plan.meter->source.exchange(static_cast<std::uint8_t>(SourceKind::none));
}

void CaptureHub::hear(live::StreamId id, std::span<const float> samples, std::uint32_t rate) {
  const auto stream = find(id);
  if (!stream || stream->closed) return;
  if (stream->plan.meter->source != static_cast<std::uint8_t>(SourceKind::browser)) return;  // it was replaced
  (void)stream->chain.hear(samples, rate);  // the rate was checked when the speaker came
}

Result<void> CaptureHub::add_monitor(live::StreamId id, const asio::ip::udp::endpoint& to) {
  const auto stream = find(id);
  if (!stream || stream->closed) return fail(ErrorKind::not_found, "the stream is over");
  for (const MonitorOutput& monitor : stream->monitors)
    if (monitor.to() == to) return {};
  if (stream->monitors.size() >= kMaxMonitors) return fail(ErrorKind::limit, "too many monitors of this stream");
  auto opened = MonitorOutput::open(context_, to);
  if (!opened) return tl::unexpected(opened.error());
  stream->monitors.push_back(std::move(*opened));
  return {};
}

void CaptureHub::on_train(live::StreamId id, const live::Train& train) {
  const auto stream = find(id);
  if (!stream) return;
  ++stream->plan.meter->trains;
  for (MonitorOutput& monitor : stream->monitors) monitor.send(train);
  stream->record(train);
}

void CaptureHub::close(live::StreamId id) {
  const auto stream = find(id);
  if (!stream) return;
  stream->closed = true;
  stream->timer.cancel();
  stream->source.reset();
  stream->plan.meter->source = static_cast<std::uint8_t>(SourceKind::none);
}

void CaptureHub::finish(live::StreamId id) {
  close(id);
  const auto stream = find(id);
  if (!stream) return;
  if (stream->recording && !stream->recording->finish()) stream->plan.meter->recording_failed = true;
  streams_.erase(id);
}

}  // namespace tongluo::capture
