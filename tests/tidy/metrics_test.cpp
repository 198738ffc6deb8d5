// docs/metrics.md, the alert rules and the dashboard know exactly the metrics that tongluod exports. In the sources a
// metric is a string literal that begins with "tongluo_".

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>

namespace tongluo::tidy {
namespace {

using Names = std::set<std::string>;
const std::filesystem::path kTree = TONGLUO_SOURCE_DIR;

Names names_in(const std::filesystem::path& file, const std::string& pattern) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string content = text.str();
  const std::regex form(pattern);
  Names names;
  for (std::sregex_iterator at(content.begin(), content.end(), form), end; at != end; ++at) names.insert((*at)[1]);
  return names;
}

const Names& exported() {
  static const Names names = [] {
    Names all;
    for (const char* folder : {"controller", "protocol"})
      for (const auto& entry : std::filesystem::recursive_directory_iterator(kTree / folder))
        if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp")
          all.merge(names_in(entry.path(), R"re("(tongluo_[a-z0-9_]+)")re"));
    return all;
  }();
  return names;
}

// What a histogram is queried by.
std::string family_of(const std::string& name) {
  static const std::regex kPart("_(bucket|sum|count)$");
  const std::string family = std::regex_replace(name, kPart, "");
  return exported().contains(name) ? name : family;
}

TEST(Metrics, TheDocumentNamesEachOneAndNoOther) {
  const Names documented = names_in(kTree / "docs/metrics.md", R"re(\n\| `(tongluo_[a-z0-9_]+)`)re");
  ASSERT_GT(exported().size(), 100U);
  for (const std::string& name : exported()) EXPECT_TRUE(documented.contains(name)) << name << " is not documented";
  for (const std::string& name : documented) EXPECT_TRUE(exported().contains(name)) << name << " does not exist";
}

TEST(Metrics, EachOneThatRulesAndDashboardUseExists) {
  for (const char* file : {"docs/metrics.md", "docs/monitoring/tongluo.rules.yml",
                           "docs/monitoring/tongluo-dashboard.json", "docs/operations.md"}) {
    const Names used = names_in(kTree / file, R"re(\b(tongluo_[a-z0-9_]+))re");
    for (const std::string& name : used)
      EXPECT_TRUE(exported().contains(family_of(name))) << file << " uses " << name << ", which does not exist";
  }
  EXPECT_GT(names_in(kTree / "docs/monitoring/tongluo.rules.yml", R"re(\b(tongluo_[a-z0-9_]+))re").size(), 15U);
  EXPECT_GT(names_in(kTree / "docs/monitoring/tongluo-dashboard.json", R"re(\b(tongluo_[a-z0-9_]+))re").size(), 15U);
}

}  // namespace
}  // namespace tongluo::tidy
