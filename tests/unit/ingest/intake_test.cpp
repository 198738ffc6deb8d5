// What becomes of a recording, from the file to the clip: decoded by the confined ffmpeg, then made into a clip. Every
// level, rate and fault comes out at the same loudness under the same ceiling, with the warnings that belong to it.
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/ingest/audio_decoder.hpp"
#include "controller/media/clip_maker.hpp"
#include "tests/unit/ingest/audio_files.hpp"

namespace tongluo::ingest {
namespace {

struct Made {
  Result<media::Clip> clip;
  std::vector<std::string> warnings;
};

Made clip_of(ByteView file) {
  auto decoded = decode_audio(file);
  if (!decoded) return {tl::unexpected(decoded.error()), {}};
  auto clip = media::make_clip({48'000, std::move(decoded->samples), decoded->clipped});
  auto warnings = decoded->warnings;
  if (clip) warnings.insert(warnings.end(), clip->warnings.begin(), clip->warnings.end());
  return {std::move(clip), std::move(warnings)};
}

std::vector<std::string> first_words(const std::vector<std::string>& warnings) {
  std::vector<std::string> words;
  for (const auto& warning : warnings) words.push_back(warning.substr(0, warning.find(':')));
  return words;
}

struct Recording {
  const char* name;
  const char* arguments;
  std::vector<std::string> warnings;
};

std::ostream& operator<<(std::ostream& out, const Recording& recording) { return out << recording.name; }

class EveryRecording : public testing::TestWithParam<Recording> {};

TEST_P(EveryRecording, HasTheTargetsLoudnessAndItsWarnings) {
  const auto made = clip_of(encoded_tone(GetParam().arguments));
  ASSERT_TRUE(made.clip) << made.clip.error().detail;
  EXPECT_NEAR(made.clip->loudness_lufs, media::kTargetLufs, 1.0);
  EXPECT_LE(made.clip->true_peak_dbtp, media::kTruePeakCeilingDbtp);
  EXPECT_EQ(first_words(made.warnings), GetParam().warnings);
}

INSTANTIATE_TEST_SUITE_P(
    Intake, EveryRecording,
    testing::Values(
        Recording{"ordinary", "-f wav", {}}, Recording{"telephone", "-ar 8000 -c:a pcm_alaw -f wav", {}},
        Recording{"studio_7_1", "-ac 8 -ar 192000 -c:a pcm_s24le -f wav", {}},
        Recording{"hot", "-af volume=20 -f wav", {"clipped"}},
        Recording{"hot_in_one_channel", "-af 'volume=20,pan=stereo|c0=c0|c1=0*c0' -f wav", {"one_channel", "clipped"}},
        Recording{"hot_but_whole", "-af volume=20 -c:a pcm_f32le -f wav", {}},
        Recording{"quiet", "-af volume=0.005 -c:a pcm_s24le -f wav", {"quiet"}},
        Recording{"offset", "-af dcshift=0.2 -c:a pcm_f32le -f wav", {"offset"}},
        Recording{"short_one", "-t 0.2 -f wav", {"short"}},
        Recording{"hole", "-af apad=pad_dur=7,aloop=loop=1:size=396900 -f flac", {"pause"}},
        Recording{"silence_around", "-af adelay=3000,apad=pad_dur=5 -f wav", {}},
        Recording{"one_channel", "-af 'pan=stereo|c0=0*c0|c1=c0' -f wav", {"one_channel"}},
        Recording{"opposite", "-af 'pan=stereo|c0=c0|c1=-1*c0' -f wav", {"opposite_channels"}}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(Intake, SilenceIsTrimmedAtTheEndsOnly) {
  const auto around = clip_of(encoded_tone("-af adelay=3000,apad=pad_dur=5 -f wav"));
  ASSERT_TRUE(around.clip);
  EXPECT_NEAR(static_cast<double>(around.clip->duration.count()), 2'200.0, 50.0);
  const auto inside = clip_of(encoded_tone("-af apad=pad_dur=7,aloop=loop=1:size=396900 -f flac"));
  ASSERT_TRUE(inside.clip);
  EXPECT_NEAR(static_cast<double>(inside.clip->duration.count()), 11'200.0, 50.0);
  EXPECT_THAT(inside.warnings, testing::ElementsAre("pause: 7 s of silence inside, from second 2 on"));
}

TEST(Intake, ARecordingOfNothingIsRefused) {
  for (const char* arguments : {"-af volume=0 -f wav", "-af volume=0,dcshift=0.3 -c:a pcm_f32le -f wav",
                                "-af volume=0 -ac 2 -f flac", "-af volume=0.00001 -c:a pcm_f32le -f wav"}) {
    const auto made = clip_of(encoded_tone(arguments));
    ASSERT_FALSE(made.clip) << arguments;
    EXPECT_EQ(made.clip.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(made.clip.error().detail, testing::StartsWith("silent: ")) << arguments;
  }
}

TEST(Intake, SamplesThatAreNoNumbersAreRefused) {
  for (const std::uint32_t bits : {0x7FC00000U, 0x7F800000U, 0xFF800000U}) {  // not a number, both infinities
    auto file = encoded_tone("-ar 48000 -c:a pcm_f32le -f wav");
    const auto data = as_text(file).find("data");
    ASSERT_NE(data, std::string::npos);
    std::memcpy(file.data() + data + 8 + 4 * 48'000, &bits, sizeof bits);
    const auto made = clip_of(file);
    ASSERT_FALSE(made.clip);
    EXPECT_THAT(made.clip.error().detail, testing::StartsWith("not_numbers: "));
  }
}

}  // namespace
}  // namespace tongluo::ingest
