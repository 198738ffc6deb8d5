#include "tests/sim/deployment.hpp"

#include "protocol/wire/clip_manifest.hpp"
#include "tests/sim/seeded_keys.hpp"

namespace tongluo::sim {
namespace {

constexpr std::uint64_t kPeopleKeys = 1'000;
constexpr std::uint64_t kDeviceKeys = 1'000'000;
constexpr std::size_t kVillages = 9;  // of each township
constexpr std::size_t kSerialDigits = 6;

// The fixture's keys, whatever algorithm it asks for.
sign::PrivateKey next_people_key(std::uint64_t& last) { return seeded_key(kPeopleKeys + ++last); }

Clip make_sim_clip(std::size_t chunks, int seed, milliseconds duration) {
  auto data = std::make_shared<session::ClipData>();
  terminal::ClipContent content;
  wire::ClipManifest manifest{1, wire::ClipCodec::ogg_opus, 0, limits::kClipChunkBytes, duration, {}};
  for (std::size_t i = 0; i < chunks; ++i) {
    const std::size_t size = i + 1 == chunks ? 1'000 : limits::kClipChunkBytes;
    data->chunks.emplace_back(size, static_cast<std::byte>(static_cast<int>(i) + 7 * seed));
    manifest.total_bytes += size;
    manifest.chunks.push_back(sign::digest_of(data->chunks.back()));
    content.audio.insert(content.audio.end(), data->chunks.back().begin(), data->chunks.back().end());
  }
  data->manifest = content.manifest = wire::serialize(manifest);
  data->digest = sign::digest_of(data->manifest);
  return {std::move(data), std::make_shared<terminal::ClipContent>(std::move(content)), duration};
}

}  // namespace

Deployment::Deployment()
    : deputy(seeded_key(1)),
      stranger(seeded_key(2)),
      trust(
          [this](wire::TrustList& list) {
            list.version = 2;
            list.issuers.push_back(
                test::issuer(deputy, "deputy", Role::dispatch, OrderClass::actual, test::county(), Level::i));
            for (wire::QuorumRule& rule : list.rules)
              if (rule.order_class == OrderClass::actual && rule.level == Level::i) rule.persons = 2;
          },
          [last = std::uint64_t{0}](Algorithm) mutable { return next_people_key(last); }) {
  wire::TrustList older = trust.list().list();
  older.version = 1;
  older_list = trust.seal_trust_list(older);
  clips = {make_sim_clip(1, 1, seconds(5)), make_sim_clip(4, 2, seconds(10)), make_sim_clip(20, 3, seconds(25))};
}

// Village 1 … 9 of the first township, every fourth terminal in the second one.
const DeviceOf& Deployment::device(std::size_t index) {
  while (devices_.size() <= index) {
    const std::size_t number = devices_.size();
    std::string digits = std::to_string(number);
    const TerminalId id = test::terminal_id("TL-" + std::string(kSerialDigits - digits.size(), '0') + digits);
    const std::string township = number % 4 == 3 ? "500116102" : "500116101";
    const AreaCode area = test::area(township + "00" + std::to_string(1 + number % kVillages));
    devices_.push_back(std::make_unique<DeviceOf>(DeviceOf{id, area, seeded_key(kDeviceKeys + number),
                                                           seeded_certificate(kDeviceKeys + number, id.text()),
                                                           trust.place(id, area)}));
  }
  return *devices_[index];
}

wire::PlaceRecord Deployment::place_of(std::size_t index) {
  return *wire::parse_place_record(device(index).place.payload);
}

Deployment& deployment() {
  static Deployment only;
  return only;
}

}  // namespace tongluo::sim
