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

Configuration read_configuration(const v1::Configuration& proto, FieldReader& fields) {
  Configuration configuration;
  fields.reader_version(proto.reader_version());
  configuration.reader_version = proto.reader_version();
  configuration.version = proto.version();
  fields.require(configuration.version >= 1, WireFault::bad_value, "version");
  configuration.targets = read_targets(proto.targets(), fields);
  configuration.issued_at = fields.time(proto.issued_at_us(), "issued_at_us");
  const auto count = static_cast<std::size_t>(proto.controllers_size());
  fields.require(count >= 1 && count <= limits::kMaxSignedEndpoints, WireFault::too_many, "controllers");
  if (fields.failed()) return configuration;
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
  return encode(proto);
}

}  // namespace tongluo::wire
