#pragma once
// The architecture table (architecture.txt), parsed for the tidy test.

#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace tongluo::tidy {

struct Module {
  int layer = 0;
  std::set<std::string> may_include;
};

// Something that only its homes may use: a header by the beginning of its name, or a word of code by a regular
// expression.
struct Fence {
  std::string text;
  std::regex pattern;  // words only
  std::set<std::string> homes;
};

struct Architecture {
  std::map<std::string, Module> modules;
  std::vector<Fence> headers;
  std::vector<Fence> words;
  std::set<std::pair<std::string, std::string>> exceptions;  // file, rule
  std::vector<std::string> complaints;                       // lines that say nothing we know

  // The module that a repository path lies in, or empty.
  std::string module_of(const std::string& path) const;
};

Architecture parse_architecture(const std::string& text);

}  // namespace tongluo::tidy
