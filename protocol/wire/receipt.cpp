#include "protocol/wire/receipt.hpp"

#include "protocol/wire/codec.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {
namespace {

constexpr std::size_t kMaxDetailBytes = 200;

// An outcome belongs to stage final and to no other; a reason belongs to a refusal and to no other outcome.
void check_outcome(const Receipt& receipt, FieldReader& fields) {
  fields.require((receipt.stage == Stage::final) == (receipt.outcome != Outcome::none), WireFault::bad_value,
                 "outcome");
  fields.require((receipt.outcome == Outcome::refused) == (receipt.refusal != Refusal::none), WireFault::bad_value,
                 "refusal");
  fields.require(receipt.occurrence != 0 || receipt.stage == Stage::final, WireFault::missing_field, "occurrence");
}

Receipt read_receipt(const v1::Receipt& proto, FieldReader& fields) {
  fields.reader_version(proto.reader_version());
  Receipt receipt{.terminal = fields.terminal(proto.terminal_id(), "terminal_id")};
  receipt.reader_version = proto.reader_version();
  receipt.order = fields.digest(proto.order(), "order");
  receipt.occurrence = proto.occurrence();
  receipt.stage = fields.enumeration(proto.stage(), Stage::final, "stage");
  receipt.outcome = fields.optional_enumeration(proto.outcome(), Outcome::refused, "outcome");
  receipt.refusal = fields.optional_enumeration(proto.refusal(), kLastRefusal, "refusal");
  receipt.detail = fields.text(proto.detail(), "detail", kMaxDetailBytes);
  receipt.at = fields.time(proto.at_us(), "at_us");
  receipt.first_sample = fields.optional_time(proto.first_sample_us(), "first_sample_us");
  receipt.last_sample = fields.optional_time(proto.last_sample_us(), "last_sample_us");
  receipt.samples_played = proto.samples_played();
  receipt.frames_concealed = proto.frames_concealed();
  receipt.frames_lost = proto.frames_lost();
  receipt.repetitions_played = proto.repetitions_played();
  receipt.clock_error_us = proto.clock_error_us();
  receipt.clock_synchronised = proto.clock_synchronised();
  receipt.path = fields.optional_enumeration(proto.path(), Path::local, "path");
  receipt.gateway_epoch = proto.gateway_epoch();
  receipt.boot_id = fields.nonce(proto.boot_id(), "boot_id");
  receipt.sequence = proto.sequence();
  receipt.expected_level_mdb = proto.expected_level_mdb();
  receipt.measured_level_mdb = proto.measured_level_mdb();
  receipt.sensor_present = proto.sensor_present();
  receipt.sink_samples = proto.sink_samples();
  receipt.sink_digest = fields.optional_digest(proto.sink_digest(), "sink_digest");
  check_outcome(receipt, fields);
  return receipt;
}

}  // namespace

WireResult<Receipt> parse_receipt(ByteView bytes) {
  return parse_canonical<Receipt, v1::Receipt>(bytes, "receipt", read_receipt);
}

Bytes serialize(const Receipt& value) {
  v1::Receipt proto;
  proto.set_reader_version(value.reader_version);
  proto.set_terminal_id(value.terminal.text());
  proto.set_order(raw_octets(value.order));
  proto.set_occurrence(value.occurrence);
  proto.set_stage(static_cast<std::uint32_t>(value.stage));
  proto.set_outcome(static_cast<std::uint32_t>(value.outcome));
  proto.set_refusal(static_cast<std::uint32_t>(value.refusal));
  proto.set_detail(value.detail);
  proto.set_at_us(to_us(value.at));
  proto.set_first_sample_us(to_us(value.first_sample));
  proto.set_last_sample_us(to_us(value.last_sample));
  proto.set_samples_played(value.samples_played);
  proto.set_frames_concealed(value.frames_concealed);
  proto.set_frames_lost(value.frames_lost);
  proto.set_repetitions_played(value.repetitions_played);
  proto.set_clock_error_us(value.clock_error_us);
  proto.set_clock_synchronised(value.clock_synchronised);
  proto.set_path(static_cast<std::uint32_t>(value.path));
  proto.set_gateway_epoch(value.gateway_epoch);
  proto.set_boot_id(raw_octets(value.boot_id));
  proto.set_sequence(value.sequence);
  proto.set_expected_level_mdb(value.expected_level_mdb);
  proto.set_measured_level_mdb(value.measured_level_mdb);
  proto.set_sensor_present(value.sensor_present);
  proto.set_sink_samples(value.sink_samples);
  if (value.sink_digest) proto.set_sink_digest(raw_octets(*value.sink_digest));
  return encode(proto);
}

}  // namespace tongluo::wire
