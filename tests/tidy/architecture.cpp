#include "tests/tidy/architecture.hpp"

#include <sstream>

namespace tongluo::tidy {
namespace {

std::set<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::set<std::string> words;
  for (std::string word; in >> word;) words.insert(word);
  return words;
}

// "left : right", split at the last " :", because a regular expression may hold colons.
bool split(const std::string& line, std::string& left, std::string& right) {
  const auto at = line.rfind(" :");
  if (at == std::string::npos) return false;
  left = line.substr(0, at);
  left.erase(left.find_last_not_of(' ') + 1);
  right = line.substr(at + 2);
  return true;
}

bool parse_line(const std::string& line, Architecture& out) {
  std::istringstream in(line);
  std::string kind;
  in >> kind;
  std::string left, right;
  if (kind == "exception") {
    std::string file, rule;
    in >> file >> rule;
    return !rule.empty() && out.exceptions.emplace(file, rule).second;
  }
  if (!split(line.substr(std::min(line.size(), kind.size() + 1)), left, right)) return false;
  if (kind == "header") {
    out.headers.push_back({left, {}, words_of(right)});
  } else if (kind == "word") {
    out.words.push_back({left, std::regex(left), words_of(right)});
  } else if (kind == "module") {
    std::string path;
    Module module;
    std::istringstream fields(left);
    if (!(fields >> path >> module.layer)) return false;
    module.may_include = words_of(right);
    return out.modules.emplace(path, module).second;
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::string Architecture::module_of(const std::string& path) const {
  const auto first = path.find('/');
  const auto second = first == std::string::npos ? first : path.find('/', first + 1);
  if (second == std::string::npos) return {};
  const std::string module = path.substr(0, second);
  return modules.contains(module) ? module : std::string();
}

Architecture parse_architecture(const std::string& text) {
  Architecture architecture;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (!parse_line(line, architecture)) architecture.complaints.push_back(line);
  }
  return architecture;
}

}  // namespace tongluo::tidy
