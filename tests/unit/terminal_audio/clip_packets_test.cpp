// Ogg/Opus bytes to packets: real clips, cut anywhere, damaged anywhere.

#include "terminal-fw/audio/clip_packets.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <ogg/ogg.h>

#include "terminal-fw/audio/opus_decoder.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace tongluo::audio {
namespace {

using Packets = std::vector<Bytes>;

Packets packets_of(const ClipPackets& clip) {
  Packets result;
  for (std::size_t i = 0; i < clip.available(); ++i) result.emplace_back(clip.packet(i).begin(), clip.packet(i).end());
  return result;
}

const Samples& speech() {
  static const Samples samples = babble(3.3, 1.0);
  return samples;
}
const Bytes& clip_bytes() {
  static const Bytes bytes = encode_clip(speech());
  return bytes;
}

// Feeds all, then finishes; the error's words, or "".
std::string error_of(ByteView bytes, milliseconds duration = milliseconds(3'300)) {
  const auto clip = ClipPackets::create(bytes.size(), duration);
  if (const auto result = clip->append(bytes); !result) {
    EXPECT_EQ(result.error().kind, ErrorKind::corrupt);
    EXPECT_EQ(clip->finish().error().detail, result.error().detail);
    return result.error().detail;
  }
  const auto finished = clip->finish();
  return finished ? "" : finished.error().detail;
}

std::vector<std::size_t> page_starts(const Bytes& bytes) {
  std::vector<std::size_t> starts;
  const std::string_view text = as_text(bytes);
  for (std::size_t at = text.find("OggS"); at != std::string_view::npos; at = text.find("OggS", at + 1))
    starts.push_back(at);
  return starts;
}

// Changes a page's header or body and gives it a right checksum, so that the change gets past that gate.
Bytes with_page(Bytes bytes, std::size_t page_index, const std::function<void(std::span<unsigned char>)>& change) {
  const auto starts = page_starts(bytes);
  const std::size_t begin = starts.at(page_index);
  const std::size_t end = page_index + 1 < starts.size() ? starts[page_index + 1] : bytes.size();
  auto* data = reinterpret_cast<unsigned char*>(bytes.data()) + begin;
  change(std::span(data, end - begin));
  ogg_page page{data, 27 + data[26], data + 27 + data[26], static_cast<long>(end - begin) - 27 - data[26]};
  ogg_page_checksum_set(&page);
  return bytes;
}

TEST(ClipPackets, ReadsAClipOfTheController) {
  const auto clip = ClipPackets::create(clip_bytes().size(), duration_of(speech()));
  EXPECT_FALSE(clip->total_samples());
  ASSERT_TRUE(clip->append(clip_bytes()));
  ASSERT_TRUE(clip->finish());
  EXPECT_TRUE(clip->complete());
  EXPECT_EQ(clip->total_samples(), speech().size());
  EXPECT_GE(clip->available(), 165u);
  EXPECT_GT(clip->pre_skip(), 0u);
}

TEST(ClipPackets, FragmentationDoesNotChangeThePackets) {
  const auto whole = ClipPackets::create(clip_bytes().size(), duration_of(speech()));
  ASSERT_TRUE(whole->append(clip_bytes()));
  const Packets expected = packets_of(*whole);
  for (std::size_t step = 1; step <= 69; ++step) {
    const auto clip = ClipPackets::create(clip_bytes().size(), duration_of(speech()));
    for (std::size_t at = 0; at < clip_bytes().size(); at += step)
      ASSERT_TRUE(clip->append(ByteView(clip_bytes()).subspan(at, std::min(step, clip_bytes().size() - at)))) << step;
    ASSERT_TRUE(clip->finish()) << step;
    EXPECT_EQ(packets_of(*clip), expected) << step;
    EXPECT_EQ(clip->total_samples(), whole->total_samples());
  }
}

TEST(ClipPackets, PacketsOfWholePagesAreThereBeforeTheRest) {
  const auto starts = page_starts(clip_bytes());
  ASSERT_GE(starts.size(), 5u);  // two headers, three seconds and a rest
  const auto clip = ClipPackets::create(clip_bytes().size(), duration_of(speech()));
  ASSERT_TRUE(clip->append(ByteView(clip_bytes()).first(starts[3])));
  EXPECT_GE(clip->available(), 40u);
  EXPECT_FALSE(clip->complete());
  EXPECT_FALSE(clip->total_samples());
}

TEST(ClipPackets, DecodedClipIsTheSource) {
  const auto clip = ClipPackets::create(clip_bytes().size(), duration_of(speech()));
  ASSERT_TRUE(clip->append(clip_bytes()));
  OpusDecoder decoder;
  playout::Player player(decoder);
  playout::Programme programme;
  programme.items.push_back({clip});
  player.load(std::move(programme));
  const Samples heard = pull_all(player);
  EXPECT_EQ(player.progress().samples_played, speech().size());
  EXPECT_EQ(player.progress().frames_concealed, 0u);
  EXPECT_GT(correlation(heard, speech(), speech().size()), 0.9);
  EXPECT_LT(std::abs(correlation(heard, babble(3.3, 2.0), speech().size())), 0.3);
}

TEST(ClipPackets, StereoIsAcceptedAndMixedDown) {
  const Bytes bytes = encode_clip(speech(), 2);
  const auto clip = ClipPackets::create(bytes.size(), duration_of(speech()));
  ASSERT_TRUE(clip->append(bytes));
  OpusDecoder decoder;
  playout::Player player(decoder);
  playout::Programme programme;
  programme.items.push_back({clip});
  player.load(std::move(programme));
  EXPECT_GT(correlation(pull_all(player), speech(), speech().size()), 0.8);
}

TEST(ClipPackets, EveryFlippedBitIsCorrupt) {
  for (std::size_t at = 0; at < clip_bytes().size(); at += 7) {
    Bytes damaged = clip_bytes();
    damaged[at] ^= std::byte{0x10};
    EXPECT_NE(error_of(damaged), "") << at;
  }
}

TEST(ClipPackets, EveryTruncationIsCorrupt) {
  for (std::size_t size = 0; size < clip_bytes().size(); size += 11)
    EXPECT_EQ(error_of(ByteView(clip_bytes()).first(size)), "the clip ends before its last Ogg page") << size;
}

TEST(ClipPackets, AMissingPageIsCorrupt) {
  const auto starts = page_starts(clip_bytes());
  Bytes bytes = clip_bytes();
  bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(starts[2]),
              bytes.begin() + static_cast<std::ptrdiff_t>(starts[3]));
  EXPECT_EQ(error_of(bytes), "an Ogg page is missing or doubled");
}

TEST(ClipPackets, ASecondStreamIsCorrupt) {
  Bytes chained = clip_bytes();
  chained.insert(chained.end(), clip_bytes().begin(), clip_bytes().end());
  EXPECT_EQ(error_of(chained, milliseconds(7'000)), "the clip has bytes after its end");
  const Bytes multiplexed = with_page(clip_bytes(), 2, [](auto page) { page[14] ^= 1u; });
  EXPECT_EQ(error_of(multiplexed), "the clip has more than one stream");
}

TEST(ClipPackets, TrailingBytesAreCorrupt) {
  Bytes bytes = clip_bytes();
  bytes.push_back(std::byte{'O'});
  EXPECT_EQ(error_of(bytes), "the clip has bytes after its end");
}

TEST(ClipPackets, GarbageIsCorrupt) {
  EXPECT_NE(error_of(as_bytes("RIFF....WAVEfmt this is no Ogg at all, it only says so")), "");
  EXPECT_NE(error_of(Bytes(70'000, std::byte{0})), "");
}

TEST(ClipPackets, MoreBytesThanDeclaredIsCorrupt) {
  const auto clip = ClipPackets::create(clip_bytes().size() - 1, duration_of(speech()));
  EXPECT_EQ(clip->append(clip_bytes()).error().detail, "the clip has more bytes than declared");
}

TEST(ClipPackets, LongerThanDeclaredIsCorrupt) {
  EXPECT_EQ(error_of(clip_bytes(), milliseconds(2'000)), "the clip is longer than declared");
}

TEST(ClipPackets, TheErrorStays) {
  Bytes damaged = clip_bytes();
  damaged[200] ^= std::byte{1};
  const auto clip = ClipPackets::create(damaged.size() * 2, duration_of(speech()));
  const auto first = clip->append(damaged);
  ASSERT_FALSE(first);
  EXPECT_EQ(clip->append(clip_bytes()).error().detail, first.error().detail);
  EXPECT_FALSE(clip->complete());
}

struct Change {
  const char* name;
  std::size_t page;
  std::size_t at;  // in the page
  unsigned char value;
  const char* error;
};

class ChangedPage : public testing::TestWithParam<Change> {};

TEST_P(ChangedPage, IsCorruptThoughItsChecksumIsRight) {
  const Change change = GetParam();
  const Bytes bytes = with_page(clip_bytes(), change.page, [&](auto page) { page[change.at] = change.value; });
  EXPECT_EQ(error_of(bytes), change.error);
}

INSTANTIATE_TEST_SUITE_P(Table, ChangedPage,
                         testing::Values(Change{"Magic", 0, 28, 'o', "the clip is not Opus"},
                                         Change{"Version", 0, 28 + 8, 2, "the Opus header has an unknown version"},
                                         Change{"ThreeChannels", 0, 28 + 9, 3, "the clip is neither mono nor stereo"},
                                         Change{"NoChannel", 0, 28 + 9, 0, "the clip is neither mono nor stereo"},
                                         Change{"Gain", 0, 28 + 16, 1, "the clip asks for an output gain"},
                                         Change{"MappingFamily", 0, 28 + 18, 1,
                                                "the clip has another channel mapping than family 0"},
                                         Change{"NoBeginning", 0, 5, 0, "the clip begins twice or not at all"},
                                         Change{"SecondBeginning", 2, 5, 2, "the clip begins twice or not at all"},
                                         Change{"ContinuesNothing", 2, 5, 1, "a packet is cut at an Ogg page"},
                                         Change{"Granule", 2, 6, 0x77, "an Ogg page has a wrong granule position"},
                                         Change{"EarlyEnd", 2, 5, 4, "the clip has bytes after its end"}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace tongluo::audio
