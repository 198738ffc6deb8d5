#include "tests/tidy/source_tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

namespace tongluo::tidy {
namespace {

constexpr std::array<const char*, 5> kFolders = {"controller", "protocol", "terminal-fw", "tools", "tests"};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Blanks out comments and string literals, so that prose may name what code may not use.
std::string code_of(const std::string& line) {
  static const std::regex string_literal(R"("([^"\\]|\\.)*")");
  if (line.find('"') == std::string::npos) return line.substr(0, line.find("//"));
  const std::string without_strings = std::regex_replace(line, string_literal, "\"\"");
  return without_strings.substr(0, without_strings.find("//"));
}

std::string at(const SourceFile& file, std::size_t index) { return file.path + ":" + std::to_string(index + 1) + ": "; }

// The included name, or empty; quoted ones are ours.
std::string included(const std::string& line, bool& ours) {
  static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::smatch match;
  if (line.find('#') == std::string::npos || !std::regex_search(line, match, pattern)) return {};
  ours = match[1] == "\"";
  return match[2];
}

bool is_exempt(const Architecture& architecture, const SourceFile& file, const std::string& rule) {
  return architecture.exceptions.contains({file.path, rule});
}

std::string own_include_complaint(const Architecture& architecture, const std::string& from, const std::string& name) {
  if (name.find('/') == std::string::npos) return "include by the repository path, not \"" + name + "\"";
  const std::string to = architecture.module_of(name);
  if (to.empty()) return "\"" + name + "\" lies in no module of architecture.txt";
  if (to == from) return {};
  const Module& module = architecture.modules.at(from);
  const Module& target = architecture.modules.at(to);
  if (target.layer >= module.layer)
    return from + " (layer " + std::to_string(module.layer) + ") includes " + to + " (layer " +
           std::to_string(target.layer) + "): only lower layers";
  if (!module.may_include.contains(to)) return "architecture.txt has no arrow from " + from + " to " + to;
  return {};
}

}  // namespace

SourceFile make_source(std::string path, const std::string& text) {
  SourceFile file{std::move(path), {}, {}};
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    file.code.push_back(code_of(line));
    file.lines.push_back(std::move(line));
  }
  return file;
}

std::vector<SourceFile> read_tree(const std::filesystem::path& root) {
  std::vector<SourceFile> files;
  for (const char* folder : kFolders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      if (entry.path().string().find("/node_modules/") != std::string::npos) continue;  // npm's, not ours
      files.push_back(make_source(entry.path().lexically_relative(root).string(), text_of(entry.path())));
    }
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

std::vector<std::string> include_complaints(const Architecture& architecture, const SourceFile& file) {
  std::vector<std::string> complaints;
  const std::string from = architecture.module_of(file.path);
  if (from.empty()) return {file.path + ": lies in no module of architecture.txt"};
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    bool ours = false;
    const std::string name = included(file.lines[i], ours);
    if (name.empty() || !ours) continue;
    const std::string complaint = own_include_complaint(architecture, from, name);
    if (!complaint.empty()) complaints.push_back(at(file, i) + complaint);
  }
  return complaints;
}

std::vector<std::string> fence_complaints(const Architecture& architecture, const SourceFile& file) {
  std::vector<std::string> complaints;
  const std::string module = architecture.module_of(file.path);
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    bool ours = false;
    const std::string name = included(file.lines[i], ours);
    for (const Fence& fence : architecture.headers)
      if (!name.empty() && name.starts_with(fence.text) && !fence.homes.contains(module) &&
          !is_exempt(architecture, file, fence.text))
        complaints.push_back(at(file, i) + "<" + name + "> may not be used in " + module);
    for (const Fence& fence : architecture.words)
      if (!fence.homes.contains(module) && std::regex_search(file.code[i], fence.pattern) &&
          !is_exempt(architecture, file, fence.text))
        complaints.push_back(at(file, i) + "uses " + fence.text + ", which has its home elsewhere");
  }
  return complaints;
}

std::vector<std::string> size_complaints(const SourceFile& file) {
  if (file.lines.size() <= kMaxFileLines) return {};
  return {file.path + ": " + std::to_string(file.lines.size()) + " lines, at most " + std::to_string(kMaxFileLines)};
}

}  // namespace tongluo::tidy
