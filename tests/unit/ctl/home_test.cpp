// init and provision through the real command line, in a temporary folder: what they make fits together, and what
// exists is never overwritten.

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

#include "protocol/os/clock.hpp"
#include "protocol/trust/admission.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/ctl/certificate_text.hpp"
#include "tests/unit/ctl/temporary_folder.hpp"
#include "tools/ctl/certificates.hpp"
#include "tools/ctl/command_line.hpp"

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

class HomeTest : public testing::Test {
 protected:
  HomeTest() { write("passphrase", "a long passphrase\n"); }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

  Ran run(std::vector<std::string> words) const {
    words.insert(words.begin(), "tongluo");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream in;
    Context context{{}, out, err};
    CommandLine command_line(context, in);
    const int code = command_line.run(static_cast<int>(arguments.size()), arguments.data());
    return {code, out.str(), err.str()};
  }

  Ran init(const std::string& home, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"init", path(home), "--passphrase-file", path("passphrase"), "--key-memory-mib",
                                      "8"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }

  Ran provision(const std::string& csv) const {
    write("terminals.csv", csv);
    return run({"provision", path("home"), "--csv", path("terminals.csv"), "--sink", "null", "--passphrase-file",
                path("passphrase")});
  }

  TemporaryFolder folder_;
};

constexpr const char* kTwoTerminals =
    "TL-0001,500116108201,黑石山村,29.0672,106.1283\nTL-0002,500116108203,金盆村,29.07,106.13\n";

TEST_F(HomeTest, TheNewTrustListCarriesARuleForEveryLevelOfAlertsAndDrills) {
  ASSERT_EQ(init("home", {"--roots", "3", "--quorum", "2"}).code, 0);
  const Home home{path("home")};
  const auto roots = trust::PinnedRoots::parse(read_bytes(home.at(files::kRoots)).value());
  ASSERT_TRUE(roots);
  const auto list =
      trust::verify_trust_list(*roots, read_envelope(home.at(files::kTrustList)).value(), 0, os::wall_now());
  ASSERT_TRUE(list);
  EXPECT_EQ(list->list().version, 1U);
  for (const Level level : {Level::i, Level::ii, Level::iii, Level::iv})
    for (const OrderClass order_class : {OrderClass::actual, OrderClass::exercise})
      ASSERT_NE(list->rule(order_class, level), nullptr);
  EXPECT_EQ(list->rule(OrderClass::actual, Level::i)->persons, 2U);
  EXPECT_EQ(list->rule(OrderClass::actual, Level::ii)->persons, 2U);
  EXPECT_EQ(list->rule(OrderClass::actual, Level::iii)->persons, 1U);
  EXPECT_EQ(list->rule(OrderClass::actual, Level::ii)->roles, std::vector{Role::dispatch});
  EXPECT_EQ(list->rule(OrderClass::actual, Level::iii)->roles, (std::vector{Role::dispatch, Role::relay}));
  EXPECT_NE(list->rule(OrderClass::routine, Level::routine), nullptr);
  EXPECT_NE(list->rule(OrderClass::test, Level::iv), nullptr);
  EXPECT_EQ(list->rule(OrderClass::test, Level::i), nullptr) << "a missing rule is a refusal";
  EXPECT_TRUE(std::filesystem::exists(home.key("dispatch-2")));
}

TEST_F(HomeTest, TwoDispatchersAreTwoPersons) {
  EXPECT_EQ(init("home", {"--person", "王芳", "--second-person", "王芳"}).code, 2);
  ASSERT_EQ(init("home", {"--person", "王芳", "--second-person", "李伟"}).code, 0);
  const Home home{path("home")};
  EXPECT_EQ(read_key(home.key("dispatch"), "a long passphrase")->label.person, "王芳");
  EXPECT_EQ(read_key(home.key("dispatch-2"), "a long passphrase")->label.person, "李伟");
}

TEST_F(HomeTest, ARelayKeyIsMadeOnlyWhenAskedForAndReachesLevelThreeAtMost) {
  ASSERT_EQ(init("home").code, 0);
  EXPECT_FALSE(std::filesystem::exists(path("home/relay.key")));
  ASSERT_EQ(init("upstream", {"--relay"}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(path("upstream/relay.key")));
  EXPECT_THAT(read_text(path("upstream/tongluod.toml")).value(), HasSubstr("keys = [\"relay.key\"]"));
  const Envelope envelope = read_envelope(path("upstream/trust-list.env")).value();
  const wire::TrustList list = wire::parse_trust_list(envelope.payload).value();
  EXPECT_EQ(list.issuers.back().role, Role::relay);
  EXPECT_EQ(list.issuers.back().highest_level, Level::iii);
  EXPECT_EQ(list.issuers.back().custody, Custody::controller);
}

TEST_F(HomeTest, ATrainingEnvironmentSaysSoInItsConfiguration) {
  ASSERT_EQ(init("home").code, 0);
  EXPECT_THAT(read_text(path("home/tongluod.toml")).value(), testing::Not(HasSubstr("environment")));
  const Ran ran = init("training", {"--training"});
  ASSERT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("training"));
  EXPECT_THAT(read_text(path("training/tongluod.toml")).value(), HasSubstr("environment = \"training\""));
}

TEST_F(HomeTest, SecretFilesAreReadableByTheirOwnerOnly) {
  ASSERT_EQ(init("home").code, 0);
  const Home home{path("home")};
  for (const auto& file : {home.key("dispatch"), home.key("root-1"), home.key("devices-ca"),
                           home.at(files::kControllerKey), home.at(files::kTimeKey), home.at(files::kOperatorKey)})
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << file;
}

TEST_F(HomeTest, KeysOfPeopleOpenWithThePassphraseOnly) {
  ASSERT_EQ(init("home").code, 0);
  const Home home{path("home")};
  for (const char* name : {"dispatch", "announce", "exercise", "maintain"})
    EXPECT_TRUE(read_key(home.key(name), "a long passphrase")) << name;
  EXPECT_EQ(read_key(home.key("dispatch"), "another").error().code, ExitCode::key);
}

TEST_F(HomeTest, AnExistingHomeIsNeverTouched) {
  std::filesystem::create_directory(path("home"));
  const Ran ran = init("home");
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("never overwritten"));
  EXPECT_TRUE(std::filesystem::is_empty(path("home")));
}

TEST_F(HomeTest, ProvisionMakesFoldersThatVerifyAgainstTheRoots) {
  ASSERT_EQ(init("home").code, 0);
  const Ran ran = provision(kTwoTerminals);
  ASSERT_EQ(ran.code, 0) << ran.err;
  const Home home{path("home")};
  const TerminalId id = TerminalId::parse("TL-0002").value();
  const auto roots = trust::PinnedRoots::parse(read_bytes(home.terminal(id) / "roots.bin").value());
  const auto list =
      trust::verify_trust_list(*roots, read_envelope(home.terminal(id) / "trust-list.env").value(), 0, os::wall_now());
  ASSERT_TRUE(list);
  const auto place = trust::verify_place({*roots, &*list}, read_envelope(home.terminal(id) / "place.env").value(), id,
                                         0, os::wall_now());
  ASSERT_TRUE(place) << to_string(place.error());
  EXPECT_EQ(place->name, "金盆村");
  EXPECT_EQ(read_envelope(home.place(id)).value(), read_envelope(home.terminal(id) / "place.env").value());
}

TEST_F(HomeTest, ProvisioningAgainLeavesExistingTerminalsUntouched) {
  ASSERT_EQ(init("home").code, 0);
  ASSERT_EQ(provision(kTwoTerminals).code, 0);
  const std::string before = read_text(folder_.path() / "home/terminals/TL-0001/terminal.key").value();
  const Ran ran = provision(std::string(kTwoTerminals) + "TL-0003,500116108201,黑石山村二,29.0,106.1\n");
  EXPECT_THAT(ran.out, HasSubstr("1 terminals made, 2 existing"));
  EXPECT_EQ(read_text(folder_.path() / "home/terminals/TL-0001/terminal.key").value(), before);
}

TEST_F(HomeTest, OneBadLineMakesNothing) {
  ASSERT_EQ(init("home").code, 0);
  const Ran ran = provision("TL-0001,500116108201,ok,29,106\nTL-0002,5001,bad,29,106\n");
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("line 2: area"));
  EXPECT_TRUE(std::filesystem::is_empty(path("home/terminals")));
}

TEST_F(HomeTest, AWrongPassphraseIsExitCodeFour) {
  ASSERT_EQ(init("home").code, 0);
  write("passphrase", "something else\n");
  EXPECT_EQ(provision(kTwoTerminals).code, 4);
}

TEST_F(HomeTest, UsageErrorsAreExitCodeTwo) {
  EXPECT_EQ(run({}).code, 2);
  EXPECT_EQ(run({"unknown"}).code, 2);
  EXPECT_EQ(run({"dispatch", "--text", "x"}).code, 2);
  EXPECT_EQ(init("home", {"--county", "500116108000"}).code, 2);
  EXPECT_EQ(init("home", {"--roots", "2", "--quorum", "3"}).code, 2);
  EXPECT_EQ(run({"verify", path("passphrase")}).code, 2);
}

TEST_F(HomeTest, HelpExplainsExitCodesAndIsNoError) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"}, {"dispatch", "--help"}}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, HasSubstr("Exit codes:"));
  }
}

TEST_F(HomeTest, NoControllerIsExitCodeThree) {
  ASSERT_EQ(init("home").code, 0);
  EXPECT_EQ(run({"health", "--home", path("home")}).code, 3);
  EXPECT_EQ(run({"orders", "--api", "https://127.0.0.1:1", "--home", path("home")}).code, 3);
}

TEST_F(HomeTest, FailuresAreJsonWhenAskedFor) {
  ASSERT_EQ(init("home").code, 0);
  EXPECT_THAT(run({"--json", "health", "--home", path("home")}).err, HasSubstr("\"exit_code\":3"));
}

TEST_F(HomeTest, VerifyingAFileThatIsNoExportIsExitCodeFive) {
  ASSERT_EQ(init("home").code, 0);
  EXPECT_EQ(run({"verify", path("passphrase"), "--home", path("home")}).code, 5);
}

std::string content_of(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST_F(HomeTest, TheControllersCertificateIsMadeAnewAndTheOldOneKept) {
  ASSERT_EQ(init("home").code, 0);
  const std::string before = content_of(path("home/controller.crt")), key = content_of(path("home/controller.key"));
  const Ran ran = run({"--home", path("home"), "--passphrase-file", path("passphrase"), "certificate", "controller"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("restart"));
  EXPECT_EQ(content_of(path("home/controller.crt.previous")), before);
  EXPECT_EQ(content_of(path("home/controller.key.previous")), key);
  const Bytes der = der_of(content_of(path("home/controller.crt")));
  EXPECT_EQ(certificate_fault(der, "controller.tongluo", content_of(path("home/controller-ca.crt"))), "");
  EXPECT_EQ(sign::PublicKey::from_certificate(der)->id(),
            sign::PrivateKey::parse_pem(content_of(path("home/controller.key"))).value().key_id());
  EXPECT_FALSE(std::filesystem::exists(path("home/controller.key.next")));
}

TEST_F(HomeTest, OneMoreOperatorHasAFolderOfHisOwn) {
  ASSERT_EQ(init("home").code, 0);
  const std::vector<std::string> words = {"--home",           path("home"),  "--passphrase-file",
                                          path("passphrase"), "certificate", "operator"};
  EXPECT_EQ(run(words).code, 2) << "whose?";
  std::vector<std::string> more = words;
  more.insert(more.end(), {"--person", "Zhao Min", "--out", path("zhao")});
  ASSERT_EQ(run(more).code, 0);
  EXPECT_EQ(certificate_fault(der_of(content_of(path("zhao/operator.crt"))), "Zhao Min",
                              content_of(path("home/operators-ca.crt"))),
            "");
  EXPECT_EQ(std::filesystem::status(path("zhao/operator.key")).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace tongluo::ctl
