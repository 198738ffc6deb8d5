#pragma once
// Private to protocol/wire: targets as a part of orders and stop-alls.

#include "protocol/wire/field_reader.hpp"
#include "protocol/wire/order.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {

using TargetProtos = google::protobuf::RepeatedPtrField<v1::Target>;

// At least one target, at most kMaxTargets, each of a known kind and valid by itself; else a fault.
std::vector<Target> read_targets(const TargetProtos& protos, FieldReader& fields);
void write_targets(const std::vector<Target>& targets, TargetProtos& protos);

}  // namespace tongluo::wire
