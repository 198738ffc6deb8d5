#pragma once
// Writes one terminal's folder. Owns the opened authority and place keys for as long as a provisioning run lasts.

#include "tools/ctl/certificates.hpp"
#include "tools/ctl/home.hpp"
#include "tools/ctl/terminal_list.hpp"

namespace tongluo::ctl {

struct TerminalDefaults {
  std::string endpoint;  // host:port of the controller's link
  std::string sink;
};

class TerminalWriter {
 public:
  static Try<TerminalWriter> open(const Home& home, const std::string& passphrase, TerminalDefaults defaults);

  // A place record of version 1 (or later), for who has no folder here.
  static Try<Envelope> sign_place(const SurveyedTerminal& terminal, const sign::Signer& maintain,
                                  const Digest& deployment, WallTime now);

  // The place record as signed; the folder is there whole or not at all.
  Try<Envelope> write(const SurveyedTerminal& terminal, WallTime now) const;

 private:
  TerminalWriter(Home home, TerminalDefaults defaults, CertificateAuthority devices, sign::PrivateKey maintain,
                 Digest deployment);
  Try<void> write_identity(const std::filesystem::path& folder, const SurveyedTerminal& terminal, WallTime now) const;
  Try<void> write_common_files(const std::filesystem::path& folder, const TerminalId& id) const;

  Home home_;
  TerminalDefaults defaults_;
  CertificateAuthority devices_;
  sign::PrivateKey maintain_;
  Digest deployment_;
};

}  // namespace tongluo::ctl
