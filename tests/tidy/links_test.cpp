// Every relative link of every document leads to a file of this tree, and every test that a document names exists.

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>

namespace tongluo::tidy {
namespace {

namespace fs = std::filesystem;
const fs::path kSource = TONGLUO_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> files_in(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == extension && entry.path().string().find("/node_modules/") == std::string::npos)
      found.push_back(entry.path());
  return found;
}

std::vector<fs::path> documents() {
  std::vector<fs::path> found = {kSource / "README.md"};
  for (const char* folder : {"controller", "docs", "protocol", "terminal-fw", "tests", "tools"})
    for (fs::path& path : files_in(kSource / folder, ".md")) found.push_back(std::move(path));
  return found;
}

std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) found.push_back((*at)[1]);
  return found;
}

TEST(Documents, EveryRelativeLinkLeadsSomewhere) {
  static const std::regex kLink(R"(\]\(([^)#:\s]+)(?:#[^)]*)?\))");
  ASSERT_GT(documents().size(), 8U);
  for (const fs::path& document : documents())
    for (const std::string& link : matches(read(document), kLink))
      EXPECT_TRUE(fs::exists(document.parent_path() / link)) << document.lexically_relative(kSource) << " -> " << link;
}

// Written as `Suite.Name` in backquotes.
TEST(Documents, EveryTestTheyNameExists) {
  static const std::regex kNamed(R"(`([A-Z][A-Za-z0-9]+\.[A-Z][A-Za-z0-9]+)`)");
  static const std::regex kTest(R"(TEST(?:_[FP])?\((\w+,\s*\w+)\))");
  std::set<std::string> tests;
  for (const fs::path& source : files_in(kSource / "tests", ".cpp"))
    for (std::string name : matches(read(source), kTest)) {
      const std::size_t comma = name.find(',');
      tests.insert(name.substr(0, comma) + "." + name.substr(name.find_first_not_of(" \n", comma + 1)));
    }
  ASSERT_GT(tests.size(), 500U);
  for (const fs::path& document : documents())
    for (const std::string& name : matches(read(document), kNamed))
      EXPECT_TRUE(tests.contains(name)) << document.lexically_relative(kSource) << " names " << name;
}

}  // namespace
}  // namespace tongluo::tidy
