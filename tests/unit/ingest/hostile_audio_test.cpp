// Files that are damaged, cut, mislabelled or made to attack the decoder: each is refused in words, and nothing is read
// or run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "controller/ingest/audio_decoder.hpp"
#include "tests/unit/ingest/audio_files.hpp"

namespace tongluo::ingest {
namespace {

using testing::HasSubstr;

void expect_refused(ByteView file, const std::string& why) {
  const auto decoded = decode_audio(file);
  ASSERT_FALSE(decoded) << "decoded as " << decoded->container << ", " << decoded->samples.size() << " samples";
  EXPECT_EQ(decoded.error().kind, ErrorKind::bad_input) << decoded.error().detail;
  EXPECT_THAT(decoded.error().detail, HasSubstr(why));
}

Bytes first_half(Bytes file) {
  file.resize(file.size() / 2);
  return file;
}

TEST(HostileAudio, EmptyFileIsRefused) { expect_refused({}, "empty: "); }

TEST(HostileAudio, TextAndUnknownFormatsAreRefusedByTheirFirstBytes) {
  for (const std::string_view text : {"hello", "<html></html>",
                                      "\x7F"
                                      "ELF",
                                      "MZ", "GIF89a", "\x1A\x45\xDF\xA3", "RIFF....AVI LIST", "PK\x03\x04", "%PDF-1.7",
                                      "\xFF\xD8\xFF\xE0", "\x89PNG\r\n"})
    expect_refused(as_bytes(text), "unknown_format: not a WAV");
}

TEST(HostileAudio, PlaylistsThatNameOtherFilesAreRefused) {
  for (const std::string_view text :
       {"ffconcat version 1.0\nfile '/etc/passwd'\n",
        "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n", "<?xml version=\"1.0\"?><MPD></MPD>"})
    expect_refused(as_bytes(text), "unknown_format: not a WAV");
}

TEST(HostileAudio, PlaylistBehindAnAudioSignatureIsNotFollowed) {
  for (const std::string head : {"OggS", "fLaC", "\xFF\xFB\x90\x64", "\xFF\xF1\x50\x80",
                                 "RIFF\xFF\xFF\xFF\xFFWAVEdata\xFF\xFF\xFF\xFF", "ID3\x03\x01\x01\x01\x01\x01\x01"}) {
    const auto decoded =
        decode_audio(as_bytes(head + "\nffconcat version 1.0\nfile /etc/passwd\n#EXTM3U\nfile:///etc/passwd\n"));
    ASSERT_FALSE(decoded) << head;
    EXPECT_EQ(decoded.error().kind, ErrorKind::bad_input) << head;
  }
}

// A QuickTime reference movie names its media by path; the demuxer must not open it.
TEST(HostileAudio, MovieThatRefersToAnotherFileIsRefused) {
  auto file = encoded_tone("-c:a alac -f mov");
  const auto text = as_text(file);
  const auto entry = text.find("url ");
  ASSERT_NE(entry, std::string::npos);
  file[entry + 7] = std::byte{0};  // "the media is in this very file" is withdrawn
  const std::string_view alias = "alis";
  for (std::size_t i = 0; i < alias.size(); ++i) file[entry + i] = static_cast<std::byte>(alias[i]);
  const auto decoded = decode_audio(file);
  if (decoded) {
    EXPECT_NEAR(amplitude_at(decoded->samples, kToneHz), 0.5, 0.05);  // its own bytes, nobody else's
  }
}

TEST(HostileAudio, HalfAFileIsRefusedInEveryFormatThatKnowsItsLength) {
  expect_refused(first_half(encoded_tone("-f wav")), "truncated: wav: the data chunk has");
  expect_refused(first_half(encoded_tone("-f flac")), "truncated: flac");
  expect_refused(first_half(encoded_tone("-c:a libvorbis -f ogg")), "truncated: ogg");
  expect_refused(first_half(encoded_tone("-ar 48000 -c:a libopus -f ogg")), "truncated: ogg");
  expect_refused(first_half(encoded_tone("-c:a aac -f ipod")), "truncated: m4a");
  expect_refused(first_half(encoded_tone("-c:a aac -movflags +faststart -f ipod")), "truncated: m4a");
  expect_refused(first_half(encoded_tone("-c:a aac -f adts")), "truncated: aac");
  expect_refused(first_half(encoded_tone("-f mp3")), "truncated: mp3");
  expect_refused(first_half(encoded_tone("-rf64 always -f wav")), "truncated: wav: the data chunk has");
  expect_refused(first_half(encoded_tone("-c:a libvorbis -f webm")), "truncated: webm: the segment has");
  expect_refused(first_half(encoded_tone("-c:a wmav2 -f asf")), "truncated: wma: the file has");
  expect_refused(first_half(encoded_tone("-f aiff")), "truncated: aiff: the sound chunk has");
  expect_refused(first_half(encoded_tone("-f caf")), "truncated: caf");
  expect_refused(first_half(amr_noise(101, false)), "truncated: amr: the last frame is cut");
  expect_refused(first_half(amr_noise(101, true)), "truncated: amr: the last frame is cut");
}

TEST(HostileAudio, FewBytesOfEveryFormatAreRefused) {
  for (const char* arguments :
       {"-f wav", "-f flac", "-f mp3", "-c:a aac -f adts", "-c:a libvorbis -f ogg", "-c:a aac -f ipod"}) {
    const auto file = encoded_tone(arguments);
    for (const std::size_t kept : {1U, 4U, 11U, 12U, 27U, 40U}) {
      const auto decoded = decode_audio(ByteView(file).first(kept));
      ASSERT_FALSE(decoded) << arguments << " " << kept;
      EXPECT_EQ(decoded.error().kind, ErrorKind::bad_input) << decoded.error().detail;
    }
  }
}

TEST(HostileAudio, MislabelledContentIsRefused) {
  auto flac = encoded_tone("-f flac");
  const std::string_view ogg = "OggS";
  for (std::size_t i = 0; i < ogg.size(); ++i) flac[i] = static_cast<std::byte>(ogg[i]);
  expect_refused(flac, "ogg");
}

TEST(HostileAudio, GarbageBehindARightSignatureNeverDecodes) {
  std::mt19937 dice(7);
  for (const std::string head :
       {"fLaC", "OggS", "RIFF....WAVE", "....ftypM4A ", "\xFF\xFB\x90\x64", "\xFF\xF1\x50\x80"}) {
    std::string file = head;
    for (int i = 0; i < 20'000; ++i) file.push_back(static_cast<char>(dice()));
    const auto decoded = decode_audio(as_bytes(file));
    if (head[0] == '\xFF') continue;  // raw frames carry no promise: noise in may be noise out, never a crash
    ASSERT_FALSE(decoded) << head;
    EXPECT_EQ(decoded.error().kind, ErrorKind::bad_input);
  }
}

TEST(HostileAudio, TagLargerThanTheFileIsRefused) {
  expect_refused(as_bytes(std::string("ID3\x04\x00\x00\x7F\x7F\x7F\x7F", 10) + std::string(100, 'x')),
                 "unknown_format: not a WAV");
}

TEST(HostileAudio, HugeSizesInHeadersCostNothing) {
  std::string wav(
      "RIFF\xFF\xFF\xFF\xFFWAVEfmt \x10\x00\x00\x00\x01\x00\xFF\xFF\xFF\xFF\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\x10\x00",
      36);
  wav += std::string("data\xFF\xFF\xFF\xFF", 8) + std::string(1'000, 'x');
  expect_refused(as_bytes(wav), "");
  std::string box(
      "\x7F\xFF\xFF\xFF"
      "ftypM4A ",
      12);
  expect_refused(as_bytes(box + std::string(100, 'x')), "truncated: m4a");
}

TEST(HostileAudio, WavWithoutSoundIsRefused) {
  expect_refused(as_bytes(std::string(
                     "RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\xBB\x00\x00\x00\x77\x01\x00\x02"
                     "\x00\x10\x00"
                     "data\x00\x00\x00\x00",
                     44)),
                 "wav");
}

TEST(HostileAudio, FileAboveTheLimitIsRefusedBeforeAnyWork) {
  const Bytes file(kMaxAudioFileBytes + 1);
  const auto decoded = decode_audio(file);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().kind, ErrorKind::limit);
}

TEST(HostileAudio, RecordingAboveTheLongestDurationIsRefused) {
  const auto decoded = decode_audio(encoded_tone("-af aloop=loop=-1:size=88200 -t 1202 -ar 8000 -c:a pcm_u8 -f wav"));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().kind, ErrorKind::limit);
  EXPECT_THAT(decoded.error().detail, HasSubstr("1200 s"));
}

}  // namespace
}  // namespace tongluo::ingest
