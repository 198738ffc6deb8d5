// The table of degraded states in terminal-fw/DESIGN.md: each row names tests, and each of them exists.

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>

namespace tongluo::tidy {
namespace {

const std::filesystem::path kStatesTree = TONGLUO_SOURCE_DIR;

std::string content_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// "Suite.Name" of every test in the tree.
std::set<std::string> all_tests() {
  static const std::regex kTest(R"re(\nTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\))re");
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kStatesTree / "tests")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string content = content_of(entry.path());
    for (std::sregex_iterator at(content.begin(), content.end(), kTest), end; at != end; ++at)
      names.insert((*at)[1].str() + "." + (*at)[2].str());
  }
  return names;
}

TEST(DegradedStates, EachRowNamesTestsThatExist) {
  const std::string design = content_of(kStatesTree / "terminal-fw/DESIGN.md");
  const std::size_t begin = design.find("## Degraded states"), end = design.find("\n## ", begin + 1);
  ASSERT_NE(end, std::string::npos);
  const std::set<std::string> tests = all_tests();
  ASSERT_GT(tests.size(), 1'000U);
  static const std::regex kName(R"re(`([A-Z]\w+\.[A-Z]\w+)`)re");
  std::istringstream table(design.substr(begin, end - begin));
  std::size_t rows = 0;
  for (std::string row; std::getline(table, row);) {
    if (!row.starts_with("| ") || row.starts_with("| state |")) continue;
    ++rows;
    const std::string cell = row.substr(row.rfind(" | "));
    std::sregex_iterator name(cell.begin(), cell.end(), kName), none;
    EXPECT_NE(name, none) << "no test: " << row;
    for (; name != none; ++name) EXPECT_TRUE(tests.contains((*name)[1])) << (*name)[1] << " does not exist";
  }
  EXPECT_GT(rows, 30U);
}

}  // namespace
}  // namespace tongluo::tidy
