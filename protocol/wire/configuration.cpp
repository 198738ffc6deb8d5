#include "protocol/wire/configuration.hpp"

#include <algorithm>

#include "protocol/wire/codec.hpp"
#include "protocol/wire/target_proto.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {
namespace {

constexpr std::uint32_t kMaxPort = 65'535;

// Letters, digits, '-', '.' and ':' (IPv6): no name needs more, and it goes into logs and configuration unquoted.
bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == ':';
  });
}

ControllerAddress read_address(const v1::ControllerAddress& proto, FieldReader& fields) {
  ControllerAddress address;
  address.host = fields.text(proto.host(), "host", limits::kMaxHostBytes);
  fields.require(is_host(address.host), WireFault::bad_value, "host");
  fields.require(proto.port() >= 1 && proto.port() <= kMaxPort, WireFault::bad_value, "port");
  address.port = static_cast<std::uint16_t>(proto.port());
  return address;
}

LocalSources read_local_sources(const v1::LocalSources& proto, FieldReader& fields) {
  using std::chrono::minutes;
  constexpr std::uint32_t kDayMinutes = 24 * 60;
  constexpr std::int32_t kMostOffset = 14 * 60;
  LocalSources local;
  const auto count = static_cast<std::size_t>(proto.sources_size());
  fields.require(count >= 1 && count <= static_cast<std::size_t>(kLastLocalSource), WireFault::too_many, "sources");
  if (fields.failed()) return local;
  for (const std::uint32_t number : proto.sources()) {
    const auto source = fields.enumeration(number, kLastLocalSource, "sources");
    fields.require(local.sources.empty() || local.sources.back() < source, WireFault::bad_value, "sources");
    local.sources.push_back(source);
  }
  fields.require(proto.from_minute() < proto.until_minute() && proto.until_minute() <= kDayMinutes,
                 WireFault::bad_value, "until_minute");
  fields.require(proto.utc_offset_minutes() >= -kMostOffset && proto.utc_offset_minutes() <= kMostOffset,
                 WireFault::bad_value, "utc_offset_minutes");
  fields.require(proto.volume_percent() >= 1 && proto.volume_percent() <= 100, WireFault::bad_value, "volume_percent");
  fields.require(proto.longest_s() >= 1 && proto.longest_s() <= kMaxLocalClaim.count(), WireFault::bad_value,
                 "longest_s");
  local.from = minutes(proto.from_minute());
  local.until = minutes(proto.until_minute());
  local.utc_offset = minutes(proto.utc_offset_minutes());
  local.volume_percent = proto.volume_percent();
  local.longest = seconds(proto.longest_s());
  local.below_routine = proto.below_routine();
  return local;
}

void write_local_sources(const LocalSources& value, v1::LocalSources& proto) {
  for (const LocalSource source : value.sources) proto.add_sources(static_cast<std::uint32_t>(source));
  proto.set_from_minute(static_cast<std::uint32_t>(value.from.count()));
  proto.set_until_minute(static_cast<std::uint32_t>(value.until.count()));
  proto.set_utc_offset_minutes(static_cast<std::int32_t>(value.utc_offset.count()));
  proto.set_volume_percent(value.volume_percent);
  proto.set_longest_s(static_cast<std::uint32_t>(value.longest.count()));
  proto.set_below_routine(value.below_routine);
}

Configuration read_configuration(const v1::Configuration& proto, FieldReader& fields) {
  Configuration configuration;
  fields.reader_version(proto.reader_version());
  configuration.reader_version = proto.reader_version();
  configuration.version = proto.version();
  fields.require(configuration.version >= 1, WireFault::bad_value, "version");
  configuration.targets = read_targets(proto.targets(), fields);
  configuration.issued_at = fields.time(proto.issued_at_us(), "issued_at_us");
  const auto count = static_cast<std::size_t>(proto.controllers_size());
  fields.require(count <= limits::kMaxSignedEndpoints, WireFault::too_many, "controllers");
  fields.require(count >= 1 || proto.has_local_sources(), WireFault::too_many, "controllers");
  if (fields.failed()) return configuration;
  if (proto.has_local_sources()) configuration.local_sources = read_local_sources(proto.local_sources(), fields);
  for (const v1::ControllerAddress& address : proto.controllers())
    configuration.controllers.push_back(read_address(address, fields));
  return configuration;
}

}  // namespace

WireResult<Configuration> parse_configuration(ByteView bytes) {
  return parse_canonical<Configuration, v1::Configuration>(bytes, "configuration", read_configuration);
}

Bytes serialize(const Configuration& value) {
  v1::Configuration proto;
  proto.set_reader_version(value.reader_version);
  proto.set_version(value.version);
  write_targets(value.targets, *proto.mutable_targets());
  proto.set_issued_at_us(to_us(value.issued_at));
  for (const ControllerAddress& address : value.controllers) {
    v1::ControllerAddress& out = *proto.add_controllers();
    out.set_host(address.host);
    out.set_port(address.port);
  }
  if (value.local_sources) write_local_sources(*value.local_sources, *proto.mutable_local_sources());
  return encode(proto);
}

std::string_view to_string(LocalSource source) {
  switch (source) {
    case LocalSource::microphone:
      return "microphone";
    case LocalSource::line_in:
      return "line_in";
    case LocalSource::usb_file:
      return "usb_file";
    case LocalSource::unspecified:
      break;
  }
  return "unspecified";
}

bool allows(const LocalSources& sources, LocalSource source, WallTime now) {
  using std::chrono::days;
  if (std::find(sources.sources.begin(), sources.sources.end(), source) == sources.sources.end()) return false;
  const auto since_midnight = (now + sources.utc_offset).time_since_epoch() % days(1);
  return since_midnight >= sources.from && since_midnight < sources.until;
}

}  // namespace tongluo::wire
