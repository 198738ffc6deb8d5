#pragma once
// The keys that seal TLS tickets, in a file of the data folder: after a crash thousands of terminals come back at once,
// and each that shows a ticket costs no certificate to verify. Blocking; at start.

#include <filesystem>

#include "protocol/base/time.hpp"
#include "protocol/transport/tls_context.hpp"

namespace tongluo::daemon {

constexpr const char* kTicketFile = "tickets.key";  // as a .key that no configuration names, it is in no backup
constexpr auto kTicketKeysAge = std::chrono::hours(30 * 24);  // then, at a start, new ones

// Damaged, too old or of the future: made anew. One that cannot be written is logged, and lasts as long as the process.
transport::TicketKeys load_ticket_keys(const std::filesystem::path& file, WallTime now);

}  // namespace tongluo::daemon
