#include "tests/unit/board/board_rig.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numbers>

#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "terminal-fw/fieldbus/level_meter.hpp"

namespace tongluo::board {
namespace {

using namespace fieldbus;

constexpr const char* kSimulator = TONGLUO_BIN_DIR "/tongluo-amp-sim";
constexpr std::size_t kMaxTake = 64;

// Faster than a real one, so that a fault shows within a second.
constexpr const char* kDevices = R"(
[[device]]
name = "amplifier"
bus = "pole"
unit_id = 1
timeout_ms = 200
retries = 2
[[device]]
name = "power"
bus = "pole"
unit_id = 2
timeout_ms = 200
retries = 2
[[device]]
name = "inputs"
bus = "pole"
unit_id = 17
timeout_ms = 200
retries = 2
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
[[register]]
device = "power"
quantity = "battery_voltage"
function = 3
address = 4
encoding = "f32"
order = "cdab"
unit = "V"
period_ms = 200
[[register]]
device = "power"
quantity = "battery_current"
function = 3
address = 6
encoding = "s32"
unit = "mA"
period_ms = 200
[[register]]
device = "power"
quantity = "mains_present"
function = 2
address = 3
encoding = "bit"
period_ms = 200
[[register]]
device = "inputs"
quantity = "door_open"
function = 4
address = 7
encoding = "bit_of_word"
bit = 9
inverted = true
period_ms = 200
[[register]]
device = "inputs"
quantity = "humidity"
function = 4
address = 8
encoding = "u16"
order = "badc"
scale = 0.1
unit = "%"
period_ms = 200
)";

std::string map_text(const std::string& line) {
  return "[[bus]]\nname = \"pole\"\ngap_ms = 2\n" + line + "\n" + kDevices;
}

BoardMap parsed(const std::string& line) {
  auto map = parse_board_map(map_text(line), "rig");
  TL_ASSERT(map);
  return *map;
}

void write_text(const std::filesystem::path& file, const std::string& text) {
  TL_ASSERT(os::write_file(file, as_bytes(text)));
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "board-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

BoardRig::BoardRig(Transport transport)
    : wav_(folder_.path() / "out.wav"),
      map_(parsed("tcp = \"127.0.0.1:502\"")),  // the devices are the same on either line
      state_(map_.registers),
      proof_(map_.proof) {
  const auto file = folder_.path() / "map.toml";
  const std::string serial = "serial = \"" + (folder_.path() / "pole").string() + "\"";
  write_text(file, map_text(transport == Transport::tcp ? "tcp = \"127.0.0.1:502\"" : serial));
  simulator_ = std::make_unique<Process>(
      std::vector<std::string>{kSimulator, "--map", file, "--any-port", "--link", "--wav", wav_});
  const std::string ready = simulator_->line();
  TL_ASSERT(ready.find('=') != std::string::npos);
  address_ = ready.substr(ready.find('=') + 1);
  map_ = parsed(transport == Transport::tcp ? "tcp = \"" + address_ + "\"" : serial);
  board_ = std::make_unique<ModbusBoard>(map_.registers, [this] {
    const std::lock_guard lock(mutex_);
    news_ = true;
    changed_.notify_one();
  });
}

void BoardRig::fault(const std::string& command) {
  simulator_->say(command);
  TL_ASSERT(simulator_->line() == "done");
}

// Waits for events until then, and applies them.
void BoardRig::pump(SteadyTime until) {
  std::unique_lock lock(mutex_);
  const auto patience = std::max<SteadyTime::duration>(until - os::steady_now(), microseconds(0));
  changed_.wait_for(lock, std::chrono::microseconds(patience), [this] { return news_; });
  news_ = false;
  lock.unlock();
  for (BusEvents events; !(events = board_->take(kMaxTake)).empty();)
    for (const BusEvent& event : events) state_.apply(event);
  proof_.on_glance(glance_at(os::steady_now(), state_));
}

bool BoardRig::await(const std::function<bool()>& holds, milliseconds patience) {
  const SteadyTime end = os::steady_now() + patience;
  while (!holds()) {
    if (os::steady_now() >= end) return false;
    pump(std::min<SteadyTime>(end, os::steady_now() + milliseconds(50)));
  }
  return true;
}

SensorState BoardRig::sensor(Quantity quantity) const { return state_.sensed(os::steady_now(), quantity)->state; }
double BoardRig::value(Quantity quantity) const {
  return state_.believed(os::steady_now(), quantity).value_or(std::nan(""));
}
bool BoardRig::await_good(Quantity quantity) {
  return await([&] { return sensor(quantity) == SensorState::good; });
}

bool BoardRig::switch_amplifier(bool on) {
  if (!board_->set(Quantity::amplifier_relay, on ? 1 : 0)) return false;
  return await([&] {
    return state_.output(Quantity::amplifier_relay) == OutputState::held &&
           value(Quantity::amplifier_relay) == (on ? 1.0 : 0.0);
  });
}

Proof BoardRig::play_and_prove(double db, milliseconds length) {
  constexpr auto kBlock = milliseconds(100);
  std::ofstream wav(wav_, std::ios::binary | std::ios::trunc);
  wav << std::string(44, '\0');
  std::vector<std::int16_t> block(kMeterBlockSamples);
  const double amplitude = 32'767 * std::pow(10.0, db / 20);
  for (std::size_t i = 0; i < block.size(); ++i)
    block[i] = static_cast<std::int16_t>(
        amplitude * std::sin(2 * std::numbers::pi * 1'000 * static_cast<double>(i) / kMeterSampleRate));
  proof_.begin();
  LevelMeter meter;
  SteadyTime next = os::steady_now();
  for (const SteadyTime end = next + length; next < end; next += kBlock) {
    wav.write(reinterpret_cast<const char*>(block.data()), static_cast<std::streamsize>(block.size() * 2));
    wav.flush();
    std::span<const std::int16_t> samples(block);
    while (!samples.empty())
      if (const auto level = meter.add(samples)) proof_.on_decoded(next, *level);
    while (os::steady_now() < next + kBlock) pump(next + kBlock);
  }
  return proof_.verdict();
}

}  // namespace tongluo::board
