#include "protocol/wire/codec.hpp"

#include <google/protobuf/stubs/logging.h>

namespace tongluo::wire {

void silence_library_log() { [[maybe_unused]] static const auto previous = google::protobuf::SetLogHandler(nullptr); }

}  // namespace tongluo::wire
