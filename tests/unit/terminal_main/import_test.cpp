// A dead network and a USB stick: the real program, its controller unreachable, finds a bundle in its import folder and
// sounds it. The test is the stick and listens to the WAV file; the journal keeps the receipts.

#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/bundle.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/receipt.hpp"
#include "terminal-fw/storage/sqlite_journal.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/trust_fixture.hpp"
#include "tests/unit/storage/temp_folder.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace tongluo::test {
namespace {

constexpr const char* kId = "TL-500116-0001";
constexpr const char* kConfig = R"(
terminal_id = "TL-500116-0001"
data_dir = "data"
roots = "roots.bin"
trust_list = "trust-list.env"
place = "place.env"
[controller]
endpoints = ["127.0.0.1:9"]
server_name = "controller.tongluo"
certificate = "terminal.crt"
key = "terminal.key"
authority = "controller-ca.crt"
[audio]
sink = "wav:sound.wav"
[import]
folder = "usb"
)";

// The fixture's list was issued in 2027: no time before it can be true, and the terminal's clock starts there if the
// system's is behind.
WallTime terminal_time() { return std::max(os::wall_now(), kNow); }

void lasting(wire::TrustList& list) {
  const WallTime far = kNow + std::chrono::hours(24 * 365 * 30);
  list.issued_at = kNow;
  list.expires_at = far;
  for (wire::Issuer& entry : list.issuers) entry.valid_until = far;
}

class Import : public testing::Test {
 protected:
  Import() : trust(lasting) {
    const Certified authority = make_authority("devices");
    const Certified terminal = issue(authority, kId);
    write("terminal.crt", terminal.certificate_pem);
    write("terminal.key", terminal.key_pem);
    write("controller-ca.crt", authority.certificate_pem);
    write("terminal.toml", kConfig);
    write("roots.bin", as_text(trust.root_set()));
    write("trust-list.env", as_text(wire::serialize(trust.trust_list())));
    write("place.env", as_text(wire::serialize(trust.place(terminal_id(kId), village()))));
    std::filesystem::create_directory(folder.path() / "usb");
  }
  ~Import() override { stop(); }

  void write(const std::string& name, std::string_view content) {
    ASSERT_TRUE(os::write_file(folder.path() / name, as_bytes(content)).has_value());
  }
  void start() {
    child_ = ::fork();
    ASSERT_GE(child_, 0);
    if (child_ != 0) return;
    if (::chdir(folder.path().c_str()) == 0 && std::freopen("log", "w", stderr) != nullptr)
      ::execl(TONGLUO_BIN_DIR "/tongluo-terminal", "tongluo-terminal", "--config", "terminal.toml", nullptr);
    ::_exit(127);
  }
  void stop() {
    if (child_ <= 0) return;
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
    child_ = 0;
  }
  std::string log() const {
    std::ifstream in(folder.path() / "log");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  bool wait_for(const std::string& text) const {
    for (int i = 0; i < 600; ++i) {
      if (log().find(text) != std::string::npos) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
  }
  TempFolder folder;
  TrustFixture trust;

 private:
  pid_t child_ = 0;
};

TEST_F(Import, ABundleSoundsWithoutAnyNetworkAndItsReceiptsSayLocal) {
  const auto speech = audio::babble(1.5, 1.0);
  const Bytes clip = audio::encode_clip(speech);
  wire::ClipManifest manifest{
      1, wire::ClipCodec::ogg_opus, clip.size(), limits::kClipChunkBytes, audio::duration_of(speech), {}};
  for (std::size_t at = 0; at < clip.size(); at += limits::kClipChunkBytes)
    manifest.chunks.push_back(
        sign::digest_of(ByteView(clip).subspan(at, std::min(limits::kClipChunkBytes, clip.size() - at))));
  wire::Order order = sample_order(terminal_time(), sign::digest_of(wire::serialize(manifest)));
  order.tone = Tone::none;
  order.tone_duration = {};
  std::get<wire::ClipProgramme>(order.programme).items[0].duration = manifest.duration;
  const wire::OfflineBundle bundle{trust.trust_list(), trust.seal(order, trust.dispatch), {{manifest, clip}}};
  write("usb/alert.tongluo", as_text(wire::serialize(bundle)));
  write("usb/broken.tongluo", "nonsense");
  start();
  ASSERT_TRUE(wait_for("outcome=unproved")) << log();
  EXPECT_TRUE(wait_for("event=bundle_refused")) << log();
  stop();

  const Bytes wav = *os::read_file(folder.path() / "sound.wav", 100'000'000);
  ASSERT_GT(wav.size(), 44 + speech.size());
  audio::Samples heard((wav.size() - 44) / 2);
  std::memcpy(heard.data(), wav.data() + 44, heard.size() * 2);
  const auto first = std::find_if(heard.begin(), heard.end(), [](auto sample) { return sample != 0; });
  double power = 0.0;
  for (auto sample = first; sample != heard.end(); ++sample) power += static_cast<double>(*sample) * *sample;
  EXPECT_GT(std::sqrt(power / static_cast<double>(speech.size())), 500.0) << "the words came out";

  auto journal = storage::SqliteJournal::open(folder.path() / "data" / "journal.db");
  ASSERT_TRUE(journal);
  const auto snapshot = journal->load();
  ASSERT_TRUE(snapshot);
  int finals = 0;
  for (const terminal::StoredReceipt& stored : snapshot->receipts) {
    const auto receipt = wire::parse_receipt(wire::parse_envelope(stored.envelope)->payload);
    ASSERT_TRUE(receipt);
    if (receipt->stage != Stage::final) continue;
    ++finals;
    EXPECT_EQ(receipt->path, wire::Path::local);
    EXPECT_EQ(receipt->outcome, Outcome::unproved);
    EXPECT_FALSE(stored.taken);
  }
  EXPECT_EQ(finals, 1);
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "data" / "clips" /
                                      to_string(sign::digest_of(wire::serialize(manifest)))));
  std::size_t left = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path() / "usb")) ++left;
  EXPECT_EQ(left, 2u) << "nothing was written to the stick";
}

}  // namespace
}  // namespace tongluo::test
