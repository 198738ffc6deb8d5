// Under test: firmware updates with the real programs: tongluod, the launcher tongluo-boot, and tongluo-terminal in two
// slots. An image is a small script that executes the terminal as another release; padding makes it several blocks
// long. Two persons sign each manifest; the test plays the person at the console.

#include <boost/json.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/base/limits.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/release.hpp"
#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;

constexpr int kPolls = 600;
constexpr int kPollMs = 100;
constexpr const char* kTerminal = "TL-0001";

// As long as a block and a bit: the shell has left before it would read the padding.
std::string image(const std::string& command) {
  std::string text = "#!/bin/sh\n" + command + "\n";
  return text + std::string(limits::kImageBlockBytes + 5'000, '#');
}

std::string terminal_image(int release) {
  return image(std::string("exec ") + TONGLUO_BIN_DIR + "/tongluo-terminal --release " + std::to_string(release) +
               " \"$@\"");
}

class DaemonUpdate : public testing::Test {
 protected:
  DaemonUpdate() {
    EXPECT_FALSE(daemon.start_until_ready().empty());
    install();
    start_launcher();
  }
  ~DaemonUpdate() override {
    ::kill(launcher, SIGTERM);
    ::waitpid(launcher, nullptr, 0);
  }

  void install() {
    std::filesystem::create_directories(daemon.at("terminal/slots/a"));
    const auto certified = test::issue(daemon.devices, kTerminal);
    daemon.write("terminal/terminal.crt", certified.certificate_pem);
    daemon.write("terminal/terminal.key", certified.key_pem);
    daemon.write("terminal/slots/a/image", terminal_image(1));
    std::filesystem::permissions(daemon.at("terminal/slots/a/image"), std::filesystem::perms::owner_all);
    const auto ports = json::parse(daemon.read("ports.json")).as_object();
    daemon.write("terminal/terminal.toml",
                 std::string("terminal_id = \"") + kTerminal +
                     "\"\ndata_dir = \"data\"\nroots = \"../roots.bin\"\ntrust_list = \"../trust-list.env\"\n"
                     "place = \"../places/TL-0001.env\"\n[controller]\nendpoints = [\"127.0.0.1:" +
                     std::to_string(ports.at("link").to_number<int>()) +
                     "\"]\nserver_name = \"controller.tongluo\"\ncertificate = \"terminal.crt\"\n"
                     "key = \"terminal.key\"\nauthority = \"../controllers-ca.crt\"\n[audio]\nsink = \"null\"\n"
                     "[update]\nengine = \"slots\"\nfolder = \"slots\"\nhardware = \"test-board\"\nreserve_mib = 1\n"
                     "healthy_for_s = 1\n");
  }
  void start_launcher() {
    const std::string program = std::string(TONGLUO_BIN_DIR) + "/tongluo-boot";
    const std::string root = daemon.at("terminal/slots"), config = daemon.at("terminal/terminal.toml");
    const std::string log = daemon.at("terminal/log");
    launcher = ::fork();
    if (launcher != 0) return;
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execl(program.c_str(), "tongluo-boot", "--root", root.c_str(), "--", "--config", config.c_str(), nullptr);
    ::_exit(127);
  }

  // Stored, its image not yet here. The first ring is our terminal, the second everybody.
  std::string publish(std::uint64_t version, const std::string& content,
                      std::vector<const sign::Signer*> signers = {}) {
    const ByteView bytes = as_bytes(content);
    wire::ReleaseManifest manifest;
    manifest.version = version;
    manifest.name = "1." + std::to_string(version);
    manifest.issued_at = daemon.now;
    manifest.expires_at = daemon.now + std::chrono::hours(24);
    manifest.hardware = {"test-board"};
    manifest.image_bytes = bytes.size();
    manifest.image = sign::digest_of(bytes);
    for (std::size_t at = 0; at < bytes.size(); at += limits::kImageBlockBytes)
      manifest.blocks.push_back(sign::digest_of(block(content, at / limits::kImageBlockBytes)));
    manifest.rings = {{daemon.now, 0, {test::terminal_id(kTerminal)}}, {daemon.now, wire::kWholeShare, {}}};
    if (signers.empty()) signers = {&zhao, &qian};
    const Envelope envelope = daemon.trust.seal(PayloadType::release_manifest, wire::serialize(manifest), signers);
    answer = daemon.ask("POST", "/api/v1/releases", {{"envelope", to_base64(wire::serialize(envelope))}});
    return text(answer.json, "release");
  }
  static ByteView block(const std::string& content, std::size_t index) {
    const ByteView rest = as_bytes(content).subspan(index * limits::kImageBlockBytes);
    return rest.first(std::min(rest.size(), limits::kImageBlockBytes));
  }
  void upload(const std::string& release, const std::string& content) {
    for (std::size_t i = 0; i * limits::kImageBlockBytes < content.size(); ++i) {
      const auto put = daemon.ask("PUT", "/api/v1/releases/" + release + "/blocks/" + std::to_string(i),
                                  std::string(as_text(block(content, i))));
      ASSERT_EQ(put.status, 200U) << put.body;
    }
  }
  std::string direct(const std::string& release, const std::string& verb) {
    return daemon.ask("POST", "/api/v1/releases/" + release + "/" + verb, std::string()).body;
  }
  json::object look(const std::string& release) { return daemon.ask("GET", "/api/v1/releases/" + release).json; }
  static json::object member_of(const json::object& release) {
    for (const json::value& value : release.at("terminals").as_array())
      if (text(value.as_object(), "terminal") == kTerminal) return value.as_object();
    return {};
  }
  // Our terminal in this release, once it is in this state.
  json::object wait_for(const std::string& release, const std::string& state) {
    json::object member;
    for (int i = 0; i < kPolls; ++i) {
      member = member_of(look(release));
      if (text(member, "state") == state) return member;
      ::poll(nullptr, 0, kPollMs);
    }
    ADD_FAILURE() << "never " << state << ": " << json::serialize(member) << "\n" << daemon.read("terminal/log");
    return member;
  }
  // How often this line begins in the terminal's log.
  std::size_t said(const std::string& words) {
    const std::string log = daemon.read("terminal/log");
    std::size_t count = 0;
    for (std::size_t at = log.find(words); at != std::string::npos; at = log.find(words, at + 1)) ++count;
    return count;
  }

  sign::PrivateKey zhao = sign::PrivateKey::generate(Algorithm::ed25519).value();
  sign::PrivateKey qian = sign::PrivateKey::generate(Algorithm::ed25519).value();
  DaemonProcess daemon{[this](wire::TrustList& list) {
    for (const auto* key : {&zhao, &qian})
      list.issuers.push_back(test::issuer(*key, key == &zhao ? "Zhao" : "Qian", Role::release, OrderClass::unspecified,
                                          test::county(), Level::unspecified));
  }};
  DaemonProcess::Response answer;
  pid_t launcher = 0;
};

TEST_F(DaemonUpdate, ANewImageIsOfferedInstalledTriedAndConfirmedAndADowngradeIsRefused) {
  const std::string second = terminal_image(2);
  const std::string release = publish(2, second);
  ASSERT_EQ(answer.status, 201U) << answer.body;
  EXPECT_EQ(answer.json.at("missing").as_array().size(), 2U);
  EXPECT_NE(direct(release, "pause").find("stored"), std::string::npos);
  upload(release, second);
  EXPECT_EQ(text(member_of(look(release)), "state"), "waiting") << "paused: offered to nobody";
  EXPECT_NE(direct(release, "resume").find("stored"), std::string::npos);
  wait_for(release, "confirmed");
  EXPECT_EQ(said("event=updates_on release=1 trial=false"), 1U);
  EXPECT_EQ(said("event=updates_on release=2 trial=true"), 1U);

  const std::string first = terminal_image(1);
  publish(1, first);
  EXPECT_EQ(answer.status, 422U) << "one at a time: " << answer.body;
  direct(release, "withdraw");
  const std::string older = publish(1, first);
  ASSERT_EQ(answer.status, 201U) << answer.body;
  upload(older, first);
  EXPECT_EQ(text(wait_for(older, "excused"), "detail"), "refused: older_version");
}

TEST_F(DaemonUpdate, AnImageThatNeverComesUpLeadsBackToTheOldSlotAndPausesTheRollout) {
  const std::string bad = image("exit 3");
  const std::string release = publish(2, bad);
  ASSERT_EQ(answer.status, 201U) << answer.body;
  upload(release, bad);
  EXPECT_EQ(text(wait_for(release, "failed"), "detail"), "returned: did not come up");
  const json::object seen = look(release);
  EXPECT_EQ(text(seen, "phase"), "paused");
  EXPECT_EQ(text(seen, "reason"), "errors");
  EXPECT_EQ(seen.at("rings").as_array().at(0).as_object().at("failed"), 1);
  EXPECT_EQ(said("tongluo-boot: slot b, on trial"), 3U);
  EXPECT_EQ(said("event=updates_on release=1 trial=false"), 2U) << "before and after";
}

TEST_F(DaemonUpdate, OnePersonsSignatureAndAFalseBlockAreRefused) {
  const std::string second = terminal_image(2);
  publish(2, second, {&zhao});
  EXPECT_EQ(answer.status, 422U);
  EXPECT_EQ(text(answer.json, "code"), "refused.quorum_not_met");
  const std::string release = publish(2, second);
  const auto put = daemon.ask("PUT", "/api/v1/releases/" + release + "/blocks/0", std::string("something else"));
  EXPECT_EQ(put.status, 422U) << put.body;
  EXPECT_FALSE(look(release).at("image_complete").as_bool());
}

}  // namespace
}  // namespace tongluo::daemon
