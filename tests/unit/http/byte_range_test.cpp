#include "controller/http/byte_range.hpp"

#include <gtest/gtest.h>

namespace tongluo::http {
namespace {

std::string header(const Reply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers)
    if (key == name) return value;
  return {};
}

Reply part(std::string_view range, std::string body = "0123456789") {
  return ranged({200, "audio/ogg", std::move(body), {}}, range);
}

TEST(ByteRange, APartIsCutOutAndNamed) {
  const struct {
    const char* range;
    const char* body;
    const char* named;
  } rows[] = {{"bytes=0-", "0123456789", "bytes 0-9/10"}, {"bytes=2-4", "234", "bytes 2-4/10"},
              {"bytes=9-9", "9", "bytes 9-9/10"},         {"bytes=8-99", "89", "bytes 8-9/10"},
              {"bytes=-3", "789", "bytes 7-9/10"},        {"bytes=-99", "0123456789", "bytes 0-9/10"}};
  for (const auto& row : rows) {
    const Reply reply = part(row.range);
    EXPECT_EQ(reply.status, 206U) << row.range;
    EXPECT_EQ(reply.body, row.body) << row.range;
    EXPECT_EQ(header(reply, "Content-Range"), row.named) << row.range;
    EXPECT_EQ(reply.content_type, "audio/ogg");
  }
}

TEST(ByteRange, WhatIsNotOneRangeGetsTheWholeBody) {
  for (const char* range : {"", "bytes=", "bytes=-", "bytes=4", "bytes=4-2", "bytes=a-b", "bytes=1-2,4-5", "bytes=+1-2",
                            "bytes=--1", "lines=1-2", "bytes=1-99999999999999999999999", "bytes= 1-2"}) {
    const Reply reply = part(range);
    EXPECT_EQ(reply.status, 200U) << range;
    EXPECT_EQ(reply.body, "0123456789") << range;
    EXPECT_EQ(header(reply, "Accept-Ranges"), "bytes") << range;
    EXPECT_EQ(header(reply, "Content-Range"), "") << range;
  }
}

TEST(ByteRange, BehindTheEndThereIsNothing) {
  for (const auto& [range, body] :
       {std::pair("bytes=10-", "0123456789"), std::pair("bytes=10-20", "0123456789"),
        std::pair("bytes=-0", "0123456789"), std::pair("bytes=0-", ""), std::pair("bytes=-5", "")}) {
    const Reply reply = part(range, body);
    EXPECT_EQ(reply.status, 416U) << range;
    EXPECT_EQ(header(reply, "Content-Range"), "bytes */" + std::to_string(std::string_view(body).size())) << range;
  }
}

}  // namespace
}  // namespace tongluo::http
