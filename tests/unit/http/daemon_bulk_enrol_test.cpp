// A county's survey becomes terminals, with the real programs: `tongluo enrol import` reads 2,500 lines and signs their
// places, tongluod takes them and keeps them over a kill, one of the codes makes a box a terminal, and another box
// takes its place over. The test plays the surveyor and the installers.

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/unit/http/claimed_terminal.hpp"
#include "tools/ctl/key_file.hpp"

namespace tongluo::daemon {
namespace {

constexpr int kSurveyed = 2'500;
constexpr const char* kChosen = "TL-500116-1234";

std::string surveyed_id(int number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "TL-500116-%04d", number);
  return text.data();
}

// As a spreadsheet saves it: byte order mark, carriage returns, quotes, an empty line. Bad lines: 3, 4, 5 and the last.
std::string survey() {
  std::string csv = "\xEF\xBB\xBFid,area,name,latitude,longitude,resource_code\r\n\r\n";
  csv += "TL-500116-9001,500100000000,above the county,29.06,106.12\r\n";
  csv += "TL-500116-9002,500116108201,nowhere on earth,129.06,106.12\r\n";
  csv += "TL-500116-9003,500117101001,another county,29.06,106.12\r\n";
  for (int i = 1; i <= kSurveyed; ++i) {
    std::array<char, 160> line{};
    std::snprintf(line.data(), line.size(), "%s,5001161%02d2%02d,\"第%d根杆, \"\"东\"\"\",29.%04d,106.%04d,%023d\r\n",
                  surveyed_id(i).c_str(), 1 + i % 20, 1 + i % 50, i, 1'000 + i, 2'000 + i, i);
    csv += line.data();
  }
  return csv + "TL-500116-0001,500116101201,twice,29.06,106.12\r\n";
}

class DaemonBulkEnrol : public testing::Test {
 protected:
  DaemonBulkEnrol() {
    daemon.write("devices-ca.key", daemon.devices.key_pem);
    daemon.configure("0", enrolment_section());
    // The person's home is the controller's folder.
    daemon.write("controller-ca.crt", daemon.read("controllers-ca.crt"));
    daemon.write("passphrase", "a long passphrase\n");
    daemon.write("maintain.key", *ctl::seal_key(daemon.trust.maintain, {"maintain", "person-maintain", "maintain"},
                                                "a long passphrase", {8 * 1024, 1, 1}));
    daemon.write("survey.csv", survey());
  }
  std::string tongluo(const std::string& words) const {
    const std::string command = std::string(TONGLUO_BIN_DIR) + "/tongluo --home '" + daemon.at("").string() +
                                "' --passphrase-file '" + daemon.at("passphrase").string() + "' " + words + " 2>&1";
    std::string output;
    std::array<char, 4'096> part{};
    FILE* pipe = ::popen(command.c_str(), "r");
    while (pipe != nullptr && std::fgets(part.data(), part.size(), pipe) != nullptr) output += part.data();
    if (pipe != nullptr) ::pclose(pipe);
    return output;
  }
  std::string import_survey() const {
    return tongluo("enrol import --key '" + daemon.at("maintain.key").string() + "' --csv '" +
                   daemon.at("survey.csv").string() + "' --out '" + daemon.at("codes.csv").string() + "'");
  }
  // Every row of a list that comes in pages.
  std::size_t count(const std::string& target, const char* rows) const {
    std::size_t all = 0;
    std::string after;
    do {
      const auto page = daemon.ask("GET", target + "?limit=500" + after);
      const auto* found = page.json.if_contains(rows);
      if (found == nullptr) return 0;
      all += found->as_array().size();
      const std::string next = text(page.json, "next");
      after = next.empty() ? "" : "&after=" + next;
    } while (!after.empty());
    return all;
  }
  std::string code_of(const std::string& terminal) const {
    std::istringstream codes(daemon.read("codes.csv"));
    for (std::string line; std::getline(codes, line);)
      if (line.starts_with(terminal + ",")) return line.substr(line.rfind(',') + 1);
    return {};
  }
  std::string state_of_chosen() const {
    const auto answer = daemon.ask("GET", std::string("/api/v1/terminals?text=") + kChosen);
    const auto& rows = answer.json.at("terminals").as_array();
    return rows.empty() ? std::string() : text(rows[0].as_object(), "state");
  }
  DaemonProcess daemon;
};

TEST_F(DaemonBulkEnrol, ASurveyOfTwoThousandFiveHundredBecomesTerminalsAndABoxIsReplacedWithinIt) {
  ASSERT_NE(daemon.start_until_ready(), "");
  const std::string said = import_survey();
  for (const char* expected : {"2500 codes in ", "line 3: ", "line 4: ", "line 5: ", "line 2506: "})
    EXPECT_NE(said.find(expected), std::string::npos) << expected << " in\n" << said.substr(0, 2'000);
  const std::string codes = daemon.read("codes.csv");
  EXPECT_EQ(std::count(codes.begin(), codes.end(), '\n'), kSurveyed);
  daemon.signal(SIGKILL);
  daemon.wait();
  ASSERT_NE(daemon.start_until_ready(), "");
  EXPECT_EQ(count("/api/v1/enrolment/claims", "claims"), static_cast<std::size_t>(kSurveyed));
  EXPECT_EQ(count("/api/v1/terminals", "terminals"), static_cast<std::size_t>(kSurveyed) + 2);

  ClaimedTerminal first(daemon, "first", code_of(kChosen));
  first.start();
  ASSERT_TRUE(in_time([this] { return state_of_chosen() == "online"; })) << first.log();
  std::string code = tongluo(std::string("enrol replace ") + kChosen);
  code.erase(code.find_last_not_of("\n") + 1);
  ClaimedTerminal second(daemon, "second", code);
  second.start();
  EXPECT_TRUE(first.says("revoked")) << first.log();
  ASSERT_TRUE(second.says(std::string("ready ") + kChosen)) << code << "\n" << second.log();
  EXPECT_TRUE(in_time([this] { return state_of_chosen() == "online"; })) << second.log();
  EXPECT_EQ(count("/api/v1/terminals", "terminals"), static_cast<std::size_t>(kSurveyed) + 2) << "the place stays one";
}

}  // namespace
}  // namespace tongluo::daemon
