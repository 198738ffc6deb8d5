#include "protocol/wire/messages.hpp"

#include <gtest/gtest.h>
#include <set>

#include "protocol/base/limits.hpp"
#include "tests/unit/wire/samples.hpp"

namespace tongluo::wire {
namespace {

TEST(Messages, EveryKindReadsBackWhatWasWritten) {
  const std::vector<Message> all = samples::messages();
  ASSERT_EQ(all.size(), std::variant_size_v<Message>);
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_EQ(all[i].index(), i);
    const auto parsed = parse_message(serialize(all[i]));
    ASSERT_TRUE(parsed) << name_of(all[i]) << ": " << to_string(parsed.error());
    EXPECT_EQ(*parsed, all[i]) << name_of(all[i]);
  }
}

TEST(Messages, NamesAreDistinct) {
  std::set<std::string_view> names;
  for (const Message& message : samples::messages()) names.insert(name_of(message));
  EXPECT_EQ(names.size(), std::variant_size_v<Message>);
}

bool reads_as(ByteView body, const Message& message) {
  const auto parsed = parse_message(body);
  return parsed && *parsed == message;
}

TEST(Messages, CutAnywhereIsAnErrorOrAnotherMessageButNeverACrash) {
  for (const Message& message : samples::messages()) {
    const Bytes whole = serialize(message);
    for (std::size_t size = 0; size < std::min<std::size_t>(whole.size(), 400); ++size)
      EXPECT_FALSE(reads_as(ByteView(whole).first(size), message)) << size;
  }
}

TEST(Messages, UnknownKindIsToldApartFromGarbage) {
  const auto newer = parse_message(*from_hex("da06020801"));
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().fault, WireFault::unknown_type);
  const auto garbage = parse_message(to_bytes("\xff\xff\xff\xff"));
  ASSERT_FALSE(garbage);
  EXPECT_EQ(garbage.error().fault, WireFault::not_protobuf);
}

TEST(Messages, UnknownFieldsOfTheUnsignedLayerAreIgnored) {
  Bytes body = serialize(Message(ClipUnavailable{samples::octets<Digest>(1)}));
  const Bytes unknown = *from_hex("f80601");  // field 111, varint 1, beside the body
  body.insert(body.end(), unknown.begin(), unknown.end());
  EXPECT_TRUE(parse_message(body));
}

struct BadMessage {
  const char* name;
  Message message;
  WireFault fault;
};

TEST(Messages, FieldsOutOfRangeAreNamed) {
  Hello crowded = std::get<Hello>(samples::messages()[0]);
  crowded.cached_clips.assign(limits::kMaxCachedClipsInHello + 1, samples::octets<Digest>(1));
  Hello broken = std::get<Hello>(samples::messages()[0]);
  broken.partial_clips.assign(limits::kMaxPartialClipsInHello + 1, {samples::octets<Digest>(1), 1});
  Hello wordy = std::get<Hello>(samples::messages()[0]);
  wordy.firmware.assign(limits::kMaxTextBytes + 1, 'x');
  const Envelope unknown_type{static_cast<PayloadType>(200), to_bytes("x"), {}};
  const BadMessage table[] = {
      {"too many clips", crowded, WireFault::too_many},
      {"too many partial clips", broken, WireFault::too_many},
      {"long text", wordy, WireFault::too_long},
      {"payload type", SignedObject{unknown_type}, WireFault::unknown_enum},
      {"empty payload", SignedObject{{PayloadType::order, {}, {}}}, WireFault::missing_field},
      {"chunk index", ClipChunk{samples::octets<Digest>(1), limits::kMaxClipChunks, to_bytes("x")},
       WireFault::too_many},
      {"no octets of an image", ImageRequest{samples::octets<Digest>(1), 0, 0}, WireFault::missing_field},
      {"more than a block", ImageRequest{samples::octets<Digest>(1), 0, 262'145}, WireFault::bad_value},
      {"behind every image", ImageRequest{samples::octets<Digest>(1), limits::kMaxImageBytes, 1}, WireFault::bad_value},
      {"large image chunk", ImageChunk{samples::octets<Digest>(1), 0, Bytes(limits::kMaxImageChunkBytes + 1)},
       WireFault::too_long},
      {"empty image chunk", ImageChunk{samples::octets<Digest>(1), 0, {}}, WireFault::missing_field},
      {"image chunk behind every image", ImageChunk{samples::octets<Digest>(1), UINT64_MAX, to_bytes("x")},
       WireFault::bad_value},
      {"empty chunk", ClipChunk{samples::octets<Digest>(1), 0, {}}, WireFault::missing_field},
      {"long chunk", ClipChunk{samples::octets<Digest>(1), 0, Bytes(limits::kClipChunkBytes + 1)}, WireFault::too_long},
      {"event kind", Event{}, WireFault::unknown_enum},
      {"window", GoAway{GoAwayReason::revoked, milliseconds(9), milliseconds(1)}, WireFault::bad_value},
  };
  for (const BadMessage& row : table) {
    const auto parsed = parse_message(serialize(row.message));
    ASSERT_FALSE(parsed) << row.name;
    EXPECT_EQ(parsed.error().fault, row.fault) << row.name << ": " << to_string(parsed.error());
    EXPECT_FALSE(parsed.error().field.empty()) << row.name;
  }
}

// So that the session goes on (WireFault::unknown_type is ignored and counted there), whatever else the event says.
TEST(Message, AnEventOfANewerKindIsAnUnknownMessageNotABrokenOne) {
  for (const unsigned kind : {static_cast<unsigned>(kLastEventKind) + 1, 255U}) {
    const auto parsed = parse_message(serialize(Event{.kind = static_cast<EventKind>(kind), .detail = "news"}));
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().fault, WireFault::unknown_type) << kind;
  }
  EXPECT_TRUE(parse_message(serialize(Event{.kind = kLastEventKind})));
}

TEST(Message, AModemsWordsHaveALimit) {
  const auto fault = [](ModemIdentity modem) {
    const auto parsed = parse_message(serialize(Heartbeat{.state = TerminalState::idle, .modem = std::move(modem)}));
    return parsed ? std::nullopt : std::optional(parsed.error().fault);
  };
  EXPECT_EQ(fault({std::string(kMaxModemText, '8'), "", ""}), std::nullopt);
  for (const ModemIdentity& modem : {ModemIdentity{std::string(kMaxModemText + 1, '8'), "", ""},
                                     {"", std::string(kMaxModemText + 1, '4'), ""},
                                     {"", "", std::string(kMaxModemText + 1, 'C')}})
    EXPECT_EQ(fault(modem), WireFault::too_long);
}

}  // namespace
}  // namespace tongluo::wire
