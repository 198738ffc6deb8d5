// Sound made on this machine, and sound checked in a bundle.

#include <algorithm>

#include "controller/ingest/audio_decoder.hpp"
#include "controller/speech/speech_engine.hpp"
#include "protocol/sign/digest_of.hpp"
#include "tools/ctl/clip_audio.hpp"
#include "tools/ctl/offline_county.hpp"

namespace tongluo::ctl {
namespace {

Try<std::vector<float>> decoded(const std::string& audio_file) {
  const Try<Bytes> file = read_bytes(audio_file, ingest::kMaxAudioFileBytes);
  if (!file) return tl::unexpected(file.error());
  Result<ingest::DecodedAudio> audio = ingest::decode_audio(*file);
  if (!audio) return give_up(ExitCode::failed, audio_file + ": " + audio.error().detail);
  return std::move(audio->samples);
}

Try<std::vector<float>> spoken(const std::string& text, const std::string& language) {
  speech::SpeechRequest request;
  request.text = text;
  request.language = language.starts_with("en") ? speech::Language::english : speech::Language::mandarin;
  Result<speech::Speech> speech = speech::synthesise(request);
  if (!speech) return give_up(ExitCode::failed, speech.error());
  return std::move(speech->samples);
}

const wire::BundleClip* find_clip(const wire::OfflineBundle& bundle, const Digest& name) {
  const auto at = std::find_if(bundle.clips.begin(), bundle.clips.end(), [&name](const wire::BundleClip& clip) {
    return sign::digest_of(wire::serialize(clip.manifest)) == name;
  });
  return at == bundle.clips.end() ? nullptr : &*at;
}

}  // namespace

Try<media::Clip> make_offline_clip(const std::string& text, const std::string& audio_file,
                                   const std::string& language) {
  Try<std::vector<float>> samples = audio_file.empty() ? spoken(text, language) : decoded(audio_file);
  if (!samples) return tl::unexpected(samples.error());
  media::Pcm pcm;
  pcm.samples = std::move(*samples);
  Result<media::Clip> clip = media::make_clip(std::move(pcm));
  if (!clip) return give_up(ExitCode::failed, clip.error());
  return std::move(*clip);
}

wire::BundleClip to_bundle_clip(const media::Clip& clip) {
  wire::BundleClip made{*wire::parse_clip_manifest(clip.manifest), {}};
  for (const Bytes& chunk : clip.chunks) made.audio.insert(made.audio.end(), chunk.begin(), chunk.end());
  return made;
}

Try<wire::Order> check_bundle_sound(const wire::OfflineBundle& bundle) {
  wire::WireResult<wire::Order> order = wire::parse_order(bundle.order.payload);
  if (!order) return give_up(ExitCode::verification, "the bundle holds no order: " + to_string(order.error()));
  const auto* programme = std::get_if<wire::ClipProgramme>(&order->programme);
  if (programme == nullptr) return give_up(ExitCode::verification, "live speech does not travel in a bundle");
  for (const wire::PlaylistItem& item : programme->items) {
    const wire::BundleClip* clip = find_clip(bundle, item.clip);
    if (clip == nullptr) return give_up(ExitCode::verification, "the bundle lacks clip " + to_string(item.clip));
    if (Try<void> ok = check_clip_audio(item, clip->audio); !ok)
      return give_up(ExitCode::verification, "the bundle's sound is not the clip that the order names");
  }
  return std::move(*order);
}

}  // namespace tongluo::ctl
