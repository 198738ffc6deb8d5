#include "controller/main/release_desk.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"

namespace tongluo::daemon {

using namespace controller;

ReleaseDesk::ReleaseDesk(boost::asio::io_context& context, CoreRunner& runner, std::filesystem::path folder)
    : context_(context), runner_(runner), files_(std::move(folder)), worker_(kMaxImageJobs) {}

void ReleaseDesk::start() {
  for (const ReleaseView& view : runner_.core().releases())
    look(view.release, [release = view.release](const Result<std::vector<std::size_t>>& missing) {
      if (!missing)
        spdlog::error("event=image_unusable release={} detail=\"{}\"", to_string(release), missing.error().detail);
    });
}

ReleaseDesk::Image* ReleaseDesk::find(const Digest& release) {
  const auto at = images_.find(release);
  if (at != images_.end()) return &at->second;
  for (const ReleaseView& view : runner_.core().releases())
    if (view.release == release) return &images_.emplace(release, Image{view.manifest, {}, false}).first->second;
  return nullptr;
}

// What is on the disk; when that is all of it, the core is told.
void ReleaseDesk::look(const Digest& release, std::function<void(Result<std::vector<std::size_t>>)> then) {
  const Image* image = find(release);
  if (image == nullptr) return then(fail(ErrorKind::not_found, "there is no such release"));
  const bool queued = worker_.push([this, release, then, manifest = image->manifest](const std::stop_token&) {
    auto missing = files_.missing(release, manifest);
    boost::asio::post(context_, [this, release, then, missing = std::move(missing)]() mutable {
      Image* found = find(release);
      if (found != nullptr && missing) {
        found->missing = *missing;
        found->known = true;
        if (missing->empty())
          runner_.tell([release](ControllerCore& core, Now now) { core.on_image_complete(now, release); });
      }
      then(std::move(missing));
    });
  });
  if (!queued) then(fail(ErrorKind::unavailable, "too many images are read or written"));
}

void ReleaseDesk::publish(Envelope envelope, rollout::Settings settings, std::string actor,
                          std::function<void(Result<http::PublishedRelease, ObjectRejected>)> answer) {
  const Digest release = sign::identity(envelope);
  runner_.ask(
      [&](ControllerCore& core, Now now, RequestId request) {
        core.publish_release(now, request, std::move(envelope), settings, std::move(actor));
      },
      [this, release, answer = std::move(answer)](Action action) {
        if (auto* rejected = std::get_if<ObjectRejected>(&action)) return answer(tl::unexpected(std::move(*rejected)));
        look(release, [release, answer](const Result<std::vector<std::size_t>>& missing) {
          if (missing) return answer(http::PublishedRelease{release, *missing});
          answer(tl::unexpected(ObjectRejected{0, Refusal::malformed, missing.error().detail}));
        });
      });
}

void ReleaseDesk::put_block(const Digest& release, std::size_t index, Bytes block,
                            std::function<void(Result<std::size_t>)> answer) {
  const Image* image = find(release);
  if (image == nullptr || index >= image->manifest.blocks.size())
    return answer(fail(ErrorKind::not_found, "there is no such release, or no such block"));
  if (sign::digest_of(block) != image->manifest.blocks[index])
    return answer(fail(ErrorKind::bad_input, "this is not the block that the manifest names"));
  const bool queued = worker_.push([this, release, index, answer, block = std::move(block)](const std::stop_token&) {
    auto stored = files_.store(release, index, block);
    boost::asio::post(context_, [this, release, index, answer, stored = std::move(stored)] {
      if (stored) return finish_block(release, index, answer);
      answer(tl::unexpected(stored.error()));
    });
  });
  if (!queued) answer(fail(ErrorKind::unavailable, "too many images are read or written"));
}

// Before the last block is answered, the whole is read again and verified.
void ReleaseDesk::finish_block(const Digest& release, std::size_t index,
                               std::function<void(Result<std::size_t>)> answer) {
  Image* image = find(release);
  if (image == nullptr) return answer(fail(ErrorKind::not_found, "this release has left"));
  std::erase(image->missing, index);
  if (image->known && !image->missing.empty()) return answer(image->missing.size());
  look(release, [answer](const Result<std::vector<std::size_t>>& missing) {
    if (!missing) return answer(tl::unexpected(missing.error()));
    answer(missing->size());
  });
}

void ReleaseDesk::direct(const Digest& release, ReleaseCommand command, std::string actor,
                         std::function<void(Result<void, ObjectRejected>)> answer) {
  runner_.ask([&](ControllerCore& core, Now now,
                  RequestId request) { core.direct_release(now, request, release, command, std::move(actor)); },
              [answer = std::move(answer)](Action action) {
                if (auto* rejected = std::get_if<ObjectRejected>(&action))
                  return answer(tl::unexpected(std::move(*rejected)));
                answer({});
              });
}

void ReleaseDesk::serve(const ServeImage& wanted) {
  const bool queued = worker_.push([this, wanted](const std::stop_token&) {
    auto part = files_.read(wanted.release, wanted.offset, wanted.bytes);
    boost::asio::post(context_, [this, wanted, part = std::move(part)] {
      if (part) return send_part(wanted, *part);
      spdlog::error("event=image_unreadable release={} detail=\"{}\"", to_string(wanted.release), part.error().detail);
      unavailable(wanted);
    });
  });
  if (!queued) unavailable(wanted);
}

void ReleaseDesk::send_part(const ServeImage& wanted, const Bytes& part) {
  auto data = std::make_shared<session::ClipData>();
  data->digest = wanted.release;
  data->image_offset = wanted.offset;
  for (ByteView rest = part; !rest.empty();) {
    const ByteView chunk = rest.first(std::min(rest.size(), limits::kClipChunkBytes));
    data->chunks.emplace_back(chunk.begin(), chunk.end());
    rest = rest.subspan(chunk.size());
  }
  const auto count = static_cast<std::uint32_t>(data->chunks.size());
  if (link_ == nullptr) return;
  if (!link_->send_clip(wanted.session, {std::move(data), 0, count, false, {}, session::kNeededNever}))
    unavailable(wanted);
}

void ReleaseDesk::unavailable(const ServeImage& wanted) {
  if (link_ != nullptr) link_->send(wanted.session, wire::ImageUnavailable{wanted.release});
}

void ReleaseDesk::stop_serving(const StopImage& what) {
  if (link_ != nullptr) link_->stop_clip(what.session, what.release);
}

void ReleaseDesk::forget(const Digest& release) {
  images_.erase(release);
  worker_.push([this, release](const std::stop_token&) { files_.forget(release); });
}

}  // namespace tongluo::daemon
