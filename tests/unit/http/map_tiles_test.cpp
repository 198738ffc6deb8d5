// Under test: which address of map tiles is taken, and what the page may ask because of it.

#include "controller/http/map_tiles.hpp"

#include <gtest/gtest.h>

#include "controller/http/console_door.hpp"

namespace tongluo::http {
namespace {

constexpr const char* kGood = "https://tiles.example:8443/{z}/{x}/{y}.png?key=a1&style=road";

TEST(MapTiles, AnAddressHasAHostAndEachPlaceOnce) {
  EXPECT_FALSE(tile_address_fault(kGood));
  EXPECT_FALSE(tile_address_fault("http://127.0.0.1/{z}/{y}/{x}"));
  EXPECT_EQ(origin_of_tiles(kGood), "https://tiles.example:8443");
  for (const char* wrong :
       {"", "tiles.example/{z}/{x}/{y}", "ftp://tiles.example/{z}/{x}/{y}", "https:///{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}", "https://{z}.example/{x}/{y}", "https://a@b.example/{z}/{x}/{y}",
        "https://a.example:/{z}/{x}/{y}", "https://a.example:123456/{z}/{x}/{y}", "https://a.example/{z}/{x}",
        "https://a.example/{z}/{x}/{y}/{z}", "https://a.example/{z}/{x}/{y}/{s}", "https://a.example/{z}/{x}/{y} b",
        "https://a.example; script-src */{z}/{x}/{y}", "https://a.example/{z}/{x}/{y};",
        "https://a.example/{z}/{x}/{y}\n"})
    EXPECT_TRUE(tile_address_fault(wrong)) << wrong;
  EXPECT_TRUE(tile_address_fault("https://a.example/{z}/{x}/{y}" + std::string(kMaxTileAddressBytes, 'a')));
}

TEST(MapTiles, ThePageMayAskExactlyTheirOriginAndOtherwiseOnlyItsDoor) {
  const std::string none = content_security_policy({});
  EXPECT_NE(none.find("img-src 'self' data: blob:;"), none.npos);
  EXPECT_NE(none.find("connect-src 'self';"), none.npos);
  EXPECT_EQ(none.find("http"), none.npos);
  const std::string tiles = content_security_policy(origin_of_tiles(kGood));
  EXPECT_NE(tiles.find("img-src 'self' data: blob: https://tiles.example:8443;"), tiles.npos);
  EXPECT_NE(tiles.find("connect-src 'self' https://tiles.example:8443;"), tiles.npos);
  EXPECT_NE(tiles.find("script-src 'self';"), tiles.npos);
}

}  // namespace
}  // namespace tongluo::http
