// Real files of every allowed format, made by ffmpeg's encoders, decoded by the confined ffmpeg.
#include "controller/ingest/audio_decoder.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/ingest/audio_files.hpp"

namespace tongluo::ingest {
namespace {

constexpr double kMonoOnTwoChannels = 0.354;  // ffmpeg gives each of two channels 3 dB less

struct Format {
  const char* name;
  const char* arguments;
  const char* container;
  std::size_t padding;  // samples at 48 kHz that the codec may add: it has no way to say where the sound ended
  double amplitude = 0.5;
};

std::ostream& operator<<(std::ostream& out, const Format& format) { return out << format.name; }

class EveryFormat : public testing::TestWithParam<Format> {};

TEST_P(EveryFormat, DecodesToTheToneThatWasEncoded) {
  const auto decoded = decode_audio(encoded_tone(GetParam().arguments));
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_EQ(decoded->container, GetParam().container);
  EXPECT_GE(decoded->samples.size(), 96'000U);
  EXPECT_LE(decoded->samples.size(), 96'000U + GetParam().padding);
  EXPECT_NEAR(amplitude_at(decoded->samples, kToneHz), GetParam().amplitude, 0.05);
  EXPECT_LT(amplitude_at(decoded->samples, 1'300.0), 0.01);
}

INSTANTIATE_TEST_SUITE_P(
    Ingest, EveryFormat,
    testing::Values(Format{"wav", "-ac 2 -f wav", "wav", 0, kMonoOnTwoChannels},
                    Format{"wav_float", "-c:a pcm_f32le -f wav", "wav", 0},
                    Format{"wav_24_8000", "-ar 8000 -c:a pcm_s24le -f wav", "wav", 0},
                    Format{"wav_alaw", "-ar 8000 -c:a pcm_alaw -f wav", "wav", 0},
                    Format{"mp3", "-b:a 64k -f mp3", "mp3", 0},
                    Format{"mp3_no_xing", "-write_xing 0 -id3v2_version 0 -f mp3", "mp3", 4'000},
                    Format{"mp3_cover_tag", "-metadata title=flood -id3v2_version 3 -write_id3v1 1 -f mp3", "mp3", 0},
                    Format{"aac_adts", "-c:a aac -f adts", "aac", 4'000},
                    Format{"m4a_index_last", "-c:a aac -f ipod", "m4a", 4'000},
                    Format{"m4a_index_first", "-c:a aac -movflags +faststart -f ipod", "m4a", 4'000},
                    Format{"mp4_alac", "-c:a alac -f mp4", "m4a", 0},
                    Format{"flac", "-ac 2 -f flac", "flac", 0, kMonoOnTwoChannels},
                    Format{"ogg_vorbis", "-c:a libvorbis -f ogg", "ogg", 0},
                    Format{"ogg_opus", "-ar 48000 -c:a libopus -b:a 32k -f ogg", "ogg", 0}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(AudioDecoder, StereoBecomesMonoWithoutLosingOneSide) {
  const auto decoded = decode_audio(encoded_tone("-af 'pan=stereo|c0=c0|c1=0*c0' -f wav"));
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_NEAR(amplitude_at(decoded->samples, kToneHz), 0.25, 0.02);
}

TEST(AudioDecoder, SixChannelsBecomeMono) {
  const auto decoded = decode_audio(encoded_tone("-ac 6 -f wav"));
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_EQ(decoded->samples.size(), 96'000U);
}

TEST(AudioDecoder, WavFromAPipeWithoutALengthIsWhole) {
  auto file = encoded_tone("-f wav");
  const auto data = as_text(file).find("data");
  ASSERT_NE(data, std::string::npos);
  for (std::size_t i = 4; i < 8; ++i) file[i] = file[data + i] = std::byte{0xFF};
  const auto decoded = decode_audio(file);
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_EQ(decoded->samples.size(), 96'000U);
}

}  // namespace
}  // namespace tongluo::ingest
