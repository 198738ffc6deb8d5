#include "controller/speech/speech_engine.hpp"

#include <algorithm>

#include "controller/process/ffmpeg.hpp"
#include "controller/speech/espeak.hpp"
#include "controller/speech/external_engine.hpp"
#include "controller/speech/normaliser.hpp"
#include "controller/speech/sound_check.hpp"
#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

constexpr int kMinWordsPerMinute = 80;
constexpr int kMaxWordsPerMinute = 300;
constexpr const char* kDefaultEngine = "espeak-ng";

Result<void> check(const SpeechRequest& request) {
  if (request.text.empty()) return fail(ErrorKind::bad_input, "text: empty");
  if (request.text.size() > kMaxSpeechTextBytes)
    return fail(ErrorKind::bad_input, "text: longer than " + std::to_string(kMaxSpeechTextBytes) + " bytes");
  if (!from_utf8(request.text)) return fail(ErrorKind::bad_input, "text: not UTF-8");
  if (request.words_per_minute < kMinWordsPerMinute || request.words_per_minute > kMaxWordsPerMinute)
    return fail(ErrorKind::bad_input, "words_per_minute: outside 80 to 300");
  return {};
}

Result<void> check_words(const std::string& normalised, Language language) {
  const auto text = from_utf8(normalised).value_or(U"");
  if (std::none_of(text.begin(), text.end(), [](char32_t c) { return is_letter(c) || is_ideograph(c); }))
    return fail(ErrorKind::bad_input, "text: nothing in it can be spoken");
  if (language == Language::english && std::any_of(text.begin(), text.end(), is_ideograph))
    return fail(ErrorKind::bad_input, "text: Chinese characters in an English text");
  return {};
}

// The samples of an engine's WAV file, if they can be speech of these words.
Result<std::vector<float>> samples_of(const Result<Bytes>& wav, const std::string& normalised) {
  if (!wav) return tl::unexpected(wav.error());
  auto audio = process::decode_with_ffmpeg({"wav", "pcm_s16le,pcm_s24le,pcm_f32le"}, *wav, kLongestSpeech);
  if (!audio) {
    if (audio.error().kind != ErrorKind::bad_input) return tl::unexpected(audio.error());
    return fail(ErrorKind::unavailable, "it gave no WAV file: " + audio.error().detail);
  }
  if (auto fault = fault_of(audio->samples, from_utf8(normalised).value_or(U"")); !fault.empty())
    return fail(ErrorKind::unavailable, std::move(fault));
  return std::move(audio->samples);
}

}  // namespace

std::string_view to_string(Language language) { return language == Language::mandarin ? "zh" : "en"; }

std::string normalise(const std::string& text, Language language) {
  const auto decoded = from_utf8(text);
  if (!decoded) return {};
  return to_utf8(language == Language::mandarin ? normalise_mandarin(*decoded) : normalise_english(*decoded));
}

Result<Speech> synthesise(const SpeechRequest& request, const Engines& engines, const OwnWords* words) {
  if (const auto checked = check(request); !checked) return tl::unexpected(checked.error());
  Speech speech;
  speech.normalised = normalise(request.text, request.language);
  if (const auto spoken = check_words(speech.normalised, request.language); !spoken)
    return tl::unexpected(spoken.error());
  const auto& command = request.language == Language::mandarin ? engines.mandarin : engines.english;
  if (!command.empty()) {
    auto own = samples_of(run_external(command, speech.normalised, request.language), speech.normalised);
    if (own) {
      speech.samples = std::move(*own);
      speech.engine = command.front();
      return speech;
    }
    speech.fault = "the speech engine " + command.front() + " failed: " + own.error().detail;
  }
  auto samples = samples_of(run_espeak_ng(speech.normalised, request, words), speech.normalised);
  if (!samples) {
    Error error = samples.error();
    if (!speech.fault.empty()) error = {ErrorKind::unavailable, speech.fault + "; and " + error.detail};
    return tl::unexpected(std::move(error));
  }
  speech.samples = std::move(*samples);
  speech.engine = kDefaultEngine;
  return speech;
}

}  // namespace tongluo::speech
