// Under test: seven real tongluo-terminal processes that hear one live alert, one of them undisturbed, six with an
// attacker on the way of their datagrams (who can also leave out, delay and repeat). The test is the controller: the
// real link and the real live engine, real keys, loopback. Judged is what each wrote to its loudspeaker, sample for
// sample, and its receipt's hash of it.

#include <gtest/gtest.h>
#include <opus/opus.h>

#include "tests/unit/terminal_attack/attack_rig.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"
#include "tools/listen/compare_speech.hpp"

namespace tongluo::test {
namespace {

using Samples = std::vector<std::int16_t>;

constexpr std::size_t kPacketSamples = limits::kLivePacketSamples;
constexpr std::size_t kPackets = 40;
constexpr std::size_t kFrame = playout::kFrameSamples;
constexpr double kMaxCpuShare = 0.5;  // of one core, over its life, start included

std::vector<Bytes> encode(const Samples& samples) {
  int error = 0;
  ::OpusEncoder* encoder = opus_encoder_create(48'000, 1, OPUS_APPLICATION_AUDIO, &error);
  TL_ASSERT(error == OPUS_OK);
  opus_encoder_ctl(encoder, OPUS_SET_VBR(0));
  opus_encoder_ctl(encoder, OPUS_SET_BITRATE(24'000));
  std::vector<Bytes> packets;
  for (std::size_t at = 0; at + kPacketSamples <= samples.size(); at += kPacketSamples) {
    Bytes packet(limits::kLivePayloadBytes);
    const auto got = opus_encode(encoder, samples.data() + at, static_cast<int>(kPacketSamples),
                                 reinterpret_cast<unsigned char*>(packet.data()), static_cast<int>(packet.size()));
    TL_ASSERT(got == static_cast<int>(limits::kLivePayloadBytes));
    packets.push_back(std::move(packet));
  }
  opus_encoder_destroy(encoder);
  return packets;
}

// Without the silence before the start and behind the end.
Samples spoken_in(const Samples& all) {
  const auto sounds = [](std::int16_t sample) { return sample != 0; };
  const auto begin = std::find_if(all.begin(), all.end(), sounds);
  Samples heard(begin, std::find_if(all.rbegin(), std::make_reverse_iterator(begin), sounds).base());
  heard.resize((heard.size() + kFrame - 1) / kFrame * kFrame);
  return heard;
}

struct Judged {
  bool found = false;             // the speech is there
  std::size_t true_frames = 0;    // equal to it in every sample
  std::size_t silent = 0;         // frames of nothing, where there was speech
  std::ptrdiff_t last_other = 0;  // its first sample, from the beginning of the speech
  std::size_t other = 0;          // any other frame: what a forged sample would be in
};

// Puts the speech where its middle is found in what was heard, then compares frame by frame.
Judged judge(Samples heard, const Samples& speech) {
  heard.insert(heard.begin(), kFrame, 0);  // whole frames wherever it begins and ends
  heard.insert(heard.end(), kFrame, 0);
  constexpr std::size_t kMiddle = kPackets / 2 * kPacketSamples;
  const auto middle = std::span(speech).subspan(kMiddle, 2 * kFrame);
  const auto at = std::search(heard.begin(), heard.end(), middle.begin(), middle.end());
  Judged judged;
  if (at == heard.end()) return judged;
  judged.found = true;
  const std::ptrdiff_t begin = at - heard.begin() - static_cast<std::ptrdiff_t>(kMiddle);
  for (std::ptrdiff_t frame = begin % std::ptrdiff_t{kFrame}; frame + std::ptrdiff_t{kFrame} <= std::ssize(heard);
       frame += kFrame) {
    if (frame < 0) continue;
    const auto part = std::span(heard).subspan(static_cast<std::size_t>(frame), kFrame);
    const bool nothing = std::ranges::all_of(part, [](std::int16_t sample) { return sample == 0; });
    const std::ptrdiff_t place = frame - begin;
    const bool within = place >= 0 && place + std::ptrdiff_t{kFrame} <= std::ssize(speech);
    const auto expected =
        within ? std::span(speech).subspan(static_cast<std::size_t>(place), kFrame) : std::span<const std::int16_t>();
    if (within && std::ranges::equal(part, expected))
      ++judged.true_frames;
    else if (!nothing)
      ++judged.other, judged.last_other = place;
    else if (within)
      ++judged.silent;
  }
  return judged;
}

std::size_t first_sound(const Samples& heard) {
  return static_cast<std::size_t>(std::ranges::find_if(heard, [](std::int16_t sample) { return sample != 0; }) -
                                  heard.begin());
}

// The receipt counts and hashes what the sink was given from the play's first sample on, `lead` before the first that
// is not zero.
bool is_what_sounded(const wire::Receipt& receipt, const Samples& heard, std::size_t lead) {
  const std::size_t sound = first_sound(heard);
  const auto count = static_cast<std::size_t>(receipt.sink_samples);
  if (!receipt.sink_digest || lead > sound || sound - lead + count > heard.size()) return false;
  return sign::digest_of(std::as_bytes(std::span(heard).subspan(sound - lead, count))) == *receipt.sink_digest;
}

std::size_t lead_of(const wire::Receipt& receipt, const Samples& heard) {
  std::size_t lead = 0;
  while (lead < kFrame && !is_what_sounded(receipt, heard, lead)) ++lead;
  return lead;
}

TEST(TerminalUnderAttack, OneForgedOrMissingFrameIsSeenByThisTest) {
  const Samples truth = audio::babble(kPackets * 0.06, 1.0);
  Samples heard(5'000, 0);
  heard.insert(heard.end(), truth.begin(), truth.end());
  EXPECT_EQ(judge(heard, truth).true_frames, truth.size() / kFrame);
  ++heard[5'000 + 17 * kFrame];
  EXPECT_EQ(judge(heard, truth).other, 1U);
  std::fill_n(heard.begin() + 5'000 + 17 * kFrame, kFrame, std::int16_t{0});
  EXPECT_EQ(judge(heard, truth).silent, 1U);
  heard.insert(heard.end(), truth.begin(), truth.begin() + kFrame);  // behind the end
  EXPECT_GE(judge(heard, truth).other, 1U);
}

TEST(TerminalUnderAttack, PlaysNoForgedSampleAndAllTrueOnesAndCounts) {
  const Samples source = audio::babble(kPackets * 0.06, 1.0);
  const std::vector<Bytes> speech = encode(source);
  const Bytes noise = encode(audio::babble(0.5, 5.0)).back();
  AttackRig rig;
  for (const char* name : {"reference", "replay", "bit-flip", "reorder", "swapped", "stolen", "flood"}) rig.add(name);
  const SteadyTime began = os::steady_now();
  ASSERT_TRUE(rig.run_until([&] { return rig.all_connected(); }, seconds(20)));
  rig.deliver(os::wall_now() + kPlayoutDelay + milliseconds(800));
  const auto& victims = rig.victims;
  victims[1]->on_the_way = replaying();
  victims[2]->on_the_way = flipping_bits();
  victims[3]->on_the_way = reordering();
  victims[4]->on_the_way = swapping_streams(noise);
  victims[5]->on_the_way = with_a_stolen_terminal(victims[5]->keys, victims[0]->keys, rig.order(), noise);
  victims[6]->on_the_way = flooding(noise);
  ASSERT_TRUE(rig.run_until([&] { return rig.all_open(); }, seconds(2)));
  rig.speak(speech);
  EXPECT_TRUE(rig.run_until([&] { return rig.all_played(); }, seconds(6)));

  std::map<std::string, TerminalProcess::Ended> endings;
  for (const auto& victim : victims) endings[victim->name] = victim->process->stop();
  const double lived = std::chrono::duration<double>(os::steady_now() - began).count();
  const Samples truth = spoken_in(victims[0]->process->sound());
  EXPECT_TRUE(listen::compare_speech(truth, source).same()) << "the undisturbed one plays what was spoken";
  EXPECT_NEAR(static_cast<double>(truth.size()), static_cast<double>(source.size()), double{kFrame});
  ASSERT_TRUE(victims[0]->final.has_value());
  const std::size_t lead = lead_of(*victims[0]->final, victims[0]->process->sound());  // alike for all
  const std::map<std::string, std::vector<std::string>> raised = {
      {"reference", {}},
      {"replay", {"duplicate", "manifests_replayed"}},
      {"bit-flip", {"manifests_failed"}},
      {"reorder", {}},
      {"swapped", {"manifests_failed", "foreign"}},
      {"stolen", {"manifests_failed", "refused"}},
      {"flood", {"manifests_failed", "unverified_dropped"}}};
  for (const auto& victim : victims) {
    SCOPED_TRACE(victim->name);
    const TerminalProcess::Ended& ended = endings.at(victim->name);
    const Judged judged = judge(victim->process->sound(), truth);
    std::printf("%-10s %3zu true frames, %zu silent, %zu other; %.2f s CPU in %.2f s\n", victim->name.c_str(),
                judged.true_frames, judged.silent, judged.other, ended.cpu_seconds, lived);
    EXPECT_EQ(ended.code, 0);
    EXPECT_TRUE(judged.found) << victim->process->log();
    EXPECT_EQ(judged.other, 0U) << "at " << judged.last_other;
    EXPECT_EQ(judged.silent, 0U);
    EXPECT_EQ(judged.true_frames, truth.size() / kFrame);
    ASSERT_TRUE(victim->final.has_value());
    EXPECT_GE(victim->final->sink_samples, truth.size());
    EXPECT_TRUE(is_what_sounded(*victim->final, victim->process->sound(), lead));
    EXPECT_LE(ended.cpu_seconds, kMaxCpuShare * lived);
    for (const std::string& counter : raised.at(victim->name))
      EXPECT_GT(victim->process->counter(counter), 0) << counter << "\n" << victim->process->log();
  }
}

}  // namespace
}  // namespace tongluo::test
