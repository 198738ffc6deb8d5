#include "controller/http/problem_words.hpp"

#include <boost/json/parse.hpp>

namespace tongluo::http {
namespace {

namespace json = boost::json;

std::string_view view(const json::value& text) { return std::string_view(text.as_string()); }

}  // namespace

std::optional<ProblemWords> words_of(std::string_view code) {
  static const json::object kWords =
      json::parse(json::string_view(kProblemWordsText.data(), kProblemWordsText.size())).as_object();
  const json::value* found = kWords.if_contains(json::string_view(code.data(), code.size()));
  if (found == nullptr) return std::nullopt;
  return ProblemWords{view(found->as_array().at(0)), view(found->as_array().at(1))};
}

}  // namespace tongluo::http
