// No field of a signed order can be altered: at least a thousand seeded alterations of each class of fields, by editing
// the parsed order and by spoiling what carries it, under each algorithm; none is admitted. mutation_test.cpp flips
// every single bit.

#include <gtest/gtest.h>
#include <map>
#include <random>

#include "protocol/wire/envelope_codec.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

constexpr std::size_t kAlterations = 1'000;

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  std::uint64_t from_one_below(std::uint64_t limit) { return 1 + below(limit - 1); }
  WallTime::duration step() { return microseconds(static_cast<std::int64_t>(from_one_below(1ull << below(45) << 1))); }
  template <class T>
  T& one_of(std::vector<T>& values) {
    return values[below(values.size())];
  }
  template <class Octets>
  void spoil(Octets& octets) {
    for (std::uint64_t left = from_one_below(4); left > 0; --left)
      octets[below(octets.size())] ^= static_cast<std::byte>(from_one_below(256));
  }

 private:
  std::mt19937_64 engine_;
};

wire::Order rich_order() {
  wire::Order order = sample_order();
  order.targets = {
      township(), area("500116102000"), terminal_id("TL-500116-0001"),
      wire::Polygon{{{290'000'000, 1'060'000'000}, {290'100'000, 1'060'000'000}, {290'100'000, 1'060'100'000}}},
      wire::Circle{{290'050'000, 1'060'050'000}, 800}};
  order.occurrences.push_back({2, kNow + seconds(900), kNow + seconds(1'500), kNow + seconds(1'700)});
  order.programme = wire::ClipProgramme{
      {{sign::digest_of(as_bytes("one")), seconds(10)}, {sign::digest_of(as_bytes("two")), seconds(7)}}, 3, seconds(5)};
  order.all_clear_clip = sign::digest_of(as_bytes("all clear"));
  order.supersedes = sign::digest_of(as_bytes("older"));
  order.event_code = "11A01";
  return order;
}

class FieldMutation : public testing::Test {
 protected:
  // Keys are dear; one set serves every test.
  struct World {
    std::vector<sign::PrivateKey> keys;
    std::optional<TrustFixture> fixture;
    std::vector<Envelope> envelopes;  // the same order, signed under each algorithm alone
  };
  static World& world() {
    static World made = make();
    return made;
  }
  static World make() {
    World made;
    for (const Algorithm algorithm : {Algorithm::ed25519, Algorithm::ecdsa_p256_sha256, Algorithm::sm2_sm3})
      made.keys.push_back(sign::PrivateKey::generate(algorithm).value());
    made.fixture.emplace([&made](wire::TrustList& list) {
      for (const sign::PrivateKey& key : made.keys)
        list.issuers.push_back(issuer(key, "person", Role::dispatch, OrderClass::actual, county(), Level::i));
    });
    for (const sign::PrivateKey& key : made.keys) made.envelopes.push_back(made.fixture->seal(rich_order(), key));
    return made;
  }
  static bool admitted(const Envelope& envelope) {
    return verify_order(world().fixture->authority(), envelope, kNow).has_value();
  }
  // Mostly the quickest algorithm, each in turn.
  static const Envelope& base(std::size_t i) { return world().envelopes[i % 8 == 0 ? 2 : i % 4 == 1 ? 1 : 0]; }

  // Edits of the order itself; those that change nothing do not count.
  using Edit = std::function<void(wire::Order&, Dice&)>;
  static void expect_none_admitted(const std::vector<Edit>& edits, std::uint32_t seed) {
    Dice dice(seed);
    std::size_t altered = 0;
    for (std::size_t tries = 0; altered < kAlterations; ++tries) {
      ASSERT_LT(tries, 4 * kAlterations) << "too few edits that change anything";
      wire::Order order = rich_order();
      edits[dice.below(edits.size())](order, dice);
      Envelope envelope = base(tries);
      if (envelope.payload == wire::serialize(order)) continue;
      envelope.payload = wire::serialize(order);
      ++altered;
      ASSERT_FALSE(admitted(envelope)) << "seed " << seed << ", try " << tries;
    }
  }

  template <class Spoil>
  static void expect_no_envelope_admitted(Spoil spoil, std::uint32_t seed) {
    Dice dice(seed);
    std::size_t altered = 0;
    for (std::size_t tries = 0; altered < kAlterations; ++tries) {
      ASSERT_LT(tries, 4 * kAlterations) << "too few edits that change anything";
      Envelope envelope = base(tries);
      spoil(envelope, dice);
      if (envelope == base(tries)) continue;
      ++altered;
      ASSERT_FALSE(admitted(envelope)) << "seed " << seed << ", try " << tries;
    }
  }

  static wire::ClipProgramme& clips(wire::Order& order) { return std::get<wire::ClipProgramme>(order.programme); }
};

TEST_F(FieldMutation, TheUnalteredOnesAreAdmitted) {
  for (const Envelope& envelope : world().envelopes) EXPECT_TRUE(admitted(envelope));
}

TEST_F(FieldMutation, Targets) {
  const auto at = [](wire::Order& order, std::size_t i) -> wire::Target& { return order.targets[i]; };
  expect_none_admitted(
      {
          [&](auto& order, auto& dice) {
            at(order, 0) = area(std::to_string(500'116'100'000 + dice.below(999) * 1'000));
          },
          [](auto& order, auto& dice) { order.targets.resize(dice.from_one_below(6), county()); },
          [&](auto& order, auto& dice) {
            at(order, 2) = terminal_id("TL-" + std::to_string(1'000 + dice.below(90'000)));
          },
          [&](auto& order, auto& dice) {
            dice.one_of(std::get<wire::Polygon>(at(order, 3)).points).latitude_e7 +=
                static_cast<int>(dice.from_one_below(99'999));
          },
          [&](auto& order, auto& dice) {
            std::get<wire::Circle>(at(order, 4)).radius_m += static_cast<std::uint32_t>(dice.from_one_below(99'999));
          },
          [&](auto& order, auto& dice) {
            std::get<wire::Circle>(at(order, 4)).centre.longitude_e7 -= static_cast<int>(dice.from_one_below(99'999));
          },
          [](auto& order, auto& dice) { std::swap(order.targets[0], order.targets[dice.below(5)]); },
          [](auto& order, auto& dice) {
            order.targets.push_back(area(std::to_string(500'116'000'000 + dice.below(900) * 1'000)));
          },
          [](auto& order, auto& dice) { order.targets.erase(order.targets.begin() + static_cast<int>(dice.below(5))); },
      },
      1);
}

TEST_F(FieldMutation, Times) {
  expect_none_admitted(
      {
          [](auto& order, auto& dice) { order.issued_at -= dice.step(); },
          [](auto& order, auto& dice) { order.issued_at += dice.step(); },
          [](auto& order, auto& dice) { order.valid_from -= dice.step(); },
          [](auto& order, auto& dice) { order.valid_until += dice.step(); },
          [](auto& order, auto& dice) { dice.one_of(order.occurrences).earliest_start += dice.step(); },
          [](auto& order, auto& dice) { dice.one_of(order.occurrences).latest_start += dice.step(); },
          [](auto& order, auto& dice) { dice.one_of(order.occurrences).end += dice.step(); },
          [](auto& order, auto& dice) {
            dice.one_of(order.occurrences).number = static_cast<std::uint32_t>(dice.from_one_below(999));
          },
          [](auto& order, auto& dice) {
            order.occurrences.push_back({static_cast<std::uint32_t>(3 + dice.below(400)), kNow + dice.step(),
                                         kNow + seconds(1'000), kNow + seconds(2'000)});
          },
      },
      2);
}

TEST_F(FieldMutation, ClassAndLevel) {
  expect_none_admitted(
      {
          [](auto& order, auto& dice) { order.order_class = static_cast<OrderClass>(dice.below(256)); },
          [](auto& order, auto& dice) { order.level = static_cast<Level>(dice.below(256)); },
          [](auto& order, auto& dice) {
            order.order_class = static_cast<OrderClass>(dice.below(6));
            order.level = static_cast<Level>(dice.below(7));
          },
          [](auto& order, auto& dice) { order.reader_version = static_cast<std::uint32_t>(dice.below(100'000)); },
      },
      3);
}

TEST_F(FieldMutation, ProgrammeAndClips) {
  expect_none_admitted(
      {
          [](auto& order, auto& dice) { dice.spoil(dice.one_of(clips(order).items).clip.octets); },
          [](auto& order, auto& dice) {
            dice.one_of(clips(order).items).duration += milliseconds(dice.from_one_below(600'000));
          },
          [](auto& order, auto& dice) {
            clips(order).repetitions = static_cast<std::uint32_t>(dice.from_one_below(100));
          },
          [](auto& order, auto& dice) { clips(order).gap = milliseconds(dice.below(30'000)); },
          [](auto& order, auto& dice) { clips(order).items.resize(1 + dice.below(2) * 2, clips(order).items[0]); },
          [](auto& order, auto& dice) { dice.spoil(order.all_clear_clip->octets); },
          [](auto& order, auto& dice) { dice.spoil(order.supersedes->octets); },
          [](auto& order, auto& dice) {
            wire::LiveProgramme live{.stream_id = static_cast<std::uint32_t>(dice.below(1'000'000)), .holder = "x"};
            live.key_algorithm = Algorithm::ed25519;
            live.stream_key = world().keys[0].spki();
            order.programme = live;
          },
      },
      4);
}

TEST_F(FieldMutation, VolumeToneAndInterruption) {
  expect_none_admitted(
      {
          [](auto& order, auto& dice) { order.volume_percent = static_cast<std::uint32_t>(dice.below(100'000)); },
          [](auto& order, auto& dice) { order.tone_duration = milliseconds(dice.below(20'000)); },
          [](auto& order, auto& dice) { order.tone = static_cast<Tone>(dice.below(256)); },
          [](auto& order, auto& dice) { order.interrupt_rule = static_cast<InterruptRule>(dice.below(256)); },
      },
      5);
}

TEST_F(FieldMutation, WordsAndIdentity) {
  expect_none_admitted(
      {
          [](auto& order, auto& dice) { dice.spoil(order.nonce.octets); },
          [](auto& order, auto& dice) { order.headline += std::to_string(dice.below(100'000)); },
          [](auto& order, auto& dice) { order.event_code = std::to_string(10'000 + dice.below(90'000)); },
          [](auto& order, auto& dice) { order.language = "x-" + std::to_string(dice.below(100'000)); },
          [](auto& order, auto& dice) { order.cap_identifier = std::to_string(dice.below(100'000)); },
      },
      6);
}

TEST_F(FieldMutation, Signatures) {
  constexpr std::size_t kHalf = 32;
  expect_no_envelope_admitted(
      [](Envelope& envelope, Dice& dice) {
        Bytes& octets = envelope.signatures[0].octets;
        switch (dice.below(6)) {
          case 0:
            return octets.resize(dice.below(96));
          case 1:
            std::rotate(octets.begin(), octets.begin() + kHalf, octets.end());
            break;
          case 2:
            std::fill_n(octets.begin() + static_cast<int>(dice.below(2) * kHalf), kHalf,
                        static_cast<std::byte>(dice.below(256)));
            break;
          case 3:
            octets = world().envelopes[dice.below(3)].signatures[0].octets;
            break;
          default:
            break;
        }
        if (!octets.empty() && dice.below(3) != 0) dice.spoil(octets);
      },
      7);
}

TEST_F(FieldMutation, KeyIds) {
  expect_no_envelope_admitted(
      [](Envelope& envelope, Dice& dice) {
        const TrustFixture& fixture = *world().fixture;
        const KeyId known[] = {fixture.dispatch.key_id(), fixture.announce.key_id(), fixture.exercise.key_id(),
                               fixture.maintain.key_id(), fixture.time.key_id(),     world().keys[0].key_id(),
                               world().keys[1].key_id(),  world().keys[2].key_id()};
        KeyId& id = envelope.signatures[0].key_id;
        if (dice.below(2) == 0)
          id = known[dice.below(std::size(known))];
        else
          dice.spoil(id.octets);
      },
      8);
}

TEST_F(FieldMutation, Types) {
  std::size_t altered = 0;
  wire::Order other = rich_order();
  other.nonce = {};
  for (const wire::Order& order : {rich_order(), other}) {
    for (const sign::PrivateKey& key : world().keys) {
      Envelope envelope = world().fixture->seal(order, key);
      for (unsigned type = 0; type < 256; ++type) {
        envelope.type = static_cast<PayloadType>(type);
        if (envelope.type == PayloadType::order) continue;
        ++altered;
        ASSERT_FALSE(admitted(envelope)) << type;
        // Nor is anything that was signed as another type admitted as an order.
        const Envelope signed_as = world().fixture->seal(envelope.type, envelope.payload, {&key});
        ASSERT_FALSE(admitted({PayloadType::order, signed_as.payload, signed_as.signatures})) << type;
      }
    }
  }
  EXPECT_GE(altered, kAlterations);
}

TEST_F(FieldMutation, Deployments) {
  Dice dice(9);
  const TrustFixture& fixture = *world().fixture;
  wire::RootSet set = fixture.roots().set();
  set.version = 1;
  for (std::size_t i = 0; i < kAlterations; ++i) {
    set.deployment = fixture.deployment();
    dice.spoil(set.deployment->octets);
    if (*set.deployment == fixture.deployment()) continue;
    const auto foreign = PinnedRoots::parse(wire::serialize(set));
    ASSERT_TRUE(foreign);
    ASSERT_FALSE(verify_order({*foreign, &fixture.list()}, base(i), kNow)) << i;
  }
  set.deployment = fixture.deployment();
  EXPECT_TRUE(verify_order({*PinnedRoots::parse(wire::serialize(set)), &fixture.list()}, base(0), kNow));
}

TEST_F(FieldMutation, RawBytesOfThePayload) {
  expect_no_envelope_admitted(
      [](Envelope& envelope, Dice& dice) {
        Bytes& bytes = envelope.payload;
        const auto place = bytes.begin() + static_cast<int>(dice.below(bytes.size()));
        switch (dice.below(5)) {
          case 0:
            return bytes.resize(dice.below(bytes.size()));
          case 1:
            bytes.insert(place, static_cast<std::byte>(dice.below(256)));
            break;
          case 2:
            bytes.erase(place);
            break;
          case 3:
            bytes.insert(bytes.end(), dice.from_one_below(50), static_cast<std::byte>(dice.below(256)));
            break;
          default:
            dice.spoil(bytes);
        }
      },
      10);
}

TEST_F(FieldMutation, RawBytesOfTheEnvelope) {
  Dice dice(11);
  std::map<bool, std::size_t> parsed_count;
  for (std::size_t i = 0; parsed_count[true] < kAlterations; ++i) {
    ASSERT_LT(i, 20 * kAlterations);
    Bytes bytes = wire::serialize(base(i));
    dice.spoil(bytes);
    const auto parsed = wire::parse_envelope(bytes);
    ++parsed_count[parsed.has_value()];
    if (parsed && *parsed != base(i)) {
      ASSERT_FALSE(admitted(*parsed)) << i;
    }
  }
}

}  // namespace
}  // namespace tongluo::test
