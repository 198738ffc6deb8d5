#pragma once
// Carries a TlsStream through its handshake, with a deadline. Owner: the thread of the stream's io_context.

#include <functional>
#include <memory>

#include "protocol/transport/tls_stream.hpp"

namespace tongluo::transport {

// Calls `done` exactly once: with an empty text when the handshake succeeded, else with what went wrong. The stream is
// closed then.
void async_handshake(std::shared_ptr<TlsStream> stream, milliseconds limit,
                     std::function<void(const std::string& failure)> done);

}  // namespace tongluo::transport
