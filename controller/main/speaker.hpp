#pragma once
// Speaks the texts of one clip: the county's own engines first, its own words, the built-in engine when they fail. What
// went wrong on the way is said, never hidden: in `faults`, which become warnings of the clip and a call to people.
// Owner thread: media.

#include "controller/http/api_backend.hpp"
#include "controller/main/own_file.hpp"
#include "controller/speech/speech_engine.hpp"

namespace tongluo::daemon {

struct SpeechSettings {
  speech::Engines engines;
  OwnFileName words;    // pronunciation
  OwnFileName prompts;  // templates
};

struct SpokenTexts {
  std::vector<float> samples;  // 48 kHz mono
  std::vector<http::SpokenPart> parts;
  std::vector<std::string> faults;  // one line each
};

class Speaker {
 public:
  explicit Speaker(const SpeechSettings& settings) : engines_(settings.engines), words_file_(settings.words) {}
  // Errors: as speech::synthesise.
  Result<SpokenTexts> speak(const std::vector<http::SpeechPart>& parts);

 private:
  void refresh_words();

  speech::Engines engines_;
  OwnFile words_file_;
  speech::OwnWords words_;   // the last good ones
  std::string words_fault_;  // why the file that is there now is not used
};

}  // namespace tongluo::daemon
