#pragma once
// What `tongluo provision` wrote for one terminal. Errors: bad_input, io.

#include <filesystem>

#include "protocol/base/envelope.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/result.hpp"
#include "protocol/transport/tls_identity.hpp"

namespace tongluo::fleet {

struct TerminalFiles {
  TerminalId id;
  transport::TlsIdentity identity;
  Envelope trust_list;
  Envelope place;
  AreaCode village;
};
Result<TerminalFiles> read_terminal(const std::filesystem::path& folder);

}  // namespace tongluo::fleet
