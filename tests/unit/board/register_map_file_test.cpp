#include "terminal-fw/board/register_map_file.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tongluo::board {
namespace {

using namespace fieldbus;
using testing::HasSubstr;

constexpr std::string_view kGood = R"([[bus]]
name = "pole"
tcp = "10.0.0.1:502"
[[device]]
name = "amplifier"
bus = "pole"
unit_id = 1
[[register]]
device = "amplifier"
quantity = "output_level"
function = 4
address = 16
encoding = "u16"
scale = 0.1
unit = "V"
full_scale = 50.0
)";

std::string with(std::string_view from, std::string_view to) {
  std::string text(kGood);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}
std::string error_of(const std::string& text) {
  const auto map = parse_board_map(text, "board.toml");
  return map ? "" : map.error().detail;
}

TEST(RegisterMapFile, EveryExampleMapIsGood) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(TONGLUO_SOURCE_DIR "/terminal-fw/board/maps")) {
    const auto map = read_board_map(entry.path());
    EXPECT_TRUE(map) << map.error().detail;
    ++count;
  }
  EXPECT_GE(count, 3);
}

TEST(RegisterMapFile, UnitsBecomeTheQuantitysOwn) {
  const auto map = parse_board_map(kGood, "board.toml");
  ASSERT_TRUE(map) << map.error().detail;
  const Register& reg = map->registers.devices[0].registers[0];
  EXPECT_NEAR(*decode(reg, Words{250}), 50, 1e-9);  // 25.0 V of 50 V
  EXPECT_EQ(reg.period, seconds(1));
}

TEST(RegisterMapFile, ADeviceMayBeFedByTheAmplifiersRelay) {
  constexpr std::string_view kRelay = "[[gpio]]\nquantity = \"amplifier_relay\"\nchip = \"gpiochip0\"\nline = 3\n";
  const std::string fed = with("unit_id = 1", "unit_id = 1\npowered_by_relay = true\npower_up_ms = 400");
  const auto map = parse_board_map(fed + std::string(kRelay), "board.toml");
  ASSERT_TRUE(map) << map.error().detail;
  EXPECT_TRUE(map->registers.devices[0].powered_by_relay);
  EXPECT_EQ(map->registers.devices[0].power_up, milliseconds(400));
  EXPECT_THAT(error_of(fed), HasSubstr("nothing in the map switches that"));
}

TEST(RegisterMapFile, EachMistakeIsOneLineWithFileEntryAndKey) {
  struct Case {
    std::string text;
    const char* words;
  };
  const Case cases[] = {
      {with("unit = \"V\"", "unit = \"C\""), "board.toml: [[register]] 1: unit must be %"},
      {with("full_scale = 50.0", ""), "full_scale must say how many V"},
      {with("scale = 0.1", "scale = \"x\""), "scale must be a number"},
      {with("quantity = \"output_level\"", "quantity = \"loudness\""), "\"loudness\" is not known"},
      {with("function = 4", "function = 7"), "function must be a number from 1 to 4"},
      {with("address = 16", "address = 70000"), "address must be a number from 0 to 65535"},
      {with("address = 16", "adress = 16"), "is not known"},
      {with("encoding = \"u16\"", "encoding = \"u64\""), "one of bit, bit_of_word, u16"},
      {with("device = \"amplifier\"", "device = \"horn\""), "\"horn\" is not there"},
      {with("tcp = \"10.0.0.1:502\"", "tcp = \"amp.local:502\""), "IPv4 address and a port"},
      {with("tcp = \"10.0.0.1:502\"", ""), "or serial is needed"},
      {with("bus = \"pole\"", "bus = \"tower\""), "a bus that is not there"},
      {with("[[bus]]", "[bus]"), "must be written as [[bus]]"},
      {with("full_scale = 50.0", "full_scale = 50.0\nwrite_function = 7"), "must be 5, 6, 15 or 16"},
      {with("full_scale = 50.0", "full_scale = 50.0\n[proof]\nloud_db = 3.0"), "loud_db must lie between"},
      {with("[[bus]]", "[[bus"), "board.toml:1: "},
      {"", "a register map has 1 to 4 buses"},
  };
  for (const Case& it : cases) EXPECT_THAT(error_of(it.text), HasSubstr(it.words));
}

TEST(RegisterMapFile, AFileCutAtAnyByteIsAnErrorOrAMap) {
  for (std::size_t size = 0; size < kGood.size(); ++size) {
    const auto map = parse_board_map(kGood.substr(0, size), "board.toml");
    EXPECT_TRUE(map || !map.error().detail.empty());
  }
}

TEST(RegisterMapFile, AMissingFileIsNotFound) {
  const auto map = read_board_map("/nonexistent/board.toml");
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace tongluo::board
