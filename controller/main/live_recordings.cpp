// What was said becomes a clip that belongs to its order; its file is deleted once that is durable.

#include <spdlog/spdlog.h>

#include "controller/main/live_speech.hpp"
#include "controller/main/live_speech_impl.hpp"
#include "controller/media/clip_maker.hpp"

namespace tongluo::daemon {
namespace {

session::SharedClip shared(media::Clip clip) {
  return std::make_shared<const session::ClipData>(
      session::ClipData{clip.digest, std::move(clip.manifest), std::move(clip.chunks)});
}

void discard(const Path& file) {
  std::error_code error;
  std::filesystem::remove(file, error);
  if (error) spdlog::warn("event=recording_not_removed file=\"{}\"", file.string());
}

}  // namespace

// On the capture thread: reading and hashing, a few milliseconds. An empty recording is no clip.
void LiveSpeech::store_recording(const Digest& order, Path file) {
  auto recorded = capture::read_recording(file);
  if (!recorded) {
    spdlog::info("event=recording_empty order={} detail=\"{}\"", to_string(order), recorded.error().detail);
    return discard(file);
  }
  const media::Clip clip = media::clip_of_stream(recorded->bytes, recorded->duration);
  boost::asio::post(context_, [this, order, file = std::move(file), digest = clip.digest, stored = shared(clip)] {
    runner_->ask(
        [&stored](controller::ControllerCore& core, Now now, controller::RequestId request) {
          core.accept_clip(now, request, stored, {}, {"live", {}, {}, {}});
        },
        [this, order, file, digest](const controller::Action& action) {
          if (std::holds_alternative<controller::ObjectStored>(action)) return link_recording(order, file, digest);
          ++recordings_failed_;
          spdlog::error("event=recording_not_stored order={} file=\"{}\"", to_string(order), file.string());
        });
  });
}

void LiveSpeech::link_recording(const Digest& order, const Path& file, const Digest& clip) {
  const controller::Document document{"recording", to_string(order), to_string(clip)};
  runner_->ask([&document](controller::ControllerCore& core, Now now,
                           controller::RequestId request) { core.put_document(now, request, document, "live"); },
               [this, order, file, clip](const controller::Action& action) {
                 if (!std::holds_alternative<controller::ObjectStored>(action)) {
                   ++recordings_failed_;
                   return spdlog::error("event=recording_not_linked order={} clip={}", to_string(order),
                                        to_string(clip));
                 }
                 ++recordings_kept_;
                 spdlog::info("event=recording_kept order={} clip={}", to_string(order), to_string(clip));
                 for (const auto& stream : ended_)
                   if (stream->order == order) stream->recording = clip;
                 discard(file);
               });
}

void LiveSpeech::take_left_over() {
  std::error_code error;
  std::size_t taken = 0;
  for (const auto& entry : std::filesystem::directory_iterator(recordings_, error)) {
    const auto order = digest_from_hex(entry.path().stem().string());
    if (!order || entry.path().extension() != ".opus" || ++taken > kMaxLeftOver) continue;
    capture_->post([this, order = *order, file = entry.path()](capture::CaptureHub&) { store_recording(order, file); });
  }
}

}  // namespace tongluo::daemon
