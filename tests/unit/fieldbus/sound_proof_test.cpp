// The proof of sound: the test is the decoder, the amplifier and its sensor, in steps of 100 ms.

#include "terminal-fw/fieldbus/sound_proof.hpp"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <numbers>
#include <random>

#include "tests/unit/fieldbus/maps.hpp"

namespace tongluo::fieldbus {
namespace {

double percent_of(double db) { return db <= kSilenceDb ? 0 : 100 * std::pow(10.0, db / 20); }

class Stage {
 public:
  using Decoder = std::function<double(int)>;              // dB of block i
  using Sensor = std::function<void(Glance&, double db)>;  // db: what the amplifier was given

  explicit Stage(ProofSettings settings = {}) : proof(settings) {}

  // `blocks` of 100 ms; a glance every 300 ms.
  void play(int blocks, const Decoder& decoder, const Sensor& sensor) {
    for (int i = 0; i < blocks; ++i, ++block_) {
      const double db = decoder(i);
      if (db > kSilenceDb) proof.on_decoded(at_ms(block_ * 100), db);
      if (i % 3 != 2) continue;
      Glance glance{at_ms(block_ * 100 + 100)};
      glance.level_state = SensorState::good;
      sensor(glance, db);
      proof.on_glance(glance);
    }
  }
  void rest(const Sensor& sensor) {
    play(
        20, [](int) { return kSilenceDb; }, sensor);
  }

  SoundProof proof;

 private:
  std::int64_t block_ = 0;
};

double tone(int) { return -10; }
double speech(int i) { return i % 12 < 8 ? -18 - (i * 7) % 10 : -80; }

void follows(Glance& glance, double db) { glance.level_percent = percent_of(db); }
void dead(Glance& glance, double) { glance.level_percent = 0.1; }
void none(Glance& glance, double) { glance.level_state = SensorState::absent; }

Proof proof_of(const Stage::Sensor& sensor, const Stage::Decoder& decoder = tone) {
  Stage stage;
  stage.rest(sensor);
  stage.proof.begin();
  stage.play(60, decoder, sensor);
  return stage.proof.verdict();
}

void expect_proof(const Proof& proof, Outcome outcome, ProofReason reason) {
  EXPECT_EQ(proof.outcome, outcome) << to_string(proof.outcome);
  EXPECT_EQ(proof.reason, reason) << to_string(proof.reason);
}

TEST(SoundProof, AMicrophoneProvesSoundAndWeakSoundButNotSilence) {
  ProofSettings settings;
  settings.by_microphone = true;
  settings.gain_db = -20;
  const auto heard = [&](double less_db) {
    return [less_db](Glance& glance, double db) { glance.level_percent = std::max(percent_of(db - less_db), 0.05); };
  };
  const std::pair<double, ProofReason> cases[] = {
      {20, ProofReason::followed}, {35, ProofReason::level_low}, {200, ProofReason::not_heard}};
  for (const auto& [less_db, reason] : cases) {
    Stage stage(settings);
    stage.rest(heard(less_db));
    stage.proof.begin();
    stage.play(60, tone, heard(less_db));
    const Proof proof = stage.proof.verdict();
    EXPECT_EQ(proof.reason, reason) << to_string(proof.reason);
    EXPECT_NE(proof.outcome, Outcome::silent_amplifier);
  }
}

TEST(SoundProof, AnOutputThatFollowsToneOrSpeechSounded) {
  expect_proof(proof_of(follows), Outcome::sounded, ProofReason::followed);
  expect_proof(proof_of(follows, speech), Outcome::sounded, ProofReason::followed);
}

TEST(SoundProof, ADeadAmplifierIsSilentAtToneAndSpeech) {
  expect_proof(proof_of(dead), Outcome::silent_amplifier, ProofReason::no_output);
  expect_proof(proof_of(dead, speech), Outcome::silent_amplifier, ProofReason::no_output);
}

TEST(SoundProof, AnAmplifierThatReportsItsFaultIsNamedByIt) {
  const auto broken = [](Glance& glance, double db) {
    dead(glance, db);
    glance.amplifier_fault = true;
  };
  expect_proof(proof_of(broken), Outcome::silent_amplifier, ProofReason::amplifier_fault);
  const auto told = [](Glance& glance, double db) {
    none(glance, db);
    glance.amplifier_fault = true;
  };
  expect_proof(proof_of(told), Outcome::silent_amplifier, ProofReason::amplifier_fault);
}

TEST(SoundProof, AnOpenLineIsASilentHornWithOrWithoutALevelSensor) {
  const auto open = [](Glance& glance, double db) {
    follows(glance, db);
    glance.line_open = true;
  };
  expect_proof(proof_of(open), Outcome::silent_horn, ProofReason::line_open);
  const auto open_only = [](Glance& glance, double db) {
    none(glance, db);
    glance.line_open = true;
  };
  expect_proof(proof_of(open_only), Outcome::silent_horn, ProofReason::line_open);
}

TEST(SoundProof, VoltageWithoutCurrentIsAnOpenLineAndTooMuchCurrentAShortOne) {
  const auto with_current = [](double share) {
    return [share](Glance& glance, double db) {
      follows(glance, db);
      glance.current_percent = share * percent_of(db);
    };
  };
  expect_proof(proof_of(with_current(0.02)), Outcome::silent_horn, ProofReason::line_open);
  expect_proof(proof_of(with_current(8)), Outcome::silent_horn, ProofReason::line_short);
  expect_proof(proof_of(with_current(1)), Outcome::sounded, ProofReason::followed);
}

TEST(SoundProof, AShortIsNamedAlsoWhereItLeavesHardlyAnyVoltage) {
  const auto shorted = [](Glance& glance, double db) {
    glance.level_percent = percent_of(db - 20);
    glance.current_percent = 20 * *glance.level_percent;
  };
  expect_proof(proof_of(shorted, [](int) { return -20.0; }), Outcome::silent_horn, ProofReason::line_short);
}

TEST(SoundProof, ASensorThatShowsSoundInSilenceProvesNothing) {
  const auto stays = [](Glance& glance, double) { glance.level_percent = 40; };
  expect_proof(proof_of(stays), Outcome::unproved, ProofReason::sensor_stays);
  expect_proof(proof_of(stays, speech), Outcome::unproved, ProofReason::sensor_stays);
}

TEST(SoundProof, ASensorThatShowsMoreThanWasPlayedProvesNothing) {
  const auto high = [](Glance& glance, double db) { follows(glance, db == kSilenceDb ? db : db + 15); };
  expect_proof(proof_of(high), Outcome::unproved, ProofReason::sensor_high);
}

TEST(SoundProof, NoSensorASilentBusAndALyingSensorAreUnprovedEachWithItsReason) {
  const auto with_state = [](SensorState state) {
    return [state](Glance& glance, double) { glance.level_state = state; };
  };
  expect_proof(proof_of(none), Outcome::unproved, ProofReason::no_sensor);
  expect_proof(proof_of(with_state(SensorState::silent)), Outcome::unproved, ProofReason::bus_silent);
  expect_proof(proof_of(with_state(SensorState::unknown)), Outcome::unproved, ProofReason::bus_silent);
  for (const SensorState lie :
       {SensorState::out_of_range, SensorState::jumping, SensorState::stuck, SensorState::contradicted})
    expect_proof(proof_of(with_state(lie)), Outcome::unproved, ProofReason::sensor_lies);
}

TEST(SoundProof, TwelveDecibelsTooLittleIsWeak) {
  const auto low = [](Glance& glance, double db) { follows(glance, db - 12); };
  expect_proof(proof_of(low), Outcome::weak, ProofReason::level_low);
}

TEST(SoundProof, AnAmplifierThatDiesHalfWayIsWeak) {
  Stage stage;
  stage.rest(follows);
  stage.proof.begin();
  stage.play(30, tone, follows);
  stage.play(30, tone, dead);
  expect_proof(stage.proof.verdict(), Outcome::weak, ProofReason::level_lost);
}

TEST(SoundProof, SilenceInTheProgrammeIsNoFault) {
  const auto pauses = [](int i) { return i < 24 ? -10.0 : -90.0; };
  expect_proof(proof_of(follows, pauses), Outcome::sounded, ProofReason::followed);
}

TEST(SoundProof, ASoundThatIsShortOrFaintProvesNothing) {
  Stage stage;
  stage.play(4, tone, follows);
  expect_proof(stage.proof.verdict(), Outcome::unproved, ProofReason::too_short);
  expect_proof(proof_of(dead, [](int) { return -50.0; }), Outcome::unproved, ProofReason::too_short);
}

TEST(SoundProof, TheInstalledGainIsTakenIntoAccount) {
  ProofSettings settings;
  settings.gain_db = -20;
  Stage stage(settings);
  const auto quiet_installation = [](Glance& glance, double db) { follows(glance, db - 20); };
  stage.play(60, tone, quiet_installation);
  expect_proof(stage.proof.verdict(), Outcome::sounded, ProofReason::followed);
}

TEST(SoundProof, LevelsThatArriveAfterTheGlanceStillCount) {
  SoundProof proof{ProofSettings{}};
  for (int i = 5; i < 11; ++i) {
    Glance glance{at_ms(i * 100)};
    glance.level_percent = percent_of(-10);
    proof.on_glance(glance);
  }
  for (int i = 0; i < 11; ++i) proof.on_decoded(at_ms(i * 100), -10);
  expect_proof(proof.verdict(), Outcome::sounded, ProofReason::followed);
}

TEST(SoundProof, OneAndTheSameLevelCountsOnce) {
  SoundProof proof{ProofSettings{}};
  for (int i = 0; i < 11; ++i) proof.on_decoded(at_ms(i * 100), -10);
  Glance glance{at_ms(900)};
  glance.level_percent = percent_of(-10);
  for (int i = 0; i < 10; ++i) proof.on_glance(glance);
  EXPECT_EQ(proof.verdict().loud, 1U);
}

TEST(SoundProof, ASlowMeterWithinItsLagIsNotBlamed) {
  const auto rising = [](int i) { return i % 20 < 10 ? -10.0 : -30.0; };
  double seen = kSilenceDb;
  const auto slow = [&seen](Glance& glance, double db) {
    follows(glance, seen);
    seen = db;
  };
  expect_proof(proof_of(slow, rising), Outcome::sounded, ProofReason::followed);
}

TEST(SoundProof, FromTheNextPlayOnOnlyItsOwnSoundCounts) {
  Stage stage;
  stage.rest(follows);
  stage.play(60, tone, dead);
  stage.proof.begin();
  stage.play(60, tone, follows);
  expect_proof(stage.proof.verdict(), Outcome::sounded, ProofReason::followed);
}

TEST(SoundProof, RandomSensorsNeverProveSound) {
  std::mt19937 random(3);
  int sounded = 0;
  for (int round = 0; round < 300; ++round) {
    const auto noise = [&](Glance& glance, double) {
      glance.level_percent = static_cast<double>(random() % 1'000) / 10;
    };
    if (proof_of(noise, speech).outcome == Outcome::sounded) ++sounded;
  }
  EXPECT_EQ(sounded, 0);
}

TEST(LevelMeter, AFullScaleSineIsZeroDecibelsAndSilenceTheFloor) {
  std::vector<std::int16_t> sine(3 * kMeterBlockSamples);
  for (std::size_t i = 0; i < sine.size(); ++i)
    sine[i] =
        static_cast<std::int16_t>(32'767 * std::sin(2 * std::numbers::pi * 1'000 * static_cast<double>(i) / 48'000));
  LevelMeter meter;
  std::span<const std::int16_t> rest(sine);
  int blocks = 0;
  while (!rest.empty())
    if (const auto level = meter.add(rest)) {
      EXPECT_NEAR(*level, 0, 0.01);
      ++blocks;
    }
  EXPECT_EQ(blocks, 3);
  const std::vector<std::int16_t> silence(kMeterBlockSamples);
  rest = silence;
  EXPECT_EQ(meter.add(rest), kSilenceDb);
}

}  // namespace
}  // namespace tongluo::fieldbus
