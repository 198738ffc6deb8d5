#pragma once
// What an order says, as it is asked for on the command line: a text, two of them, a template with its parameters, or a
// recording. Pure but for reading a text file.

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct SpokenContent {
  std::string text;
  std::string text_en;  // said after it, in English
  std::string text_file;
  std::string audio;
  std::string template_name;
  std::vector<std::string> settings;  // of the template: "place=白沙镇"
};

// "zh,en" → {"zh", "en"}; "zh-CN" → {"zh"}. Each once, at least one.
Try<std::vector<std::string>> spoken_languages(const std::string& languages);
// What the order itself is marked with: the first of them, as written.
std::string first_language(const std::string& languages);
Try<std::map<std::string, std::string>> parse_settings(const std::vector<std::string>& settings);

// Exactly one of text, text file, recording, template; no parts that do not belong together.
Try<void> check_content(const SpokenContent& content, const std::string& languages);

// The body of POST /api/v1/speech; not for a recording.
Try<boost::json::object> speech_request(const SpokenContent& content, const std::string& languages);

}  // namespace tongluo::ctl
