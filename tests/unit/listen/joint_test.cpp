// "Several clips in a playlist without a click between them", by ear: the real player and the real Opus decoder, clips
// that begin and end in full sound, cut where the wave happens to stand, and every other place where two sounds meet.

#include <gtest/gtest.h>

#include "controller/media/clip_maker.hpp"
#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/drill_words.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "tests/unit/listen/sounds.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"
#include "tools/listen/envelope.hpp"
#include "tools/listen/find_clicks.hpp"
#include "tools/listen/measure.hpp"

namespace tongluo::listen {
namespace {

constexpr std::size_t kJointSecond = 48'000;

std::shared_ptr<audio::ClipPackets> clip_of(const Samples& samples) {
  const Bytes bytes = audio::encode_clip(samples);
  auto clip = audio::ClipPackets::create(bytes.size(), audio::duration_of(samples) + milliseconds(1));
  TL_ASSERT(clip->append(bytes).has_value());
  return clip;
}

playout::Programme programme_of(const std::vector<Samples>& clips, std::uint32_t volume_percent = 100) {
  playout::Programme programme;
  for (const Samples& clip : clips) programme.items.push_back({clip_of(clip)});
  programme.volume_percent = volume_percent;
  return programme;
}

std::string told(const std::vector<Click>& clicks) {
  std::string text;
  for (const Click& click : clicks)
    text += " at " + std::to_string(click.at) + " of " + std::to_string(static_cast<int>(click.height));
  return text;
}

void expect_no_click(const Samples& heard, const std::string& what) {
  const auto clicks = find_clicks(heard);
  EXPECT_TRUE(clicks.empty()) << what << told(clicks);
}

// A stretch of speech that begins and ends in the middle of vowels.
Samples cut_speech(std::size_t nth) {
  static const Samples speech = speak(kFloodSentence);
  static const auto places = loud_places(speech, 3'000.0, 40);
  const std::size_t begin = places.at(nth % 10) + 101 * nth, end = places.at(20 + nth % 10) + 53 * nth;
  return Samples(speech.begin() + static_cast<std::ptrdiff_t>(begin),
                 speech.begin() + static_cast<std::ptrdiff_t>(end));
}

class Joints : public testing::Test {
 protected:
  void pull(std::size_t frames) {
    for (std::size_t i = 0; i < frames; ++i) {
      playout::Frame frame;
      player_.pull(frame);
      heard_.insert(heard_.end(), frame.begin(), frame.end());
    }
  }
  void pull_rest() {
    const Samples rest = audio::pull_all(player_);
    heard_.insert(heard_.end(), rest.begin(), rest.end());
  }
  audio::OpusDecoder decoder_;
  playout::Player player_{decoder_};
  Samples heard_;
};

TEST_F(Joints, ClipsWhoseEdgesAreCutInAVowelMeetWithoutAClick) {
  std::vector<Samples> clips;
  std::size_t total = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    clips.push_back(cut_speech(i));
    total += clips.back().size();
  }
  player_.load(programme_of(clips));
  pull_rest();
  EXPECT_EQ(player_.progress().samples_played, total);
  expect_no_click(heard_, "ten clips");
}

// The worst there is: loud tones that stop anywhere in their period, and begin again anywhere.
TEST_F(Joints, LoudTonesMeetWithoutAClick) {
  std::vector<Samples> clips;
  for (std::size_t i = 0; i < 12; ++i) {
    Samples tone = sine(300.0 + 170.0 * static_cast<double>(i), 20'000.0, 6'000 + 13 * i);
    tone.erase(tone.begin(), tone.begin() + static_cast<std::ptrdiff_t>(11 * i));
    clips.push_back(std::move(tone));
  }
  player_.load(programme_of(clips));
  pull_rest();
  expect_no_click(heard_, "twelve tones");
  for (const std::int16_t sample : heard_)
    ASSERT_LT(std::abs(static_cast<int>(sample)), 32'000) << "a joint overshoots";
}

TEST_F(Joints, ToneSpeechGapAndRepetitionMeetWithoutAClick) {
  for (const Tone tone : {Tone::level_i, Tone::level_ii, Tone::level_iii, Tone::level_iv, Tone::chime}) {
    playout::Programme programme = programme_of({cut_speech(1), cut_speech(4)});
    programme.tone = tone;
    programme.tone_samples = 3 * kJointSecond;
    programme.repetitions = 2;
    programme.gap_samples = kJointSecond;
    heard_.clear();
    player_.load(std::move(programme));
    pull_rest();
    expect_no_click(heard_, std::string(to_string(tone)));
  }
}

TEST_F(Joints, TheGapAfterFullSoundIsExactToAFrame) {
  playout::Programme programme = programme_of({sine(700.0, 12'000.0, 2 * kJointSecond + 77)});
  programme.repetitions = 3;
  programme.gap_samples = kJointSecond * 3 / 2;
  player_.load(std::move(programme));
  pull_rest();
  const auto parts = sounding_parts(heard_, kJointSecond / 2);
  ASSERT_EQ(parts.size(), 3u);
  for (std::size_t i = 1; i < parts.size(); ++i)
    EXPECT_NEAR(static_cast<double>(parts[i].begin - parts[i - 1].end), 1.5 * kJointSecond, 960.0);
  expect_no_click(heard_, "gaps");
}

TEST_F(Joints, AHigherProgrammeAndAnotherVolumeComeInWithoutAClick) {
  for (std::size_t i = 0; i < 12; ++i) {
    player_.load(programme_of({cut_speech(i)}, i % 3 == 0 ? 100 : 35));
    pull(15 + i);
    playout::Programme higher = programme_of({cut_speech(i + 1)}, i % 2 == 0 ? 100 : 50);
    higher.tone = Tone::level_i;
    higher.tone_samples = i % 2 == 0 ? 20'000 : 0;
    player_.load(std::move(higher));
    pull(30 + i);
  }
  pull_rest();
  expect_no_click(heard_, "pre-emption");
}

TEST_F(Joints, StoppingInAVowelOrAToneDoesNotClick) {
  for (std::size_t i = 0; i < 12; ++i) {
    player_.load(programme_of({i % 2 == 0 ? cut_speech(i) : sine(900.0, 20'000.0, kJointSecond)}));
    pull(12 + i);
    player_.stop();
    pull(5);
  }
  expect_no_click(heard_, "stop");
}

TEST_F(Joints, TheEndOfAProgrammeOnAFrameDoesNotClickWhereverTheWaveStands) {
  for (std::size_t i = 0; i < 24; ++i) {
    Samples tone = sine(1'000.0, 15'000.0, 20 * 960 + 2 * i);
    tone.erase(tone.begin(), tone.begin() + static_cast<std::ptrdiff_t>(2 * i));
    player_.load(programme_of({tone}));
    pull_rest();
    pull(2);
  }
  expect_no_click(heard_, "ends");
}

TEST_F(Joints, ADrillsWordsCutIntoFullSoundWithoutAClick) {
  playout::Programme programme = programme_of({sine(620.0, 12'000.0, 32 * kJointSecond)});
  programme.drill_prefix = *audio::built_in_drill_words();
  player_.load(std::move(programme));
  pull_rest();
  EXPECT_EQ(player_.progress().samples_played, 32 * kJointSecond + 2 * playout::kDrillPrefixSamples);
  expect_no_click(heard_, "drill");
}

TEST(DrillWordsByEar, AreAsLoudAsEveryClipUnderTheSameCeiling) {
  const Measurement words = measure((*audio::built_in_drill_words())->samples());
  EXPECT_NEAR(words.lufs, media::kTargetLufs, 1.0);
  EXPECT_LE(words.true_peak_dbtp, media::kTruePeakCeilingDbtp);
  EXPECT_EQ(words.clicks, 0u);
}

TEST_F(Joints, PacketsThatComeLateDoNotClick) {
  const Samples speech = cut_speech(3);
  const Bytes bytes = audio::encode_clip(speech, 1, 200);
  const auto clip = audio::ClipPackets::create(bytes.size(), audio::duration_of(speech) + milliseconds(1));
  playout::Programme programme;
  programme.items.push_back({clip});
  player_.load(std::move(programme));
  const ByteView all(bytes);
  for (std::size_t at = 0; at < all.size(); at += 700) {  // always a little too late
    ASSERT_TRUE(clip->append(all.subspan(at, std::min<std::size_t>(700, all.size() - at))));
    pull(18);
  }
  pull_rest();
  EXPECT_GT(player_.progress().samples_starved, kJointSecond / 5);
  EXPECT_EQ(player_.progress().samples_played, speech.size());
  expect_no_click(heard_, "starvation");
}

}  // namespace
}  // namespace tongluo::listen
