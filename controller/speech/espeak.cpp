#include "controller/speech/espeak.hpp"

#include <algorithm>

#include "controller/speech/pronunciation.hpp"
#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

// cmn, the other Mandarin voice, reads pinyin and tone digits in English.
std::string voice_of(Language language) { return language == Language::mandarin ? "cmn-latn-pinyin" : "en-gb"; }

// What espeak-ng is given: its own dictionary's mistakes corrected.
std::string as_spoken(const std::string& normalised, Language language, const OwnWords* words) {
  const auto text = from_utf8(normalised);
  if (language != Language::mandarin || !text) return normalised;
  return to_utf8(with_pinyin(*text, words));
}

Result<Bytes> run_espeak(const std::string& text, Language language, const OwnWords* words,
                         const std::vector<std::string>& options) {
  std::vector<std::string> command{"espeak-ng", "-v", voice_of(language), "-b", "1", "--stdin"};
  command.insert(command.end(), options.begin(), options.end());
  const auto spoken = as_spoken(text, language, words);
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
Result<void> check_readable(const std::string& normalised, Language language, const OwnWords* words) {
  const auto spoken = phonemes(normalised, language, words);
  if (!spoken) return tl::unexpected(spoken.error());
  const bool other_voice = spoken->find('(') != std::string::npos;
  const bool code_read_out = language == Language::mandarin && spoken->find("@:11_") != std::string::npos;
  if (other_voice || code_read_out)
    return fail(ErrorKind::bad_input, "the voice " + voice_of(language) + " cannot read a character of: " + normalised);
  return {};
}

}  // namespace

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

Result<Bytes> run_espeak_ng(const std::string& normalised, const SpeechRequest& request, const OwnWords* words) {
  if (const auto voice = check_voice(request.language); !voice) return tl::unexpected(voice.error());
  if (const auto readable = check_readable(normalised, request.language, words); !readable)
    return tl::unexpected(readable.error());
  return run_espeak(normalised, request.language, words, {"-s", std::to_string(request.words_per_minute), "--stdout"});
}

Result<std::string> phonemes(const std::string& normalised_text, Language language, const OwnWords* words) {
  const auto output = run_espeak(normalised_text, language, words, {"-q", "-x"});
  if (!output) return tl::unexpected(output.error());
  std::string text(as_text(*output));
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto first = text.find_first_not_of(' ');
  const auto last = text.find_last_not_of(' ');
  return first == std::string::npos ? std::string() : text.substr(first, last - first + 1);
}

}  // namespace tongluo::speech
