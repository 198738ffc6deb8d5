#include "tools/ctl/offline_speech.hpp"

#include <toml++/toml.h>

#include "controller/ingest/audio_decoder.hpp"
#include "controller/media/joining.hpp"
#include "controller/speech/prompt_book.hpp"

namespace tongluo::ctl {
namespace {

// The file that the home's tongluod.toml names, or the default one if it is there; empty: none.
Try<std::string> own_file(const Home* home, std::string_view key, std::string_view fallback) {
  if (home == nullptr) return std::string();
  std::filesystem::path file = home->at(fallback);
  bool named = false;
  if (std::filesystem::exists(home->at(files::kConfiguration))) try {
      const toml::table table = toml::parse_file(home->at(files::kConfiguration).string());
      if (const auto path = table["speech"][key].value<std::string>()) file = home->folder / *path, named = true;
    } catch (const toml::parse_error& error) {
      return give_up(ExitCode::failed, std::string(files::kConfiguration) + ": " + std::string(error.description()));
    }
  return named || std::filesystem::exists(file) ? file.string() : std::string();
}

// A person is there to mend a wrong file, so here it is an error.
Try<speech::OwnWords> own_words(const Home* home) {
  const Try<std::string> file = own_file(home, "pronunciation", speech::kOwnWordsFile);
  if (!file || file->empty()) return file.map([](const auto&) { return speech::OwnWords(); });
  const Try<std::string> content = read_text(*file);
  if (!content) return tl::unexpected(content.error());
  auto words = speech::parse_own_words(*content);
  if (!words) return give_up(ExitCode::failed, speech::to_text(*file, words.error()));
  return std::move(*words);
}

Try<speech::PromptBook> prompt_book(const Home* home) {
  speech::PromptBook book = speech::PromptBook::built_in();
  const Try<std::string> file = own_file(home, "templates", speech::kOwnPromptsFile);
  if (!file) return tl::unexpected(file.error());
  if (file->empty()) return book;
  const Try<std::string> content = read_text(*file);
  if (!content) return tl::unexpected(content.error());
  if (const auto added = book.add_own(*content); !added)
    return give_up(ExitCode::failed, speech::to_text(*file, added.error()));
  return book;
}

Try<std::vector<speech::SpeechRequest>> template_texts(const Home* home, const SpokenContent& content,
                                                       const std::vector<std::string>& languages) {
  const Try<speech::PromptBook> book = prompt_book(home);
  if (!book) return tl::unexpected(book.error());
  const auto settings = parse_settings(content.settings);
  if (!settings) return tl::unexpected(settings.error());
  std::vector<speech::SpeechRequest> requests;
  for (const std::string& language : languages) {
    const auto known = speech::language_from(language).value_or(speech::Language::mandarin);
    auto text = book->fill(content.template_name, known, *settings);
    if (!text)
      return give_up(ExitCode::usage, (text.error().parameter.empty() ? "" : "--set " + text.error().parameter + ": ") +
                                          text.error().reason);
    requests.push_back({std::move(*text), known});
  }
  return requests;
}

Try<std::vector<speech::SpeechRequest>> texts(const Home* home, const SpokenContent& content,
                                              const std::string& languages) {
  const auto spoken = spoken_languages(languages);
  if (!spoken) return tl::unexpected(spoken.error());
  if (!content.template_name.empty()) return template_texts(home, content, *spoken);
  const Try<std::string> text =
      content.text_file.empty() ? Try<std::string>(content.text) : read_text(content.text_file);
  if (!text) return tl::unexpected(text.error());
  const auto language = speech::language_from(spoken->front()).value_or(speech::Language::mandarin);
  std::vector<speech::SpeechRequest> requests{{*text, language}};
  if (!content.text_en.empty()) requests.push_back({content.text_en, speech::Language::english});
  return requests;
}

Try<std::vector<float>> decoded(const std::string& audio_file) {
  const Try<Bytes> file = read_bytes(audio_file, ingest::kMaxAudioFileBytes);
  if (!file) return tl::unexpected(file.error());
  Result<ingest::DecodedAudio> audio = ingest::decode_audio(*file);
  if (!audio) return give_up(ExitCode::failed, audio_file + ": " + audio.error().detail);
  return std::move(audio->samples);
}

Try<std::vector<float>> spoken(const Home* home, const SpokenContent& content, const std::string& languages) {
  const auto requests = texts(home, content, languages);
  if (!requests) return tl::unexpected(requests.error());
  const Try<speech::OwnWords> words = own_words(home);
  if (!words) return tl::unexpected(words.error());
  std::vector<std::vector<float>> sounds;
  for (const speech::SpeechRequest& request : *requests) {
    Result<speech::Speech> speech = speech::synthesise(request, {}, &*words);
    if (!speech) return give_up(ExitCode::failed, speech.error());
    sounds.push_back(std::move(speech->samples));
  }
  return media::joined(std::move(sounds));
}

}  // namespace

Try<media::Clip> make_offline_clip(const Home* home, const SpokenContent& content, const std::string& languages) {
  Try<std::vector<float>> samples = content.audio.empty() ? spoken(home, content, languages) : decoded(content.audio);
  if (!samples) return tl::unexpected(samples.error());
  media::Pcm pcm;
  pcm.samples = std::move(*samples);
  Result<media::Clip> clip = media::make_clip(std::move(pcm));
  if (!clip) return give_up(ExitCode::failed, clip.error());
  return std::move(*clip);
}

}  // namespace tongluo::ctl
