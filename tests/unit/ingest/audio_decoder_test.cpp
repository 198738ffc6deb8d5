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
  EXPECT_GE(decoded->samples.size(), 95'800U);  // WMA leaves some out
  EXPECT_LE(decoded->samples.size(), 96'000U + GetParam().padding);
  EXPECT_NEAR(amplitude_at(decoded->samples, kToneHz), GetParam().amplitude, 0.05);
  EXPECT_LT(amplitude_at(decoded->samples, 1'300.0), 0.02);
  EXPECT_THAT(decoded->warnings, testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Ingest, EveryFormat,
    testing::Values(
        Format{"wav", "-ac 2 -f wav", "wav", 0, kMonoOnTwoChannels},
        Format{"wav_float", "-c:a pcm_f32le -f wav", "wav", 0},
        Format{"wav_24_8000", "-ar 8000 -c:a pcm_s24le -f wav", "wav", 0},
        Format{"wav_alaw", "-ar 8000 -c:a pcm_alaw -f wav", "wav", 0},
        Format{"wav_mulaw", "-ar 8000 -c:a pcm_mulaw -f wav", "wav", 0},
        Format{"wav_double", "-c:a pcm_f64le -f wav", "wav", 0}, Format{"wav_8_bit", "-c:a pcm_u8 -f wav", "wav", 0},
        Format{"wav_32_bit_192000", "-ar 192000 -c:a pcm_s32le -f wav", "wav", 0},
        Format{"wav_rf64", "-rf64 always -f wav", "wav", 0},
        Format{"wav_adpcm_ms", "-ar 16000 -c:a adpcm_ms -f wav", "wav", 4'000},
        Format{"wav_adpcm_ima", "-ar 16000 -c:a adpcm_ima_wav -f wav", "wav", 8'000},
        Format{"wav_gsm", "-ar 8000 -c:a libgsm_ms -f wav", "wav", 4'000},
        Format{"mp2", "-c:a mp2 -f mp2", "mp2", 4'000}, Format{"mp3", "-b:a 64k -f mp3", "mp3", 0},
        Format{"mp3_with_cover",
               "-f lavfi -i color=red:s=64x64:d=0.1 -map 0:a -map 1:v -frames:v 1 -c:v png "
               "-disposition:v attached_pic -id3v2_version 3 -f mp3",
               "mp3", 0},
        Format{"mp3_no_xing", "-write_xing 0 -id3v2_version 0 -f mp3", "mp3", 4'000},
        Format{"mp3_cover_tag", "-metadata title=flood -id3v2_version 3 -write_id3v1 1 -f mp3", "mp3", 0},
        Format{"aac_adts", "-c:a aac -f adts", "aac", 4'000},
        Format{"m4a_index_last", "-c:a aac -f ipod", "m4a", 4'000},
        Format{"m4a_index_first", "-c:a aac -movflags +faststart -f ipod", "m4a", 4'000},
        Format{"mp4_alac", "-c:a alac -f mp4", "m4a", 0}, Format{"3gp_aac", "-c:a aac -f 3gp", "m4a", 4'000},
        Format{"mov_pcm", "-c:a pcm_s24le -f mov", "m4a", 0},
        Format{"mp4_with_video", "-f lavfi -i testsrc=d=2:s=64x64:r=10 -c:v mpeg4 -c:a aac -f mp4", "m4a", 4'000},
        Format{"webm_opus", "-ar 48000 -c:a libopus -b:a 32k -f webm", "webm", 2'000},
        Format{"webm_of_a_browser", "-ar 48000 -c:a libopus -b:a 32k -live 1 -f webm", "webm", 2'000},
        Format{"webm_vorbis", "-c:a libvorbis -f webm", "webm", 2'000},
        Format{"mka_flac", "-c:a flac -f matroska", "webm", 0}, Format{"wma_1", "-c:a wmav1 -f asf", "wma", 8'000},
        Format{"wma_2", "-c:a wmav2 -f asf", "wma", 8'000}, Format{"aiff", "-f aiff", "aiff", 0},
        Format{"aiff_24_bit", "-c:a pcm_s24be -f aiff", "aiff", 0},
        Format{"aifc_mulaw", "-ar 8000 -c:a pcm_mulaw -f aiff", "aiff", 0},
        Format{"caf_pcm", "-c:a pcm_s16be -f caf", "caf", 0}, Format{"caf_alac", "-c:a alac -f caf", "caf", 5'000},
        Format{"ogg_flac", "-c:a flac -f ogg", "ogg", 0},
        Format{"ogg_speex", "-ar 16000 -c:a libspeex -f ogg", "ogg", 4'000},
        Format{"flac", "-ac 2 -f flac", "flac", 0, kMonoOnTwoChannels},
        Format{"ogg_vorbis", "-c:a libvorbis -f ogg", "ogg", 0},
        Format{"ogg_opus", "-ar 48000 -c:a libopus -b:a 32k -f ogg", "ogg", 0}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(AudioDecoder, APhonesVoiceMemosDecode) {
  for (const bool wide : {false, true}) {
    const Bytes memo = amr_noise(100, wide);
    for (const Bytes& file : {memo, remuxed(memo, "-c copy -f 3gp")}) {
      const auto decoded = decode_audio(file);
      ASSERT_TRUE(decoded) << decoded.error().detail;
      EXPECT_EQ(decoded->container, &file == &memo ? "amr" : decoded->container);
      EXPECT_NEAR(static_cast<double>(decoded->samples.size()), 96'000.0, 960.0) << (wide ? "wide" : "narrow");
      EXPECT_THAT(decoded->warnings, testing::IsEmpty());
    }
  }
}

TEST(AudioDecoder, EveryRateComesOutAtFortyEightKilohertz) {
  for (const int rate : {8'000, 11'025, 16'000, 22'050, 32'000, 44'100, 48'000, 88'200, 96'000, 192'000}) {
    const auto decoded = decode_audio(encoded_tone("-ar " + std::to_string(rate) + " -f wav"));
    ASSERT_TRUE(decoded) << decoded.error().detail;
    EXPECT_NEAR(static_cast<double>(decoded->samples.size()), 96'000.0, 12.0) << rate;
    EXPECT_NEAR(amplitude_at(decoded->samples, kToneHz), 0.5, 0.02) << rate;
  }
}

TEST(AudioDecoder, MonoToSevenPointOneBecomeMono) {
  for (const char* layout : {"mono", "stereo", "2.1", "4.0", "5.0", "5.1", "6.1", "7.1"}) {
    const auto decoded = decode_audio(encoded_tone(std::string("-af aformat=channel_layouts=") + layout + " -f wav"));
    ASSERT_TRUE(decoded) << decoded.error().detail;
    EXPECT_EQ(decoded->samples.size(), 96'000U) << layout;
    EXPECT_GT(amplitude_at(decoded->samples, kToneHz), 0.05) << layout;
    EXPECT_THAT(decoded->warnings, testing::IsEmpty()) << layout;
  }
}

struct Stereo {
  const char* name;
  const char* channels;  // for ffmpeg's pan
  double amplitude;
  const char* warning;  // nullptr: none
};

std::ostream& operator<<(std::ostream& out, const Stereo& stereo) { return out << stereo.name; }

class EveryStereo : public testing::TestWithParam<Stereo> {};

TEST_P(EveryStereo, NeverVanishes) {
  for (const char* format : {"-f wav", "-f flac", "-b:a 128k -joint_stereo 0 -f mp3"}) {
    const auto decoded =
        decode_audio(encoded_tone("-af 'pan=stereo|" + std::string(GetParam().channels) + "' " + format));
    ASSERT_TRUE(decoded) << decoded.error().detail;
    EXPECT_NEAR(amplitude_at(decoded->samples, kToneHz), GetParam().amplitude, 0.03) << format;
    if (GetParam().warning == nullptr) {
      EXPECT_THAT(decoded->warnings, testing::IsEmpty());
    } else {
      EXPECT_THAT(decoded->warnings, testing::ElementsAre(testing::StartsWith(GetParam().warning))) << format;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ingest, EveryStereo,
                         testing::Values(Stereo{"same", "c0=c0|c1=c0", 0.5, nullptr},
                                         Stereo{"right_is_silent", "c0=c0|c1=0*c0", 0.5, "one_channel: the right"},
                                         Stereo{"left_is_silent", "c0=0*c0|c1=c0", 0.5, "one_channel: the left"},
                                         Stereo{"right_is_hum", "c0=c0|c1=0.001*c0", 0.5, "one_channel: the right"},
                                         Stereo{"opposite", "c0=c0|c1=-1*c0", 0.5, "opposite_channels"},
                                         Stereo{"almost_opposite", "c0=-0.9*c0|c1=c0", 0.5, "opposite_channels"},
                                         Stereo{"opposite_but_not_lost", "c0=c0|c1=-0.25*c0", 0.1875, nullptr}),
                         [](const auto& tested) { return std::string(tested.param.name); });

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
