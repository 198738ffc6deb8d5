// Under test: which JPEGs become photos, what is cut out of them, and what is said of the rest.

#include "controller/http/jpeg.hpp"

#include <gtest/gtest.h>

#include "tests/unit/http/jpeg_sample.hpp"

namespace tongluo::http {
namespace {

using namespace test;

std::string outcome(const std::string& file) {
  const auto clean = clean_jpeg(as_bytes(file));
  if (!clean) return clean.error().detail.substr(clean.error().detail.find(": ") + 2);
  return std::to_string(clean->width) + "x" + std::to_string(clean->height);
}

TEST(Jpeg, AClosedFormIsKeptByteForByte) {
  const std::string file = jpeg_sample();
  const auto clean = clean_jpeg(as_bytes(file));
  ASSERT_TRUE(clean) << clean.error().detail;
  EXPECT_EQ(as_text(clean->bytes), file);
  EXPECT_EQ(outcome(file), "640x480");
}

TEST(Jpeg, WhatItSaysBesideThePictureIsCutOut) {
  const std::string exif = jpeg_segment(0xe1, std::string("Exif\0\0MM\0*GPS 29.0672 106.1283", 30));
  const std::string xmp = jpeg_segment(0xe1, "http://ns.adobe.com/xap/1.0/\n<x:xmpmeta><script>alert(1)</script>");
  const std::string others = jpeg_segment(0xfe, "taken by Wang") + jpeg_segment(0xe2, "ICC_PROFILE") +
                             jpeg_segment(0xed, "Photoshop") + jpeg_segment(0xe0, "JFXX thumbnail") +
                             jpeg_segment(0xe0, std::string("JFIF\0\1\1\0\0\1\0\1\1\1abc", 17));
  const auto clean = clean_jpeg(as_bytes(jpeg_sample(640, 480, exif + xmp + others)));
  ASSERT_TRUE(clean) << clean.error().detail;
  EXPECT_EQ(as_text(clean->bytes), jpeg_sample());
  const std::string late = kJpegStart + jpeg_frame(64, 64) + jpeg_scan() + exif + jpeg_scan() + kJpegEnd;
  EXPECT_EQ(as_text(clean_jpeg(as_bytes(late))->bytes).find("Exif"), std::string_view::npos) << "between scans";
}

TEST(Jpeg, FillBytesLeaveAndColoursStay) {
  const std::string adobe = jpeg_segment(0xee, std::string("Adobe\0\x64\0\0\0\0\1", 12));
  EXPECT_EQ(as_text(clean_jpeg(as_bytes(jpeg_sample(640, 480, "\xff\xff" + adobe)))->bytes),
            jpeg_sample(640, 480, adobe));
}

TEST(Jpeg, EdgesHaveLimits) {
  EXPECT_EQ(outcome(jpeg_sample(16, 2048)), "16x2048");
  for (const auto& [width, height] : {std::pair(15, 480), {640, 15}, {2049, 480}, {640, 2049}, {0, 0}, {65535, 65535}})
    EXPECT_EQ(outcome(jpeg_sample(width, height)), "its edges must have 16 to 2048 pixels") << width << "x" << height;
}

TEST(Jpeg, WhateverElseItIsIsRefused) {
  const std::string head = kJpegStart + kJfif, frame = jpeg_frame(64, 64);
  const std::pair<std::string, const char*> table[] = {
      {"", "it does not begin as a JPEG"},
      {"\xff", "it does not begin as a JPEG"},
      {"\x89PNG\r\n\x1a\n", "it does not begin as a JPEG"},
      {"<svg onload=alert(1)>", "it does not begin as a JPEG"},
      {"GIF89a/*\xff\xd8", "it does not begin as a JPEG"},
      {kJpegStart, "it is cut off, or holds what is no segment"},
      {kJpegStart + "<html>", "it is cut off, or holds what is no segment"},
      {kJpegStart + kJpegEnd, "it has no picture"},
      {head + frame + kJpegEnd, "it has no picture"},
      {head + "\xff\xe1", "a segment is cut off"},
      {head + std::string("\xff\xe1\0\1", 4), "a segment is cut off"},
      {head + "\xff\xe1\xff\xff short", "a segment is cut off"},
      {head + jpeg_scan() + kJpegEnd, "a scan comes before its frame"},
      {head + frame + frame + jpeg_scan() + kJpegEnd, "it has two frames"},
      {head + jpeg_frame(64, 64, 4) + jpeg_scan() + kJpegEnd, "it is neither grey nor of three components"},
      {head + jpeg_segment(0xc0, "\x08"), "its frame is too short"},
      {head + jpeg_segment(0xc0, std::string("\x0c\0\x40\0\x40\1\1\x11\0", 9)), "it does not have 8 bits"},
      {head + jpeg_segment(0xc0, std::string("\x08\0\x40\0\x40\3\1\x11\0", 9)), "its frame has a wrong length"},
      {head + frame + jpeg_segment(0xda, ""), "a scan has a wrong length"},
      {head + frame + jpeg_segment(0xda, "\4"), "a scan has a wrong length"},
      {head + jpeg_segment(0xc3, "lossless"), "it has a marker that photos do not have"},
      {head + jpeg_segment(0xdc, "lines"), "it has a marker that photos do not have"},
      {jpeg_sample() + "<script>", "bytes follow its end"},
      {jpeg_sample() + jpeg_sample(), "bytes follow its end"},
  };
  for (const auto& [file, why] : table) EXPECT_EQ(outcome(file), why);
  std::string endless = head;
  for (std::size_t i = 0; i < kMaxJpegSegments; ++i) endless += jpeg_segment(0xfe, "x");
  EXPECT_EQ(outcome(endless + frame + jpeg_scan() + kJpegEnd), "it has too many segments");
}

TEST(Jpeg, CutOffAnywhereItIsRefusedAndNothingElse) {
  const std::string file = jpeg_sample();
  for (std::size_t size = 0; size < file.size(); ++size)
    EXPECT_FALSE(clean_jpeg(as_bytes(file.substr(0, size)))) << size;
}

}  // namespace
}  // namespace tongluo::http
