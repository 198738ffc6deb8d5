#include "tests/unit/ingest/audio_files.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <numbers>

namespace tongluo::ingest {

Bytes encoded_tone(const std::string& arguments) {
  char folder[] = "/tmp/tongluo-ingest-XXXXXX";
  if (::mkdtemp(folder) == nullptr) return {};
  const std::string path = std::string(folder) + "/tone";
  const std::string command =
      "ffmpeg -nostdin -v error -f lavfi -i 'sine=frequency=1000:duration=2:sample_rate=44100,volume=4' " + arguments +
      " " + path;
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::ifstream file(path, std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::filesystem::remove_all(folder);
  return to_bytes(content);
}

double amplitude_at(const std::vector<float>& samples, double hertz) {
  double cosine = 0;
  double sine = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double angle = 2 * std::numbers::pi * hertz * static_cast<double>(i) / 48'000.0;
    cosine += samples[i] * std::cos(angle);
    sine += samples[i] * std::sin(angle);
  }
  return 2 * std::hypot(cosine, sine) / static_cast<double>(samples.size());
}

}  // namespace tongluo::ingest
