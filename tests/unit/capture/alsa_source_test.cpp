// A microphone by ALSA's own plug-ins, as no test machine has a card: a file that is read in its place.

#include "controller/capture/alsa_source.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "controller/capture/limits.hpp"

namespace tongluo::capture {
namespace {

class MicrophoneFile : public testing::Test {
 protected:
  MicrophoneFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tongluo-alsa-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::ofstream raw(folder_ / "voice.raw", std::ios::binary);
    for (std::size_t i = 0; i < kRate; ++i) {
      const std::int16_t sample = value_of(i);
      raw.write(reinterpret_cast<const char*>(&sample), sizeof sample);
    }
    std::ofstream(folder_ / "asound.conf") << "pcm.nothing { type null }\npcm.voice { type file slave.pcm nothing "
                                              "file /dev/null format raw infile \""
                                           << (folder_ / "voice.raw").string() << "\" }\n";
    ::setenv("ALSA_CONFIG_PATH", (folder_ / "asound.conf").c_str(), 1);
  }
  ~MicrophoneFile() override {
    ::unsetenv("ALSA_CONFIG_PATH");
    std::filesystem::remove_all(folder_);
  }
  static std::int16_t value_of(std::size_t at) { return static_cast<std::int16_t>(at % 20'000); }

  std::filesystem::path folder_;
};

TEST_F(MicrophoneFile, GivesItsSamplesInTheirOrder) {
  auto microphone = AlsaSource::open("voice");
  ASSERT_TRUE(microphone) << microphone.error().detail;
  std::vector<float> heard;
  for (int i = 0; i < 100 && heard.size() < kRate / 2; ++i) {
    const auto part = microphone->read();
    ASSERT_TRUE(part) << part.error().detail;
    heard.insert(heard.end(), part->begin(), part->end());
  }
  ASSERT_GE(heard.size(), kRate / 2);
  for (std::size_t i = 0; i < kRate / 2; ++i)
    ASSERT_EQ(heard[i], static_cast<float>(value_of(i)) / 32'768.0F) << "sample " << i;
}

}  // namespace
}  // namespace tongluo::capture
