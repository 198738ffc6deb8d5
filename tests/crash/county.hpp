#pragma once
// A whole county in one folder, ready for the real tongluod: roots, trust list, places, certificates, configuration;
// and the keys of everyone in it. The clock is the machine's.

#include <filesystem>
#include <string>
#include <vector>

#include "protocol/transport/tls_identity.hpp"
#include "protocol/wire/receipt.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::crash {

struct CountyTerminal {
  TerminalId id;
  transport::TlsIdentity identity;
  sign::PrivateKey key;
};

inline constexpr const char* kServerName = "controller.tongluo";

class County {
 public:
  County(std::filesystem::path folder, std::size_t terminals);

  // An actual order of level I to everyone, with this many starts; dispatch has signed it.
  Envelope order(const Digest& clip, milliseconds clip_duration, std::size_t occurrences) const;
  Envelope sealed(const CountyTerminal& terminal, const wire::Receipt& receipt) const;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path data() const { return folder_ / "data"; }
  std::filesystem::path database() const { return data() / "controller.db"; }
  std::filesystem::path configuration() const { return folder_ / "tongluod.toml"; }
  std::filesystem::path api_socket() const { return folder_ / "api.sock"; }
  const std::vector<CountyTerminal>& terminals() const { return terminals_; }

 private:
  std::filesystem::path folder_;
  test::TrustFixture trust_;
  std::vector<CountyTerminal> terminals_;
};

// One second of a tone, as a WAV file.
std::string wav_of_a_second();

}  // namespace tongluo::crash
