// From an order to the truth about it, with the real programs: one tongluod, a tongluo-terminal for each trouble and
// kind of line, and behind each a tongluo-amp-sim that hears what its terminal writes to the WAV sink.

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <poll.h>

#include "protocol/base/assert.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/receipt.hpp"
#include "tests/unit/board/sim_process.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;

constexpr int kPolls = 300;
constexpr int kPollMs = 100;
constexpr int kPlays = 3;  // a machine too busy to write a file in time is no broken amplifier

struct Trouble {
  const char* fault;  // for the simulator
  Outcome outcome;
  const char* detail;
  const char* cause;        // as the diagnosis names it first
  const char* instruction;  // a part of what it says is to be done
};
constexpr Trouble kTroubles[] = {
    {"tone off", Outcome::sounded, "", "well", ""},
    {"dead_amplifier on", Outcome::silent_amplifier, "the amplifier gave no output", "amplifier",
     "supply, fuse and relay"},
    {"open_horn on", Outcome::silent_horn, "the horn line is open", "horn", "Measure the horn line"},
    {"shorted_horn on", Outcome::silent_horn, "the horn line is shorted", "horn", "Measure the horn line"},
    {"bus_timeout on", Outcome::unproved, "the output sensor does not answer", "field_bus", "RS-485 wires"},
};
constexpr std::size_t kTroubleCount = std::size(kTroubles);

constexpr const char* kRegisters = R"(
[[device]]
name = "amplifier"
bus = "pole"
unit_id = 1
[[register]]
device = "amplifier"
quantity = "amplifier_relay"
function = 1
address = 0
encoding = "bit"
period_ms = 200
write_function = 5
[[register]]
device = "amplifier"
quantity = "output_level"
function = 4
address = 16
encoding = "u16"
scale = 0.1
unit = "V"
full_scale = 98.0
period_ms = 100
[[register]]
device = "amplifier"
quantity = "output_current"
function = 4
address = 17
encoding = "u16"
scale = 0.1
unit = "%"
period_ms = 100
)";

std::string map_text(const std::string& line) {
  return "[[bus]]\nname = \"pole\"\ngap_ms = 2\n" + line + "\n" + kRegisters;
}

// A loudspeaker on its pole: simulator and terminal.
class Pole {
 public:
  Pole(DaemonProcess& daemon, const std::string& id, bool serial, const char* fault) : id_(id) {
    const std::string line = "serial = \"" + daemon.at(id + ".pty").string() + "\"";
    const std::string map = id + ".toml";
    daemon.write(map, map_text(serial ? line : "tcp = \"127.0.0.1:502\""));
    simulator_ = std::make_unique<board::Process>(
        std::vector<std::string>{TONGLUO_BIN_DIR "/tongluo-amp-sim", "--map", daemon.at(map).string(), "--any-port",
                                 "--link", "--wav", daemon.at("terminal-" + id + "/sound.wav").string()});
    const std::string ready = simulator_->line();
    TL_ASSERT(ready.find('=') != std::string::npos);
    if (!serial) daemon.write(map, map_text("tcp = \"" + ready.substr(ready.find('=') + 1) + "\""));
    simulator_->say(fault);
    TL_ASSERT(simulator_->line() == "done");
    terminal_ = std::make_unique<TerminalProcess>(daemon, id,
                                                  "[field_bus]\nmap = \"../" + map + "\"\namplifier_hold_ms = 100\n");
  }
  const std::string& id() const { return id_; }
  TerminalProcess& terminal() { return *terminal_; }

 private:
  const std::string id_;
  std::unique_ptr<board::Process> simulator_;
  std::unique_ptr<TerminalProcess> terminal_;
};

class DaemonFieldBus : public testing::Test {
 protected:
  std::string id_of(std::size_t number) const { return "TL-1" + std::to_string(100 + number); }

  void add_place(const std::string& id) {
    wire::PlaceRecord place{.terminal = test::terminal_id(id), .area = test::area("500116101002")};
    place.version = 1;
    place.issued_at = daemon.now - std::chrono::minutes(10);
    place.name = "pole " + id;
    const Envelope envelope =
        daemon.trust.seal(PayloadType::place_record, wire::serialize(place), {&daemon.trust.maintain});
    daemon.write("places/" + id + ".env", as_text(wire::serialize(envelope)));
  }

  std::string issue(const std::string& clip) {
    const json::object draft{{"class", "actual"},
                             {"level", "II"},
                             {"areas", json::array{"500116101002"}},
                             {"items", json::array{json::object{{"clip", clip}}}},
                             {"repetitions", 2},
                             {"gap_ms", 0},
                             {"tone", "none"},
                             {"volume_percent", 100}};
    const auto prepared = daemon.ask("POST", "/api/v1/orders/prepare", draft);
    EXPECT_EQ(prepared.status, 200U) << prepared.body;
    json::object body = daemon.signed_body(PayloadType::order, text(prepared.json, "payload"), daemon.trust.dispatch);
    body["confirmed_count"] = prepared.json.at("addressed_count");
    const auto created = daemon.ask("POST", "/api/v1/orders", body);
    EXPECT_EQ(created.status, 201U) << created.body;
    return text(created.json, "digest");
  }

  // As the controller shows it, once every terminal has its final outcome.
  std::map<std::string, json::object> outcomes(const std::string& order) {
    for (int i = 0; i < kPolls; ++i, ::poll(nullptr, 0, kPollMs)) {
      std::map<std::string, json::object> all;
      const auto shown = daemon.ask("GET", "/api/v1/orders/" + order);
      for (const auto& each : shown.json.at("terminals").as_array())
        if (text(each.as_object(), "stage") == "final") all[text(each.as_object(), "terminal")] = each.as_object();
      if (all.size() == 2 * kTroubleCount) return all;
    }
    return {};
  }

  std::map<std::string, wire::Receipt> finals(const std::string& order) {
    std::map<std::string, wire::Receipt> all;
    const auto exported = daemon.ask("GET", "/api/v1/orders/" + order + "/export");
    for (const json::value& one : exported.json.at("receipts").as_array()) {
      const auto envelope = wire::parse_envelope(*from_base64(std::string(one.as_string())));
      const auto receipt = wire::parse_receipt(envelope->payload);
      if (receipt && receipt->stage == Stage::final) all.emplace(receipt->terminal.text(), *receipt);
    }
    return all;
  }

  // What the controller makes of it, once it has what it needs: the first finding.
  void expect_diagnosis(const std::string& id, const Trouble& trouble) {
    std::string cause, instruction;
    for (int i = 0; i < kPolls && cause != trouble.cause; ++i, ::poll(nullptr, 0, kPollMs)) {
      const auto answer = daemon.ask("GET", "/api/v1/terminals/" + id + "/diagnosis");
      const json::object& first = answer.json.at("findings").as_array().at(0).as_object();
      cause = text(first, "cause");
      instruction = text(first.at("instruction").as_object(), "en");
    }
    EXPECT_EQ(cause, trouble.cause) << id << ": " << trouble.fault;
    EXPECT_NE(instruction.find(trouble.instruction), std::string::npos) << id << ": " << instruction;
  }

  DaemonProcess daemon;
};

TEST_F(DaemonFieldBus, EachTroubleHasItsReceiptAndItsDiagnosisOverTcpAndOverASerialLine) {
  for (std::size_t i = 0; i < 2 * kTroubleCount; ++i) add_place(id_of(i));
  ASSERT_NE(daemon.start_until_ready(), "");
  std::vector<std::unique_ptr<Pole>> poles;
  for (std::size_t i = 0; i < 2 * kTroubleCount; ++i)
    poles.push_back(std::make_unique<Pole>(daemon, id_of(i), i % 2 == 1, kTroubles[i / 2].fault));
  for (const auto& pole : poles) ASSERT_TRUE(pole->terminal().is_online_in_time()) << pole->terminal().log();
  const std::string clip = daemon.make_clip();

  std::map<std::string, bool> named;
  std::string last;
  for (int play = 0; play < kPlays && named.size() < poles.size(); ++play) {
    last = issue(clip);
    const auto shown = outcomes(last);
    ASSERT_EQ(shown.size(), poles.size());
    for (std::size_t i = 0; i < poles.size(); ++i) {
      const Trouble& trouble = kTroubles[i / 2];
      const json::object& each = shown.at(id_of(i));
      if (text(each, "outcome") != to_string(trouble.outcome) || text(each, "detail") != trouble.detail) continue;
      if (!std::exchange(named[id_of(i)], true)) expect_diagnosis(id_of(i), trouble);
    }
  }
  const auto receipts = finals(last);
  for (std::size_t i = 0; i < poles.size(); ++i) {
    const Trouble& trouble = kTroubles[i / 2];
    const wire::Receipt& last_one = receipts.at(id_of(i));
    EXPECT_TRUE(named.contains(id_of(i)))
        << trouble.fault << ": " << to_string(last_one.outcome) << " " << last_one.detail << "\n"
        << poles[i]->terminal().log();
    EXPECT_EQ(last_one.sensor_present, trouble.outcome != Outcome::unproved);
  }
  // A technician beside the pole reads the same.
  const std::string levels = poles[0]->terminal().answer("levels");
  EXPECT_NE(levels.find("output_level"), std::string::npos) << levels;
  EXPECT_NE(levels.find("last proof: "), std::string::npos) << levels;
  EXPECT_NE(poles[8]->terminal().answer("levels").find("(silent)"), std::string::npos);
  // The amplifier had power for the sound, and only then.
  const std::string log = poles[0]->terminal().log();
  const std::size_t on = log.find("event=amplifier on=true");
  EXPECT_TRUE(on != std::string::npos && log.find("event=amplifier on=false", on) != std::string::npos) << log;
}

}  // namespace
}  // namespace tongluo::daemon
