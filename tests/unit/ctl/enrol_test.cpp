// Bulk enrolment from a survey: which lines are taken, which are named, and what becomes of the codes. The test plays
// the controller.

#include <gtest/gtest.h>
#include <set>

#include "tests/unit/ctl/home_folder.hpp"
#include "tests/unit/ctl/scripted_controller.hpp"
#include "tools/ctl/enrol_command.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr const char* kSurvey =
    "id,area,name,latitude,longitude\n"
    "TL-0101,500116108201,黑石山村,29.0672,106.1283\n"
    "TL-0102,500116,没有这样的区划,29.0518,106.1187\n"
    "TL-0103,500116108203,金盆村,29.0518,106.1187\n"
    "TL-0104,500116101200,\"联合村, 东\",29.2367,106.1104\n";

class Import : public testing::Test {
 protected:
  Import() : controller_((home_.home().folder / "api.sock").string()) {
    home_.write("survey.csv", kSurvey);
    options_.csv = home_.path("survey.csv");
    options_.out = home_.path("codes.csv");
    options_.signer = home_.signer("maintain");
    controller_.on("POST /api/v1/enrolment/claims", [this](const json::object& body) { return judge(body); });
  }

  HttpResponse judge(const json::object& body) {
    modes_ += std::string(body.at("mode").as_string()) + " ";
    json::array verdicts;
    for (const json::value& value : body.at("claims").as_array()) {
      const json::object& claim = value.as_object();
      const std::string terminal(claim.at("terminal").as_string());
      places_ += claim.contains("place") ? 1 : 0;
      names_.insert(std::string(claim.at("claim").as_string()));
      if (terminal == taken_already_)
        verdicts.push_back(json::object{{"taken", false}, {"detail", terminal + " has its hardware"}});
      else
        verdicts.push_back(json::object{{"taken", true}});
    }
    return {200, json::serialize(json::object{{"stored", true}, {"verdicts", verdicts}})};
  }
  std::string codes() const {
    std::ostringstream text;
    text << std::ifstream(options_.out).rdbuf();
    return text.str();
  }

  HomeFolder home_;
  EnrolImportOptions options_;
  std::string taken_already_;
  std::string modes_;
  std::set<std::string> names_;
  int places_ = 0;
  ScriptedController controller_;
};

TEST_F(Import, BadLinesAreNamedByTheirNumberAndTheOthersTaken) {
  taken_already_ = "TL-0103";
  const Try<void> done = run_enrol_import(home_.context, options_);
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ExitCode::failed);
  EXPECT_EQ(done.error().message.find("line 3: "), 0U) << done.error().message;
  EXPECT_NE(done.error().message.find("\nline 4: TL-0103 has its hardware"), std::string::npos) << done.error().message;
  EXPECT_NE(home_.out.str().find("2 codes in "), std::string::npos) << home_.out.str();
  EXPECT_EQ(places_, 3);
  EXPECT_EQ(modes_, "each ");
  std::istringstream lines(codes());
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_TRUE(line.starts_with("TL-0101,黑石山村,")) << line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_TRUE(line.starts_with("TL-0104,\"联合村, 东\",")) << line;
  const auto code = sign::ClaimCode::parse(line.substr(line.rfind(',') + 1));
  ASSERT_TRUE(code.has_value()) << line;
  EXPECT_TRUE(names_.contains(to_string(code->name()))) << "the controller got the name, never the code";
  EXPECT_FALSE(std::getline(lines, line));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(options_.out).permissions() & perms::all, perms::owner_read | perms::owner_write);
}

TEST_F(Import, AllOrNothingAsksNobodyWhenALineIsBad) {
  options_.all_or_nothing = true;
  const Try<void> done = run_enrol_import(home_.context, options_);
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().message.find("nothing was taken:\nline 3: "), 0U) << done.error().message;
  EXPECT_EQ(modes_, "");
  EXPECT_FALSE(std::filesystem::exists(options_.out));
}

TEST_F(Import, AllOrNothingJudgesEveryLineBeforeOneIsTaken) {
  home_.write("survey.csv",
              "TL-0101,500116108201,黑石山村,29.0672,106.1283\nTL-0103,500116108203,金盆村,29.05,106.11\n");
  options_.all_or_nothing = true;
  taken_already_ = "TL-0103";
  const Try<void> refused = run_enrol_import(home_.context, options_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message, "nothing was taken:\nline 2: TL-0103 has its hardware");
  EXPECT_EQ(modes_, "check ");
  taken_already_.clear();
  EXPECT_TRUE(run_enrol_import(home_.context, options_).has_value());
  EXPECT_EQ(modes_, "check check all_or_nothing ");
}

TEST_F(Import, CodesAreNeverWrittenOverOthers) {
  home_.write("codes.csv", "precious\n");
  EXPECT_FALSE(run_enrol_import(home_.context, options_).has_value());
  EXPECT_EQ(codes(), "precious\n");
  EXPECT_EQ(modes_, "");
}

TEST_F(Import, AHomesCodesAnchorItsOwnRootsAndAuthority) {
  const Try<CodeMaker> maker = CodeMaker::open(home_.home());
  ASSERT_TRUE(maker.has_value());
  EXPECT_TRUE(maker->make().anchors(maker->root_set, maker->authority));
  EXPECT_NE(maker->make().text(), maker->make().text());
}

}  // namespace
}  // namespace tongluo::ctl
