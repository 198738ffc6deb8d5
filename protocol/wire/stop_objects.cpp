// Cancel and stop-all, PROTOCOL.md sections 7.7 and 7.8: small objects that silence.

#include "protocol/wire/codec.hpp"
#include "protocol/wire/order.hpp"
#include "protocol/wire/target_proto.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {
namespace {

Cancel read_cancel(const v1::Cancel& proto, FieldReader& fields) {
  Cancel cancel;
  fields.reader_version(proto.reader_version());
  cancel.reader_version = proto.reader_version();
  cancel.order = fields.digest(proto.order(), "order");
  cancel.issued_at = fields.time(proto.issued_at_us(), "issued_at_us");
  cancel.nonce = fields.nonce(proto.nonce(), "nonce");
  return cancel;
}

StopAll read_stop_all(const v1::StopAll& proto, FieldReader& fields) {
  StopAll stop;
  fields.reader_version(proto.reader_version());
  stop.reader_version = proto.reader_version();
  stop.targets = read_targets(proto.targets(), fields);
  fields.require(proto.order_classes_size() > 0, WireFault::missing_field, "order_classes");
  fields.at_most(static_cast<std::size_t>(proto.order_classes_size()), static_cast<std::size_t>(OrderClass::routine),
                 "order_classes");
  if (fields.failed()) return stop;
  for (const std::uint32_t order_class : proto.order_classes())
    stop.order_classes.push_back(fields.enumeration(order_class, OrderClass::routine, "order_classes"));
  stop.highest_level = fields.enumeration(proto.highest_level(), Level::routine, "highest_level");
  stop.issued_at = fields.time(proto.issued_at_us(), "issued_at_us");
  stop.nonce = fields.nonce(proto.nonce(), "nonce");
  return stop;
}

}  // namespace

WireResult<Cancel> parse_cancel(ByteView bytes) {
  return parse_canonical<Cancel, v1::Cancel>(bytes, "cancel", read_cancel);
}

WireResult<StopAll> parse_stop_all(ByteView bytes) {
  return parse_canonical<StopAll, v1::StopAll>(bytes, "stop_all", read_stop_all);
}

Bytes serialize(const Cancel& value) {
  v1::Cancel proto;
  proto.set_reader_version(value.reader_version);
  proto.set_order(raw_octets(value.order));
  proto.set_issued_at_us(to_us(value.issued_at));
  proto.set_nonce(raw_octets(value.nonce));
  return encode(proto);
}

Bytes serialize(const StopAll& value) {
  v1::StopAll proto;
  proto.set_reader_version(value.reader_version);
  write_targets(value.targets, *proto.mutable_targets());
  for (const OrderClass order_class : value.order_classes)
    proto.add_order_classes(static_cast<std::uint32_t>(order_class));
  proto.set_highest_level(static_cast<std::uint32_t>(value.highest_level));
  proto.set_issued_at_us(to_us(value.issued_at));
  proto.set_nonce(raw_octets(value.nonce));
  return encode(proto);
}

}  // namespace tongluo::wire
