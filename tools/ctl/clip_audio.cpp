#include "tools/ctl/clip_audio.hpp"

#include <algorithm>
#include <filesystem>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/clip_manifest.hpp"

namespace tongluo::ctl {
namespace {

auto another_sound() {
  return give_up(ExitCode::failed, "not signed: the controller's sound is not the clip that the order names");
}

wire::ClipManifest manifest_of(ByteView ogg, milliseconds duration) {
  wire::ClipManifest manifest;
  manifest.codec = wire::ClipCodec::ogg_opus;
  manifest.total_bytes = ogg.size();
  manifest.chunk_bytes = static_cast<std::uint32_t>(limits::kClipChunkBytes);
  manifest.duration = duration;
  for (std::size_t at = 0; at < ogg.size(); at += limits::kClipChunkBytes)
    manifest.chunks.push_back(sign::digest_of(ogg.subspan(at, std::min(limits::kClipChunkBytes, ogg.size() - at))));
  return manifest;
}

std::uint64_t little_endian(ByteView bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i > 0; --i) value = (value << 8U) | std::to_integer<std::uint64_t>(bytes[at + i - 1]);
  return value;
}

// RFC 7845: the last page's granule position less the pre-skip, at 48 kHz, rounded up to milliseconds; 0: no such file.
milliseconds duration_of(ByteView ogg) {
  constexpr std::size_t kPageHeaderBytes = 27;
  constexpr std::size_t kGranuleAt = 6;
  constexpr std::size_t kPreSkipAt = 10;
  constexpr std::uint64_t kSamplesPerMs = 48;
  const std::string_view text = as_text(ogg);
  const std::size_t head = text.find("OpusHead");
  const std::size_t last = text.rfind("OggS");
  if (head == std::string_view::npos || last == std::string_view::npos) return {};
  if (head + kPreSkipAt + 2 > ogg.size() || last + kPageHeaderBytes > ogg.size()) return {};
  const std::uint64_t end = little_endian(ogg, last + kGranuleAt, 8);
  const std::uint64_t skip = little_endian(ogg, head + kPreSkipAt, 2);
  if (end < skip || end > limits::kMaxClipBytes * kSamplesPerMs) return {};
  return milliseconds((end - skip + kSamplesPerMs - 1) / kSamplesPerMs);
}

std::string numbered_path(const std::string& path, const std::string& suffix) {
  const std::filesystem::path file(path);
  return (file.parent_path() / (file.stem().string() + suffix + file.extension().string())).string();
}

class SoundFetcher {
 public:
  SoundFetcher(const Api& api, std::string path) : api_(api), path_(std::move(path)) {}

  template <class Named>
  Try<void> fetch(const Digest& clip, const Named& named, const std::string& suffix) {
    const Try<std::string> ogg = api_.get_bytes("/api/v1/clips/" + to_string(clip));
    if (!ogg) return tl::unexpected(ogg.error());
    const auto checked = check_clip_audio(named, as_bytes(*ogg));
    if (!checked) return tl::unexpected(checked.error());
    if (path_.empty()) return {};
    files_.push_back(numbered_path(path_, suffix));
    return write_bytes(files_.back(), as_bytes(*ogg));
  }
  std::vector<std::string> files() && { return std::move(files_); }

 private:
  const Api& api_;
  std::string path_;
  std::vector<std::string> files_;
};

}  // namespace

Try<void> check_clip_audio(const wire::PlaylistItem& item, ByteView ogg) {
  if (sign::digest_of(wire::serialize(manifest_of(ogg, item.duration))) == item.clip) return {};
  return another_sound();
}

Try<milliseconds> check_clip_audio(const Digest& clip, ByteView ogg) {
  const milliseconds duration = duration_of(ogg);
  if (const Try<void> same = check_clip_audio(wire::PlaylistItem{clip, duration}, ogg); !same)
    return tl::unexpected(same.error());
  return duration;
}

Try<std::vector<std::string>> fetch_all_sound(const Api& api, const wire::Order& order, const std::string& path) {
  SoundFetcher fetcher(api, path);
  if (const auto* clips = std::get_if<wire::ClipProgramme>(&order.programme)) {
    std::size_t number = 0;
    for (const wire::PlaylistItem& item : clips->items) {
      const std::string suffix = ++number == 1 ? "" : "-" + std::to_string(number);
      if (Try<void> ok = fetcher.fetch(item.clip, item, suffix); !ok) return tl::unexpected(ok.error());
    }
  }
  if (order.all_clear_clip)
    if (Try<void> ok = fetcher.fetch(*order.all_clear_clip, *order.all_clear_clip, "-all-clear"); !ok)
      return tl::unexpected(ok.error());
  return std::move(fetcher).files();
}

}  // namespace tongluo::ctl
