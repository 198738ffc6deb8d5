// The decoder as if it were taken over: the real ffmpeg, under the limits that it decodes with, is told to do what an
// attacker would want of it.
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "controller/process/limited_process.hpp"

namespace tongluo::process {
namespace {

using testing::HasSubstr;

std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

Limits as_decoder() {
  Limits limits;
  limits.wall_time = seconds(20);
  return limits;
}

Result<Finished> ffmpeg(const std::string& arguments, const Limits& limits = as_decoder()) {
  return run(words("ffmpeg -nostdin -nostats -hide_banner -v info " + arguments), {}, limits);
}

TEST(ConfinedDecoder, CannotReachTheNetwork) {
  for (const char* address : {"tcp://127.0.0.1:9", "udp://127.0.0.1:9", "http://127.0.0.1:9/"}) {
    const auto finished = ffmpeg(std::string("-f u8 -i ") + address + " -f null -");
    ASSERT_TRUE(finished) << finished.error().detail;
    EXPECT_NE(finished->exit_code, 0) << address;
    EXPECT_THAT(finished->errors, HasSubstr("Operation not permitted")) << address;
  }
}

TEST(ConfinedDecoder, CannotReadAFileOfThisMachine) {
  const auto finished = ffmpeg("-f u8 -ar 8000 -i file:/etc/passwd -f u8 pipe:1");
  ASSERT_TRUE(finished) << finished.error().detail;
  if (finished->exit_code == 0) GTEST_SKIP() << "this kernel has no Landlock: file permissions alone hold";
  EXPECT_TRUE(finished->output.empty());
  EXPECT_THAT(finished->errors, HasSubstr("Permission denied"));
}

TEST(ConfinedDecoder, CannotWriteAFile) {
  const auto path = std::filesystem::temp_directory_path() / "tongluo-confined-decoder.wav";
  const auto finished = ffmpeg("-f lavfi -i sine=d=1 -f wav -y file:" + path.string());
  EXPECT_TRUE(!finished || finished->exit_code != 0);
  EXPECT_FALSE(std::filesystem::exists(path) && std::filesystem::file_size(path) > 0);
}

TEST(ConfinedDecoder, CannotTakeAllMemory) {
  const auto finished = ffmpeg("-f lavfi -i anoisesrc=r=192000,areverse -f null -");
  // It does not always say why it gave up; that it had to is what counts.
  if (finished) {
    EXPECT_NE(finished->exit_code, 0) << finished->errors;
  } else {
    EXPECT_EQ(finished.error().kind, ErrorKind::limit) << finished.error().detail;
  }
}

TEST(ConfinedDecoder, CannotComputeForEver) {
  Limits limits = as_decoder();
  limits.cpu_time = seconds(1);
  const auto finished = ffmpeg("-f lavfi -i anoisesrc -f null -", limits);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::timeout);
  EXPECT_THAT(finished.error().detail, HasSubstr("processor time"));
}

TEST(ConfinedDecoder, CannotWaitForEver) {
  Limits limits = as_decoder();
  limits.wall_time = milliseconds(300);
  const auto finished = ffmpeg("-re -f lavfi -i anullsrc -f null -", limits);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::timeout);
}

TEST(ConfinedDecoder, CannotFloodItsOutput) {
  Limits limits = as_decoder();
  limits.output_bytes = 1'000'000;
  const auto finished = ffmpeg("-f lavfi -i anullsrc -f f32le pipe:1", limits);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::limit);
}

TEST(ConfinedDecoder, CannotOpenManyDescriptors) {
  Limits limits = as_decoder();
  limits.descriptors = 5;
  std::string many;
  for (int i = 0; i < 8; ++i) many += "-f u8 -i file:/dev/zero ";
  const auto finished = ffmpeg(many + "-t 0.1 -f null -", limits);
  EXPECT_TRUE(!finished || finished->exit_code != 0);
}

}  // namespace
}  // namespace tongluo::process
