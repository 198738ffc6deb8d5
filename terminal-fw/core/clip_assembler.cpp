#include "terminal-fw/core/clip_assembler.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

bool holds(const wire::ClipManifest& manifest, ByteView audio) {
  if (audio.size() != manifest.total_bytes) return false;
  for (std::size_t i = 0; i < manifest.chunks.size(); ++i) {
    const ByteView chunk = audio.subspan(i * manifest.chunk_bytes, wire::chunk_size(manifest, i));
    if (sign::digest_of(chunk) != manifest.chunks[i]) return false;
  }
  return true;
}

ClipAssembler::Clip* ClipAssembler::find(const Digest& clip) {
  const auto found = clips_.find(clip);
  return found == clips_.end() ? nullptr : &found->second;
}

const ClipAssembler::Clip* ClipAssembler::find(const Digest& clip) const {
  const auto found = clips_.find(clip);
  return found == clips_.end() ? nullptr : &found->second;
}

void ClipAssembler::want(SteadyTime now, const Digest& digest, std::uint32_t priority) {
  if (Clip* clip = find(digest)) {
    clip->priority = std::min(clip->priority, priority);
    return;
  }
  if (!make_room(1, 0, priority, digest)) return;
  Clip& clip = clips_[digest];
  clip.priority = priority;
  clip.loading = true;
  clip.ask_at = now + kManifestWait;
  actions_.push(LoadClip{digest});
}

// Stored ones that nobody plays leave first; then lower ones. False: all that is held matters more.
bool ClipAssembler::make_room(std::size_t clips, std::size_t bytes, std::uint32_t priority, const Digest& for_clip) {
  const auto full = [&] { return clips_.size() + clips > kMaxClipsHeld || held_bytes_ + bytes > kMaxClipBytesHeld; };
  while (full()) {
    const auto worth = [](const Clip& clip) { return std::pair(!(clip.complete() && clip.stored), ~clip.priority); };
    auto victim = clips_.end();
    for (auto entry = clips_.begin(); entry != clips_.end(); ++entry) {
      if (pinned_.contains(entry->first) || entry->first == for_clip) continue;
      const bool may_leave = entry->second.stored || entry->second.priority > priority;
      if (may_leave && (victim == clips_.end() || worth(entry->second) < worth(victim->second))) victim = entry;
    }
    if (victim == clips_.end()) {
      ++counters_.no_room;
      return false;
    }
    held_bytes_ -= victim->second.audio.size();
    clips_.erase(victim);
  }
  return true;
}

void ClipAssembler::keep_only(const std::set<Digest>& needed) {
  std::erase_if(clips_, [&](const auto& entry) {
    if (needed.contains(entry.first)) return false;
    held_bytes_ -= entry.second.audio.size();
    return true;
  });
}

std::vector<wire::PartialClip> ClipAssembler::held_parts(std::size_t limit) const {
  std::vector<std::pair<std::uint32_t, wire::PartialClip>> parts;
  for (const auto& [digest, clip] : clips_)
    if (clip.manifest && !clip.stored)
      parts.push_back({clip.priority, {digest, static_cast<std::uint32_t>(clip.contiguous_chunks)}});
  std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (parts.size() > limit) parts.resize(limit);
  std::vector<wire::PartialClip> held;
  held.reserve(parts.size());
  for (const auto& [priority, part] : parts) held.push_back(part);
  return held;
}

// The controller pushes what our Hello did not list; ask only if that does not come.
void ClipAssembler::on_link_open(SteadyTime now) {
  for (auto& [digest, clip] : clips_) {
    clip.outstanding = false;
    if (!clip.complete()) clip.ask_at = now + kClipRetry;
  }
}

void ClipAssembler::on_manifest(SteadyTime now, const wire::ClipManifestPush& push) {
  Clip* clip = find(push.clip);
  if (clip == nullptr || clip->manifest) {
    ++counters_.unwanted;
    return;
  }
  auto manifest = sign::digest_of(push.manifest) == push.clip
                      ? wire::parse_clip_manifest(push.manifest)
                      : fail(wire::WireError{wire::WireFault::bad_value, "clip"});
  if (!manifest) {
    ++counters_.corrupt_manifests;
    report_corrupt(now, push.clip, *clip);
    return;
  }
  const auto bytes = static_cast<std::size_t>(manifest->total_bytes);
  if (!make_room(0, bytes, clip->priority, push.clip)) return;
  clip->manifest_bytes = push.manifest;
  clip->audio.resize(bytes);
  held_bytes_ += bytes;
  clip->have.assign(manifest->chunks.size(), false);
  clip->missing = manifest->chunks.size();
  clip->manifest = std::move(*manifest);
  clip->outstanding = false;
  clip->ask_at = now + kClipRetry;
}

void ClipAssembler::on_chunk(SteadyTime now, const wire::ClipChunk& chunk) {
  Clip* clip = find(chunk.clip);
  if (clip == nullptr || !clip->manifest || chunk.index >= clip->have.size() || clip->have[chunk.index]) {
    ++counters_.unwanted;
    return;
  }
  if (sign::digest_of(chunk.data) != clip->manifest->chunks[chunk.index] ||
      chunk.data.size() != wire::chunk_size(*clip->manifest, chunk.index)) {
    ++counters_.corrupt_chunks;
    report_corrupt(now, chunk.clip, *clip);
    return;
  }
  accept_chunk(now, chunk.clip, *clip, chunk);
}

void ClipAssembler::accept_chunk(SteadyTime now, const Digest& digest, Clip& clip, const wire::ClipChunk& chunk) {
  const std::size_t offset = std::size_t{chunk.index} * clip.manifest->chunk_bytes;
  std::copy(chunk.data.begin(), chunk.data.end(), clip.audio.begin() + static_cast<std::ptrdiff_t>(offset));
  clip.have[chunk.index] = true;
  --clip.missing;
  while (clip.contiguous_chunks < clip.have.size() && clip.have[clip.contiguous_chunks]) ++clip.contiguous_chunks;
  clip.ask_at = now + kClipRetry;
  if (clip.complete()) finish(digest, clip);
}

void ClipAssembler::finish(const Digest& digest, Clip& clip) {
  clip.ask_at = SteadyTime::max();
  clip.outstanding = false;
  actions_.push(StoreClip{digest, std::make_shared<ClipContent>(ClipContent{clip.manifest_bytes, clip.audio})});
  actions_.notice("event=clip_complete clip=" + to_string(digest) + " bytes=" + std::to_string(clip.audio.size()));
}

// A damaged piece is asked for again at once; if that comes damaged too, after the ordinary wait.
void ClipAssembler::report_corrupt(SteadyTime now, const Digest& digest, Clip& clip) {
  actions_.alarm("event=clip_corrupt clip=" + to_string(digest));
  if (!clip.outstanding) request(now, digest, clip);
}

void ClipAssembler::request(SteadyTime now, const Digest& digest, Clip& clip) {
  wire::ClipRequest request{.clip = digest, .want_manifest = !clip.manifest.has_value()};
  if (clip.manifest) {
    const auto first = std::find(clip.have.begin(), clip.have.end(), false);
    const auto last = std::find(clip.have.rbegin(), clip.have.rend(), false).base();
    request.first_chunk = static_cast<std::uint32_t>(first - clip.have.begin());
    request.chunk_count = static_cast<std::uint32_t>(last - first);
  } else {
    request.chunk_count = static_cast<std::uint32_t>(limits::kMaxChunkRangePerRequest);
  }
  clip.outstanding = true;
  clip.ask_at = now + kClipRetry;
  if (!actions_.link_open()) return;
  ++counters_.requests;
  actions_.send(request);
}

void ClipAssembler::on_unavailable(SteadyTime now, const Digest& digest) {
  Clip* clip = find(digest);
  if (clip != nullptr && !clip->complete()) clip->ask_at = now + kClipUnavailableRetry;
}

void ClipAssembler::on_loaded(SteadyTime now, const Digest& digest, SharedClipContent content) {
  Clip* clip = find(digest);
  if (clip == nullptr || !clip->loading) return;
  clip->loading = false;
  if (clip->complete()) return;
  if (content == nullptr) {
    // We told the controller that we have it, so it will not come by itself.
    if (offered_.contains(digest) && !clip->outstanding) request(now, digest, *clip);
    return;
  }
  auto manifest = wire::parse_clip_manifest(content->manifest);
  if (!manifest || content->audio.size() != manifest->total_bytes) return;
  if (!fill(digest, *clip, *content, std::move(*manifest))) return;
  clip->stored = true;
  clip->from_cache = true;
}

// False: no room, and the clip has left; it is wanted again when its turn comes.
bool ClipAssembler::fill(const Digest& digest, Clip& clip, const ClipContent& content, wire::ClipManifest manifest) {
  if (!clip.manifest && !make_room(0, content.audio.size(), clip.priority, digest)) {
    clips_.erase(digest);  // holds no bytes yet
    return false;
  }
  if (!clip.manifest) held_bytes_ += content.audio.size();
  clip.manifest_bytes = content.manifest;
  clip.audio = content.audio;
  clip.have.assign(manifest.chunks.size(), true);
  clip.missing = 0;
  clip.contiguous_chunks = manifest.chunks.size();
  clip.manifest = std::move(manifest);
  clip.ask_at = SteadyTime::max();
  return true;
}

void ClipAssembler::on_whole(const Digest& digest, const wire::ClipManifest& manifest, ClipContent content) {
  if (!holds(manifest, content.audio)) {
    ++counters_.corrupt_chunks;
    actions_.alarm("event=clip_corrupt clip=" + to_string(digest));
    return;
  }
  Clip* clip = find(digest);
  if (clip != nullptr && clip->complete()) return;
  if (clip != nullptr && fill(digest, *clip, content, manifest)) return finish(digest, *clip);
  actions_.push(StoreClip{digest, std::make_shared<ClipContent>(std::move(content))});
}

void ClipAssembler::on_stored(const Digest& digest, bool stored) {
  if (!stored) ++counters_.store_failures;
  if (Clip* clip = find(digest)) clip->stored = stored;
}

void ClipAssembler::on_damaged(const Digest& digest) {
  ++counters_.damaged;
  Clip* clip = find(digest);
  if (clip == nullptr || !clip->complete()) return;
  clip->stored = false;
  actions_.push(StoreClip{digest, std::make_shared<ClipContent>(ClipContent{clip->manifest_bytes, clip->audio})});
}

void ClipAssembler::on_deadline(SteadyTime now) {
  for (auto& [digest, clip] : clips_)
    if (!clip.complete() && clip.ask_at <= now) request(now, digest, clip);
}

SteadyTime ClipAssembler::next_deadline() const {
  SteadyTime next = SteadyTime::max();
  for (const auto& [digest, clip] : clips_)
    if (!clip.complete()) next = std::min(next, clip.ask_at);
  return next;
}

ByteView ClipAssembler::contiguous(const Digest& digest) const {
  const Clip* clip = find(digest);
  if (clip == nullptr || !clip->manifest) return {};
  const std::size_t bytes = clip->contiguous_chunks * clip->manifest->chunk_bytes;
  return ByteView(clip->audio).first(std::min(bytes, clip->audio.size()));
}

std::size_t ClipAssembler::total_bytes(const Digest& digest) const {
  const Clip* clip = find(digest);
  return clip == nullptr ? 0 : clip->audio.size();
}

bool ClipAssembler::complete(const Digest& digest) const {
  const Clip* clip = find(digest);
  return clip != nullptr && clip->complete();
}

bool ClipAssembler::from_cache(const Digest& digest) const {
  const Clip* clip = find(digest);
  return clip != nullptr && clip->from_cache;
}

}  // namespace tongluo::terminal
