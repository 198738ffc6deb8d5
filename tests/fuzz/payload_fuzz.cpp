// Every signed payload but commands, which have a target of their own: the first byte chooses the parser; what parses
// serialises to the very same bytes.

#include "protocol/wire/clip_manifest.hpp"
#include "protocol/wire/configuration.hpp"
#include "protocol/wire/order.hpp"
#include "protocol/wire/receipt.hpp"
#include "protocol/wire/release.hpp"
#include "protocol/wire/trust_objects.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;

template <class Parse>
void check(ByteView bytes, Parse parse) {
  const auto value = parse(bytes);
  if (value) TL_ASSERT(wire::serialize(*value) == Bytes(bytes.begin(), bytes.end()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes = fuzz::view(data + 1, size - 1);
  switch (data[0] % 14) {
    case 0:
      check(bytes, wire::parse_root_set);
      break;
    case 1:
      check(bytes, wire::parse_trust_list);
      break;
    case 2:
      check(bytes, wire::parse_freshness);
      break;
    case 3:
      check(bytes, wire::parse_place_record);
      break;
    case 4:
      check(bytes, wire::parse_time_statement);
      break;
    case 5:
      check(bytes, wire::parse_order);
      break;
    case 6:
      check(bytes, wire::parse_cancel);
      break;
    case 7:
      check(bytes, wire::parse_stop_all);
      break;
    case 8:
      check(bytes, wire::parse_receipt);
      break;
    case 9:
      check(bytes, wire::parse_clip_manifest);
      break;
    case 10:
      check(bytes, wire::parse_time_reset);
      break;
    case 11:
      check(bytes, wire::parse_audit_head);
      break;
    case 12:
      check(bytes, wire::parse_release_manifest);
      break;
    default:
      check(bytes, wire::parse_configuration);
      break;
  }
  return 0;
}
