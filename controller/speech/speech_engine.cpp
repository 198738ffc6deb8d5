#include "controller/speech/speech_engine.hpp"

#include <algorithm>

#include "controller/process/ffmpeg.hpp"
#include "controller/speech/normaliser.hpp"
#include "controller/speech/pronunciation.hpp"
#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

constexpr auto kLongestSpeech = seconds(20 * 60);
constexpr int kMinWordsPerMinute = 80;
constexpr int kMaxWordsPerMinute = 300;

// cmn, the other Mandarin voice, reads pinyin and tone digits in English.
std::string voice_of(Language language) { return language == Language::mandarin ? "cmn-latn-pinyin" : "en-gb"; }

process::Limits speech_limits() {
  process::Limits limits;
  limits.memory_bytes = 256UL * 1024 * 1024;
  limits.wall_time = milliseconds(30'000);
  limits.output_bytes = static_cast<std::size_t>(kLongestSpeech.count()) * 22'050 * 2 + 1'000;
  return limits;
}

Result<Bytes> checked_output(Result<process::Finished> finished, const std::string& name) {
  if (!finished) return tl::unexpected(finished.error());
  if (finished->exit_code != 0) {
    const auto said = finished->errors.substr(0, finished->errors.find('\n'));
    return fail(ErrorKind::unavailable,
                name + ": exit code " + std::to_string(finished->exit_code) + (said.empty() ? "" : ": " + said));
  }
  return std::move(finished->output);
}

// What espeak-ng is given: its own dictionary's mistakes corrected.
std::string as_spoken(const std::string& normalised, Language language) {
  const auto text = from_utf8(normalised);
  if (language != Language::mandarin || !text) return normalised;
  return to_utf8(with_pinyin(*text));
}

Result<Bytes> run_espeak(const std::string& text, Language language, std::vector<std::string> options) {
  std::vector<std::string> command{"espeak-ng", "-v", voice_of(language), "-b", "1", "--stdin"};
  command.insert(command.end(), options.begin(), options.end());
  const auto spoken = as_spoken(text, language);
  auto output = checked_output(process::run(command, as_bytes(spoken), speech_limits()),
                               "espeak-ng, voice " + voice_of(language));
  if (output && output->empty())
    return fail(ErrorKind::unavailable, "espeak-ng, voice " + voice_of(language) + ": no output");
  return output;
}

// espeak-ng takes the nearest voice when it does not know the name, and says nothing: "no-such" is read in Norwegian.
Result<void> check_voice(Language language) {
  const auto voice = voice_of(language);
  const auto listed = checked_output(
      process::run({"espeak-ng", "--voices=" + voice.substr(0, voice.find('-'))}, {}, speech_limits()), "espeak-ng");
  if (!listed) return tl::unexpected(listed.error());
  if (as_text(*listed).find(" " + voice + " ") == std::string_view::npos)
    return fail(ErrorKind::unavailable, "espeak-ng has no voice " + voice);
  return {};
}

// A switch to another voice, "(en)", or a character read out as its code: the words would not be those that were
// approved.
Result<void> check_readable(const std::string& normalised, Language language) {
  const auto spoken = phonemes(normalised, language);
  if (!spoken) return tl::unexpected(spoken.error());
  const bool other_voice = spoken->find('(') != std::string::npos;
  const bool code_read_out = language == Language::mandarin && spoken->find("@:11_") != std::string::npos;
  if (other_voice || code_read_out)
    return fail(ErrorKind::bad_input, "the voice " + voice_of(language) + " cannot read a character of: " + normalised);
  return {};
}

Result<Bytes> run_engine(const std::string& normalised, const SpeechRequest& request,
                         const std::vector<std::string>& command) {
  if (command.empty()) {
    if (const auto voice = check_voice(request.language); !voice) return tl::unexpected(voice.error());
    if (const auto readable = check_readable(normalised, request.language); !readable)
      return tl::unexpected(readable.error());
    return run_espeak(normalised, request.language, {"-s", std::to_string(request.words_per_minute), "--stdout"});
  }
  process::Limits limits = speech_limits();
  limits.memory_bytes = 4UL * 1024 * 1024 * 1024;  // a neural voice reserves much more than it uses
  limits.cpu_time = seconds(120);
  limits.may_start_processes = true;
  std::vector<std::string> argv;
  for (std::string argument : command) {
    if (const auto at = argument.find("{lang}"); at != std::string::npos)
      argument.replace(at, 6, request.language == Language::mandarin ? "zh" : "en");
    if (argument.starts_with('/')) limits.readable_paths.push_back(argument);
    argv.push_back(std::move(argument));
  }
  return checked_output(process::run(argv, as_bytes(normalised), limits), argv.front());
}

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

}  // namespace

std::string normalise(const std::string& text, Language language) {
  const auto decoded = from_utf8(text);
  if (!decoded) return {};
  return to_utf8(language == Language::mandarin ? normalise_mandarin(*decoded) : normalise_english(*decoded));
}

Result<std::string> phonemes(const std::string& normalised_text, Language language) {
  const auto output = run_espeak(normalised_text, language, {"-q", "-x"});
  if (!output) return tl::unexpected(output.error());
  std::string text(as_text(*output));
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto first = text.find_first_not_of(' ');
  const auto last = text.find_last_not_of(' ');
  return first == std::string::npos ? std::string() : text.substr(first, last - first + 1);
}

Result<Speech> synthesise(const SpeechRequest& request, const std::vector<std::string>& command) {
  if (const auto checked = check(request); !checked) return tl::unexpected(checked.error());
  const auto normalised = normalise(request.text, request.language);
  if (const auto words = check_words(normalised, request.language); !words) return tl::unexpected(words.error());
  const auto wav = run_engine(normalised, request, command);
  if (!wav) return tl::unexpected(wav.error());
  auto audio = process::decode_with_ffmpeg({"wav", "pcm_s16le,pcm_s24le,pcm_f32le"}, *wav, kLongestSpeech);
  if (!audio) {
    if (audio.error().kind != ErrorKind::bad_input) return tl::unexpected(audio.error());
    return fail(ErrorKind::unavailable, "the speech engine gave no WAV file: " + audio.error().detail);
  }
  if (audio->samples.empty()) return fail(ErrorKind::unavailable, "the speech engine gave no sound");
  return Speech{std::move(audio->samples), normalised};
}

}  // namespace tongluo::speech
