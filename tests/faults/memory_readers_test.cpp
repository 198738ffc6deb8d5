// Memory that runs out at any one allocation of a reader of outside octets: it ends with std::bad_alloc or a refusal,
// gives back everything it held, and reads the same octets as before when there is memory again. Not the readers of
// TOML: toml++ itself ends the process, as std::bad_alloc would.

#include <algorithm>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "controller/cap/atom_reader.hpp"
#include "controller/cap/intake.hpp"
#include "controller/http/jpeg.hpp"
#include "protocol/os/files.hpp"
#include "protocol/rtp/control_packet.hpp"
#include "protocol/rtp/rtp_packet.hpp"
#include "protocol/rtp/stream_framing.hpp"
#include "protocol/rtp/train_manifest.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/modem/at_dialogue.hpp"
#include "tests/faults/starve.hpp"
#include "tools/ctl/order_export.hpp"
#include "tools/ctl/terminal_list.hpp"

namespace tongluo::faults {
namespace {

constexpr std::size_t kMaxFileBytes = 1024 * 1024;
const std::filesystem::path kCorpus = TONGLUO_SOURCE_DIR "/tests/fuzz/corpus";

// How much it read: the same again, as long as there is memory. 0: refused.
using Read = std::size_t (*)(ByteView);

std::size_t read_modem(ByteView octets) {
  modem::AtDialogue dialogue;
  SteadyTime now{seconds(1)};
  dialogue.on_port(now, true);
  std::size_t lines = 0;
  for (std::size_t at = 0; at < octets.size(); ++lines) {
    const auto end = std::find(octets.begin() + static_cast<std::ptrdiff_t>(at), octets.end(), std::byte{0});
    const auto length = static_cast<std::size_t>(end - octets.begin()) - at;
    if (!dialogue.next_write(now)) {
      now = dialogue.next_deadline();
      static_cast<void>(dialogue.next_write(now));
    }
    dialogue.on_bytes(now, octets.subspan(at, length));
    at += length + 1;
  }
  return lines + dialogue.state().operator_name.size() + dialogue.state().imei.size();
}

std::size_t read_cap(ByteView octets) {
  const auto intake = cap::take_in(octets, {}, {}, wall_from_us(1'795'400'000'000'000));
  return intake.alert ? 1 + intake.alert->infos.size() : 0;
}

std::size_t read_atom(ByteView octets) {
  const auto feed = cap::read_feed(octets);
  return feed ? feed->entries.size() : 0;
}

std::size_t read_clip(ByteView octets) {
  const auto clip = audio::ClipPackets::create(octets.size(), milliseconds(10'000));
  if (!clip->append(octets.subspan(1)) || !clip->finish()) return 0;
  return clip->available();
}

std::size_t read_media(ByteView octets) {
  std::size_t read = 0;
  if (const auto packet = rtp::parse_rtp(octets)) read += 1 + packet->payload.size();
  if (const auto manifest = rtp::parse_manifest(octets)) read += 1 + manifest->manifest.packets.size();
  if (const auto control = rtp::parse_control(octets)) read += 1 + control->packet.body.index();
  if (const auto packets = rtp::unframe_packets(octets)) read += packets->size();
  return read;
}

std::size_t read_jpeg(ByteView octets) {
  const auto clean = http::clean_jpeg(octets);
  return clean ? clean->bytes.size() : 0;
}

// One that parses; whether it is true is not asked here.
Bytes some_export() {
  const Envelope envelope{PayloadType::order, to_bytes("payload"), {{{}, Algorithm::ed25519, Bytes(64)}}};
  const std::string text = to_base64(wire::serialize(envelope));
  const boost::json::object entry{{"sequence", 1},
                                  {"at_us", 7},
                                  {"action", "order.issued"},
                                  {"subject", "a subject that no short string holds"},
                                  {"previous", std::string(64, '0')},
                                  {"digest", std::string(64, '0')}};
  return to_bytes(boost::json::serialize(boost::json::object{{"format", "tongluo-order-export-2"},
                                                             {"roots", "AAECAw=="},
                                                             {"trust_list", text},
                                                             {"order", text},
                                                             {"stops", boost::json::array{text}},
                                                             {"receipts", boost::json::array{text, text}},
                                                             {"certificates", boost::json::object{{"TL-0001", "AAEC"}}},
                                                             {"audit", boost::json::array{entry}},
                                                             {"audit_head", text}}));
}

std::size_t read_export(ByteView octets) {
  const auto content = ctl::parse_order_export(as_text(octets));
  return content ? 1 + content->audit.size() + content->certificates.size() : 0;
}

std::size_t read_survey(ByteView octets) { return ctl::read_terminal_list(as_text(octets)).good.size(); }

struct Reader {
  const char* target;  // whose corpus it is
  Read read;
  Bytes (*made)() = nullptr;  // instead of a corpus
  bool protobuf = false;      // which itself loses what it was adding
};

std::vector<Bytes> inputs_of(const Reader& reader) {
  if (reader.made != nullptr) return {reader.made()};
  std::vector<Bytes> inputs;
  for (const auto& entry : std::filesystem::directory_iterator(kCorpus / reader.target))
    inputs.push_back(os::read_file(entry.path(), kMaxFileBytes).value());
  return inputs;
}

class Readers : public testing::TestWithParam<Reader> {};

TEST_P(Readers, GiveUpCleanlyAtEveryAllocation) {
  const Reader& reader = GetParam();
  std::uint64_t struck = 0, good = 0;
  for (const Bytes& octets : inputs_of(reader)) {
    const std::size_t first = reader.read(octets);  // what is made once and kept is made now
    const std::int64_t live = live_allocations();
    struck += starve(
        [&] { static_cast<void>(reader.read(octets)); },
        [&](std::uint64_t nth) { ASSERT_TRUE(reader.protobuf || live_allocations() == live) << "allocation " << nth; });
    EXPECT_EQ(reader.read(octets), first);
    good += first > 0 ? 1 : 0;
  }
  EXPECT_GT(good, 0U) << "nothing of it is read";
  EXPECT_GT(struck, 0U);
  RecordProperty("allocations", static_cast<int>(struck));
}

INSTANTIATE_TEST_SUITE_P(Memory, Readers,
                         testing::Values(Reader{"at_replies", read_modem}, Reader{"cap", read_cap},
                                         Reader{"cap", read_atom}, Reader{"clip", read_clip},
                                         Reader{"media", read_media}, Reader{"jpeg", read_jpeg},
                                         Reader{"order_export", read_export, some_export, true},
                                         Reader{"survey", read_survey}));

}  // namespace
}  // namespace tongluo::faults
