// Files that are something else as well, or promise more than they are: polyglots, appended bytes, other media under
// an audio container's name, and a few bytes that decode to hours.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/ingest/audio_decoder.hpp"
#include "tests/unit/ingest/audio_files.hpp"

namespace tongluo::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kPlaylist = "ffconcat version 1.0\nfile /etc/passwd\n#EXTM3U\nfile:///etc/passwd\n";

std::string refusal_of(ByteView file) {
  const auto decoded = decode_audio(file);
  return decoded ? "decoded as " + decoded->container : decoded.error().detail;
}

TEST(DisguisedAudio, BytesBehindTheEndAreLeftOutAndNamed) {
  const std::string zip = "PK\x03\x04" + std::string(5'000, 'z') + std::string(kPlaylist);
  for (const char* arguments :
       {"-f wav", "-f aiff", "-f caf", "-f mp3", "-c:a aac -f ipod", "-c:a aac -movflags +faststart -f ipod",
        "-c:a libvorbis -f ogg", "-c:a libvorbis -f webm", "-c:a wmav2 -f asf"}) {
    const auto decoded = decode_audio(joined(encoded_tone(arguments), as_bytes(zip)));
    ASSERT_TRUE(decoded) << arguments << decoded.error().detail;
    EXPECT_LE(decoded->samples.size(), 96'000U + 10'000U) << arguments;
    EXPECT_NEAR(amplitude_at(decoded->samples, kToneHz), 0.5, 0.06) << arguments;
    ASSERT_FALSE(decoded->warnings.empty()) << arguments;
    EXPECT_THAT(decoded->warnings[0], StartsWith("surplus: " + std::to_string(zip.size()) + " bytes")) << arguments;
  }
}

// Frames without a container cannot say where they end: what follows is damage.
TEST(DisguisedAudio, BytesBehindRawFramesAreRefusedOrNamed) {
  EXPECT_THAT(refusal_of(joined(encoded_tone("-c:a aac -f adts"), as_bytes("PK\x03\x04zip"))),
              StartsWith("damaged: aac"));
  EXPECT_THAT(refusal_of(joined(amr_noise(50, false), as_bytes("\xFF\xFEzip"))), StartsWith("damaged: amr"));
}

TEST(DisguisedAudio, TagsBehindTheSoundAreNoDamage) {
  const std::string tag = "TAG" + std::string(125, ' ');
  for (const char* arguments : {"-f mp3", "-c:a aac -f adts"}) {
    const auto decoded = decode_audio(joined(encoded_tone(arguments), as_bytes(tag)));
    ASSERT_TRUE(decoded) << arguments << decoded.error().detail;
    EXPECT_THAT(decoded->warnings, testing::IsEmpty()) << arguments;
  }
}

TEST(DisguisedAudio, APlaylistInsideATagOrAChunkIsNotFollowed) {
  const std::string text(kPlaylist);
  std::string tag("ID3\x03\x00\x00\x00\x00\x00", 9);
  tag.push_back(static_cast<char>(text.size()));
  const auto mp3 = decode_audio(joined(as_bytes(tag + text), encoded_tone("-id3v2_version 0 -f mp3")));
  ASSERT_TRUE(mp3) << mp3.error().detail;
  EXPECT_NEAR(amplitude_at(mp3->samples, kToneHz), 0.5, 0.05);
  Bytes wav = encoded_tone("-f wav");
  const std::string chunk = std::string("note") + static_cast<char>(text.size()) + std::string(3, '\0') + text;
  ASSERT_EQ(text.size() % 2, 1U);
  const Bytes padded = to_bytes(chunk + " ");
  wav.insert(wav.begin() + 12, padded.begin(), padded.end());
  const auto decoded = decode_audio(wav);
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_EQ(decoded->samples.size(), 96'000U);
}

TEST(DisguisedAudio, AContainerWithoutSoundIsRefused) {
  EXPECT_THAT(refusal_of(encoded_tone("-f lavfi -i testsrc=d=1:s=64x64 -map 1:v -c:v mpeg4 -f mp4")),
              StartsWith("no_audio: m4a"));
  EXPECT_THAT(refusal_of(encoded_tone("-f lavfi -i testsrc=d=1:s=64x64 -map 1:v -c:v mpeg4 -f matroska")),
              StartsWith("no_audio: webm"));
}

TEST(DisguisedAudio, APictureInAMoviesContainerIsRefused) {
  std::string heic(
      "\x00\x00\x00\x18"
      "ftypheic\x00\x00\x00\x00mif1heic",
      24);
  heic += std::string("\x00\x00\x00\x0Cmoov\x00\x00\x00\x00", 12);
  const auto decoded = decode_audio(as_bytes(heic));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().kind, ErrorKind::bad_input) << decoded.error().detail;
}

TEST(DisguisedAudio, ACodecThatIsNotAcceptedIsRefusedInARightContainer) {
  EXPECT_THAT(refusal_of(encoded_tone("-c:a ac3 -f wav")), HasSubstr("undecodable: wav"));
  EXPECT_THAT(refusal_of(encoded_tone("-c:a truehd -strict -2 -f matroska")),
              StartsWith("undecodable: webm: not decodable as matroska: it holds a codec that is not accepted"));
}

TEST(DisguisedAudio, MoviesUnderTheNameOfAnotherContainerAreRefused) {
  for (const std::string_view head : {"OggS", "fLaC", "caff", "#!AMR\n", "FORM....AIFF"}) {
    Bytes file = encoded_tone("-c:a aac -f ipod");
    std::transform(head.begin(), head.end(), file.begin(), [](char c) { return static_cast<std::byte>(c); });
    const auto decoded = decode_audio(file);
    ASSERT_FALSE(decoded) << head;
    EXPECT_EQ(decoded.error().kind, ErrorKind::bad_input) << decoded.error().detail;
  }
}

TEST(DisguisedAudio, AFewBytesThatPromiseHoursAreRefusedBeforeTheyAreDecoded) {
  Bytes bomb = encoded_tone("-af volume=0,aloop=loop=-1:size=88200 -t 7200 -ar 8000 -f flac");
  EXPECT_LT(bomb.size(), 2'000'000U);
  EXPECT_THAT(refusal_of(bomb), "too_long: flac: longer than 1200 s");
  // The header's promise withdrawn: decoding stops a second behind the longest.
  for (std::size_t i = 22; i < 26; ++i) bomb[i] = std::byte{0};
  bomb[21] &= std::byte{0xF0};
  EXPECT_THAT(refusal_of(bomb), "too_long: flac: longer than 1200 s");
}

TEST(DisguisedAudio, DamageInTheMiddleIsNamed) {
  for (const char* arguments : {"-f flac", "-f mp3", "-c:a libvorbis -f ogg"}) {
    Bytes file = encoded_tone(arguments);
    for (std::size_t i = file.size() / 2; i < file.size() / 2 + 200; ++i) file[i] ^= std::byte{0x5A};
    const auto decoded = decode_audio(file);
    if (!decoded) {  // a refusal is as good
      EXPECT_EQ(decoded.error().kind, ErrorKind::bad_input) << arguments;
      continue;
    }
    EXPECT_THAT(decoded->warnings, testing::Contains(StartsWith("damaged: "))) << arguments;
  }
}

}  // namespace
}  // namespace tongluo::ingest
