// The style of the source tree as a unit test: layers, homes of clocks, threads and third-party headers, sizes of
// files. The table is architecture.txt; the rules are in source_tree.cpp, and each rule is itself tested on a source
// that breaks it.

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/tidy/source_tree.hpp"

namespace tongluo::tidy {
namespace {

constexpr std::size_t kMaxExceptions = 0;  // may only shrink

std::string read(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

const Architecture& table() {
  static const Architecture architecture =
      parse_architecture(read(std::string(TONGLUO_SOURCE_DIR) + "/tests/tidy/architecture.txt"));
  return architecture;
}

const std::vector<SourceFile>& tree() {
  static const std::vector<SourceFile> files = read_tree(TONGLUO_SOURCE_DIR);
  return files;
}

bool is_product(const SourceFile& file) { return !file.path.starts_with("tests/"); }

void report(const std::vector<std::string>& complaints) {
  for (const std::string& complaint : complaints) ADD_FAILURE() << complaint;
}

TEST(Architecture, TableIsWellFormedAndPointsDownwards) {
  report(table().complaints);
  ASSERT_GT(table().modules.size(), 20U);
  for (const auto& [path, module] : table().modules)
    for (const std::string& dependency : module.may_include) {
      ASSERT_TRUE(table().modules.contains(dependency)) << path << " -> " << dependency;
      EXPECT_LT(table().modules.at(dependency).layer, module.layer) << path << " -> " << dependency;
    }
}

TEST(Architecture, ControllerAndFirmwareNeverIncludeEachOther) {
  for (const auto& [path, module] : table().modules)
    for (const std::string& dependency : module.may_include) {
      EXPECT_FALSE(path.starts_with("controller/") && dependency.starts_with("terminal-fw/")) << path;
      EXPECT_FALSE(path.starts_with("terminal-fw/") && dependency.starts_with("controller/")) << path;
    }
}

TEST(Architecture, ExceptionsOnlyShrink) { EXPECT_LE(table().exceptions.size(), kMaxExceptions); }

TEST(SourceTree, IncludesFollowTheTable) {
  ASSERT_GT(tree().size(), 50U);
  for (const SourceFile& file : tree())
    if (is_product(file)) report(include_complaints(table(), file));
}

TEST(SourceTree, ClocksThreadsRandomnessAndLibrariesStayAtHome) {
  for (const SourceFile& file : tree())
    if (is_product(file)) report(fence_complaints(table(), file));
}

TEST(SourceTree, FilesStaySmall) {
  for (const SourceFile& file : tree()) report(size_complaints(file));
}

TEST(SourceTree, HeadersAreGuarded) {
  for (const SourceFile& file : tree()) {
    if (!file.path.ends_with(".hpp")) continue;
    ASSERT_FALSE(file.lines.empty()) << file.path;
    EXPECT_EQ(file.lines[0], "#pragma once") << file.path;
  }
}

// ---- The rules themselves must bite
// -----------------------------------------------------------------------------------------

TEST(Rules, RefuseUpwardSidewaysAndUnlistedIncludes) {
  const char* bad[] = {"#include \"terminal-fw/core/core.hpp\"", "#include \"protocol/sign/keys.hpp\"",
                       "#include \"controller/core/controller.hpp\"", "#include \"frame.hpp\"",
                       "#include \"nowhere/at/all.hpp\""};
  for (const char* line : bad)
    EXPECT_EQ(include_complaints(table(), make_source("protocol/wire/x.cpp", line)).size(), 1U) << line;
  EXPECT_TRUE(
      include_complaints(table(), make_source("protocol/wire/x.cpp", "#include \"protocol/base/bytes.hpp\"")).empty());
}

TEST(Rules, RefuseClockSleepThreadAndRandomnessOutsideTheirHomes) {
  const char* bad[] = {"auto t = std::chrono::steady_clock::now();",
                       "std::this_thread::sleep_for(x);",
                       "std::thread worker;",
                       "std::mutex lock;",
                       "std::random_device seed;",
                       "#include <sqlite3.h>",
                       "#include <boost/asio.hpp>"};
  for (const char* line : bad)
    EXPECT_EQ(fence_complaints(table(), make_source("controller/core/x.cpp", line)).size(), 1U) << line;
  EXPECT_TRUE(fence_complaints(table(), make_source("protocol/os/clock.cpp", bad[0])).empty());
}

TEST(Rules, LetProseNameWhatCodeMayNotUse) {
  const SourceFile file = make_source("controller/core/x.cpp", "// never std::thread here\nlog(\"std::mutex\");");
  EXPECT_TRUE(fence_complaints(table(), file).empty());
}

TEST(Rules, RefuseLongFiles) {
  std::string text;
  for (std::size_t i = 0; i < kMaxFileLines; ++i) text += "\n";
  EXPECT_TRUE(size_complaints(make_source("a/b/c.cpp", text)).empty());
  EXPECT_EQ(size_complaints(make_source("a/b/c.cpp", text + "\n")).size(), 1U);
}

}  // namespace
}  // namespace tongluo::tidy
