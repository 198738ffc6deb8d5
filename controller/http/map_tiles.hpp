#pragma once
// The optional tiles under the console's map: an address with the places {z}, {x} and {y}. It is the only foreign
// origin that the console's page may ask, so it is read strictly. Pure. Limit: kMaxTileAddressBytes.

#include <optional>
#include <string>
#include <string_view>

namespace tongluo::http {

constexpr std::size_t kMaxTileAddressBytes = 512;
constexpr std::size_t kMaxAttributionBytes = 256;

struct MapTiles {
  std::string address;      // https://tiles.example/{z}/{x}/{y}.png; empty: none
  std::string attribution;  // shown on the map, as text
};

// What is wrong with an address, for people; nothing: it can be used.
std::optional<std::string> tile_address_fault(std::string_view address);
// "https://tiles.example" of an address that can be used.
std::string_view origin_of_tiles(std::string_view address);

}  // namespace tongluo::http
