#pragma once
// What the tidy test knows of one source file, and the rules as functions from a file to complaints.

#include <filesystem>
#include <string>
#include <vector>

#include "tests/tidy/architecture.hpp"

namespace tongluo::tidy {

constexpr std::size_t kMaxFileLines = 400;

struct SourceFile {
  std::string path;                // from the repository's root
  std::vector<std::string> lines;  // as they are
  std::vector<std::string> code;   // without comments and string literals
};

// The .cpp and .hpp files of the top-level folders.
std::vector<SourceFile> read_tree(const std::filesystem::path& root);
SourceFile make_source(std::string path, const std::string& text);

// Each returns one line per complaint: "FILE:LINE: what is wrong".
std::vector<std::string> include_complaints(const Architecture& architecture, const SourceFile& file);
std::vector<std::string> fence_complaints(const Architecture& architecture, const SourceFile& file);
std::vector<std::string> size_complaints(const SourceFile& file);

}  // namespace tongluo::tidy
