#include "controller/ingest/container.hpp"

#include <gtest/gtest.h>

#include "controller/ingest/raw_frames.hpp"
#include "controller/ingest/whole_file.hpp"
#include "tests/unit/ingest/audio_files.hpp"

namespace tongluo::ingest {
namespace {

TEST(Container, RawMpegAudioIsToldApartByItsLayerBits) {
  EXPECT_EQ(recognise(as_bytes("\xFF\xFB\x90\x64")), Container::mp3);
  EXPECT_EQ(recognise(as_bytes("\xFF\xF1\x50\x80")), Container::aac);
  EXPECT_EQ(recognise(as_bytes("\xFF\xFD\x90\x64")), Container::mp2);
  EXPECT_EQ(recognise(as_bytes("\xFF\xFF\x90\x64")), std::nullopt);  // layer I: nobody has it
  EXPECT_EQ(recognise(as_bytes("\xFF\xFB\xF0\x64")), std::nullopt);  // no such bit rate
}

TEST(Container, WhatATagHidesIsStillRecognised) {
  const std::string tag("ID3\x03\x00\x00\x00\x00\x00\x02xx", 12);
  EXPECT_EQ(recognise(as_bytes(tag + "fLaC")), Container::flac);
  EXPECT_EQ(recognise(as_bytes(tag + tag + "\xFF\xFB\x90\x64")), Container::mp3);
  EXPECT_EQ(recognise(as_bytes(tag + "plain text")), std::nullopt);
}

// Every length of every prefix: never past the end, never an endless loop.
TEST(Container, EveryPrefixOfARealFileIsReadSafely) {
  for (const char* arguments :
       {"-t 0.2 -f wav", "-t 0.2 -c:a libvorbis -f ogg", "-t 0.2 -c:a aac -f ipod", "-t 0.2 -c:a aac -f adts",
        "-t 0.2 -f mp3", "-t 0.2 -f flac", "-t 0.2 -f aiff", "-t 0.2 -f caf", "-t 0.2 -c:a wmav2 -f asf",
        "-t 0.2 -c:a libvorbis -f webm", "-t 0.2 -rf64 always -f wav"}) {
    const auto file = encoded_tone(arguments);
    const auto container = recognise(file);
    ASSERT_TRUE(container) << arguments;
    const auto whole = wholeness_of(*container, file);
    EXPECT_EQ(whole.missing + whole.damaged, "") << arguments;
    EXPECT_EQ(whole.surplus_bytes, 0U) << arguments;
    for (std::size_t kept = 0; kept < file.size(); ++kept) {
      const Bytes prefix(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(kept));
      recognise(prefix);
      wholeness_of(*container, prefix);
      promised_samples(*container, prefix);
    }
  }
}

TEST(Container, TagsBehindTheSoundAreTakenOff) {
  const std::string sound = "\xFF\xFB\x90\x64sound", items(10, 'i');
  // APEv2, with its header and without: the size counts items and footer.
  const std::string size("\x2a\0\0\0", 4), rest(16, '\0');
  const std::string footer = "APETAGEX" + std::string("\xd0\x07\0\0", 4) + size + rest;
  const std::string id3 = "TAG" + std::string(125, ' ');
  for (const std::string& tag : {footer + items + footer, items + footer, items + footer + id3, id3})
    EXPECT_EQ(as_text(without_trailing_tags(as_bytes(sound + tag))), sound);
  EXPECT_TRUE(without_trailing_tags(as_bytes(footer)).empty()) << "it claims more than there is";
  EXPECT_EQ(as_text(without_trailing_tags(as_bytes(sound))), sound);
}

}  // namespace
}  // namespace tongluo::ingest
