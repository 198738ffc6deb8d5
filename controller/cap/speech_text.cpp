#include "controller/cap/speech_text.hpp"

#include <array>

#include "controller/cap/limits.hpp"

namespace tongluo::cap {
namespace {

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

std::size_t characters(std::string_view utf8) {
  std::size_t count = 0;
  for (const char byte : utf8) count += starts_character(byte) ? 1 : 0;
  return count;
}

// White space runs become one blank, markup like <br /> a pause, control characters nothing.
std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char letter = text[i];
    const char after = i + 1 < text.size() ? static_cast<char>(text[i + 1] | 0x20) : ' ';
    if (letter == '<' && ((after >= 'a' && after <= 'z') || after == '/')) {
      const auto end = text.find('>', i);
      if (end != std::string_view::npos && end - i < 80) {
        i = end;
        letter = ' ';
      }
    }
    const bool space = letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
    if (!space && static_cast<unsigned char>(letter) < 0x20) continue;
    if (!space) {
      out.push_back(letter);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

constexpr std::array<std::string_view, 7> kSentenceEnds = {"。", "！", "？", "；", ". ", "! ", "? "};

bool ends_sentence(std::string_view text) {
  for (const std::string_view end : kSentenceEnds)
    if (text.ends_with(end.substr(0, end.find(' ')))) return true;
  return false;
}

// At most `limit` characters, up to the last sentence that is whole, else up to the last character.
std::string_view cut(std::string_view text, std::size_t limit) {
  std::size_t end = 0, count = 0;
  while (end < text.size()) {
    if (starts_character(text[end]) && ++count > limit) break;
    ++end;
  }
  const std::string_view kept = text.substr(0, end);
  std::size_t last = 0;
  for (const std::string_view mark : kSentenceEnds) {
    const auto at = kept.rfind(mark);
    if (at != std::string_view::npos) last = std::max(last, at + mark.size());
  }
  return last == 0 ? kept : kept.substr(0, last);
}

void append(std::string& out, std::string_view part) {
  if (part.empty()) return;
  if (!out.empty()) {
    if (!ends_sentence(out)) out += is_chinese(out) ? "。" : ".";
    out += ' ';
  }
  out += part;
}

// What follows a headline that the description repeats, without the mark between them.
std::string after_pause(std::string_view text) {
  constexpr std::array<std::string_view, 8> kPauses = {" ", ".", ":", ",", "。", "：", "，", "-"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view pause : kPauses) {
      if (!text.starts_with(pause)) continue;
      text.remove_prefix(pause.size());
      again = true;
    }
  }
  return std::string(text);
}

}  // namespace

SpeechText speech_text(const Info& info) {
  const std::string headline = plain(info.headline.empty() ? info.event : info.headline);
  std::string description = plain(info.description), instruction = plain(info.instruction);
  if (description.starts_with(headline)) description = after_pause(description.substr(headline.size()));
  if (instruction == description) instruction.clear();
  SpeechText speech;
  const std::size_t others = characters(headline) + characters(instruction);
  const std::size_t left = others < kMaxSpeechCharacters ? kMaxSpeechCharacters - others : 0;
  std::string_view said = description;
  if (characters(description) > left) {
    speech.shortened = true;
    said = cut(description, left);
  }
  append(speech.text, headline);
  append(speech.text, said);
  append(speech.text, instruction);
  if (characters(speech.text) > kMaxSpeechCharacters + 8) {
    speech.shortened = true;
    speech.text = cut(speech.text, kMaxSpeechCharacters);
  }
  return speech;
}

bool is_chinese(std::string_view utf8) {
  // U+4E00 to U+9FFF are E4 B8 80 to E9 BF BF.
  for (std::size_t i = 0; i + 2 < utf8.size(); ++i) {
    const auto lead = static_cast<unsigned char>(utf8[i]), second = static_cast<unsigned char>(utf8[i + 1]);
    if (lead >= 0xE4 && lead <= 0xE9 && (second & 0xC0U) == 0x80U && (lead != 0xE4 || second >= 0xB8)) return true;
  }
  return false;
}

std::string_view spoken_language(std::string_view tag) {
  const std::string_view primary = tag.substr(0, tag.find('-'));
  const auto is = [&](std::string_view word) {
    if (primary.size() != word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i)
      if ((primary[i] | 0x20) != word[i]) return false;
    return true;
  };
  if (is("zh") || is("cmn") || is("zho") || is("chi")) return "zh";
  if (is("en") || is("eng")) return "en";
  return {};
}

}  // namespace tongluo::cap
