#pragma once
// Private to protocol/wire: the envelope as a part of other messages.

#include "protocol/base/envelope.hpp"
#include "protocol/wire/field_reader.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {

Envelope read_envelope(const v1::Envelope& proto, FieldReader& fields);
void write_envelope(const Envelope& envelope, v1::Envelope& proto);

}  // namespace tongluo::wire
