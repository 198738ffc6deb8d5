#include "controller/main/speaker.hpp"

#include "controller/media/joining.hpp"
#include "controller/speech/prompt_book.hpp"

namespace tongluo::daemon {

// A file that is wrong changes nothing: the words that were good go on being used.
void Speaker::refresh_words() {
  const auto content = words_file_.poll();
  if (!content) return;
  words_fault_.clear();
  if (!*content) {
    words_fault_ = "the words of " + words_file_.path() + " are not used: " + content->error().detail;
    return;
  }
  auto words = speech::parse_own_words(**content);
  if (words)
    words_ = std::move(*words);
  else
    words_fault_ = "the changed pronunciation is not used: " + speech::to_text(words_file_.path(), words.error());
}

Result<SpokenTexts> Speaker::speak(const std::vector<http::SpeechPart>& parts) {
  refresh_words();
  SpokenTexts spoken;
  if (!words_fault_.empty()) spoken.faults.push_back(words_fault_);
  std::vector<std::vector<float>> sounds;
  for (const http::SpeechPart& part : parts) {
    speech::SpeechRequest request;
    request.text = part.text;
    request.language = speech::language_from(part.language).value_or(speech::Language::mandarin);
    auto speech = speech::synthesise(request, engines_, &words_);
    if (!speech) return tl::unexpected(speech.error());
    sounds.push_back(std::move(speech->samples));
    if (!speech->fault.empty()) spoken.faults.push_back(speech->fault);
    spoken.parts.push_back({std::string(to_string(request.language)), part.text, std::move(speech->normalised),
                            std::move(speech->engine)});
  }
  spoken.samples = media::joined(std::move(sounds));
  return spoken;
}

}  // namespace tongluo::daemon
