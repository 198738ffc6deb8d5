#include "tests/unit/ingest/audio_files.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <numbers>
#include <random>

namespace tongluo::ingest {

namespace {

// Runs the command with " FOLDER/out" at its end, FOLDER/in being `input`; gives what it wrote.
Bytes output_of(const std::string& before_input, ByteView input, const std::string& arguments) {
  char folder[] = "/tmp/tongluo-ingest-XXXXXX";
  if (::mkdtemp(folder) == nullptr) return {};
  const std::string from = std::string(folder) + "/in", to = std::string(folder) + "/out";
  if (!input.empty()) std::ofstream(from, std::ios::binary) << as_text(input);
  const std::string command =
      "ffmpeg -nostdin -v error " + before_input + (input.empty() ? "" : from) + " " + arguments + " " + to;
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::ifstream file(to, std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::filesystem::remove_all(folder);
  return to_bytes(content);
}

}  // namespace

Bytes encoded_tone(const std::string& arguments) {
  return output_of("-f lavfi -i 'sine=frequency=1000:duration=2:sample_rate=44100,volume=4'", {}, arguments);
}

Bytes remuxed(ByteView file, const std::string& arguments) { return output_of("-i ", file, arguments); }

Bytes amr_noise(std::size_t frames, bool wide) {
  std::mt19937 dice(5);
  std::string file = wide ? "#!AMR-WB\n" : "#!AMR\n";
  for (std::size_t frame = 0; frame < frames; ++frame) {
    file.push_back(wide ? '\x44' : '\x3C');  // 23.85 and 12.2 kbit/s, good quality
    for (std::size_t i = 0; i < (wide ? 60U : 31U); ++i) file.push_back(static_cast<char>(dice()));
  }
  return to_bytes(file);
}

Bytes joined(ByteView a, ByteView b) {
  Bytes result(a.begin(), a.end());
  result.insert(result.end(), b.begin(), b.end());
  return result;
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
