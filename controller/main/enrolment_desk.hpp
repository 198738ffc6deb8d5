#pragma once
// Enrolment between its listener, the API and the core. Owner thread: control. Time source: protocol/os.

#include <memory>
#include <optional>

#include "controller/enrol/enrol_server.hpp"
#include "controller/http/api_backend.hpp"
#include "controller/main/config.hpp"
#include "controller/main/core_runner.hpp"

namespace tongluo::daemon {

// The authority that issues terminals' certificates. Throws StartError. None: not configured.
std::optional<sign::CertificateIssuer> load_device_authority(const std::optional<EnrolmentConfig>& config);

class EnrolmentDesk final : public http::EnrolmentGate {
 public:
  // Throws StartError. `roots`: the content of roots.bin, as terminals will pin it.
  EnrolmentDesk(boost::asio::io_context& context, CoreRunner& runner, const EnrolmentConfig& config,
                const TlsFiles& link, const Path& roots);

  WallTime now() const override { return os::wall_now(); }
  void add_claims(std::vector<controller::ClaimDraft> drafts, controller::ClaimMode mode, std::string actor,
                  http::Answering<http::ClaimsAnswer> answer) override;
  void approve(const Digest& claim, const TerminalId& terminal, bool replaces, std::string actor,
               http::Answering<http::ObjectAnswer> answer) override;
  void drop(const Digest& claim, std::string actor, http::Answering<http::ObjectAnswer> answer) override;
  void revoke(const TerminalId& terminal, std::string reason, std::string actor,
              http::Answering<http::ObjectAnswer> answer) override;
  const controller::EnrolmentBook& book() const override { return runner_.core().enrolment(); }

  std::uint16_t port() const { return server_->port(); }
  void shut_down() { server_->shut_down(); }
  const enrol::EnrolCounters& counters() const { return server_->counters(); }

 private:
  CoreRunner& runner_;
  std::unique_ptr<enrol::EnrolServer> server_;
};

}  // namespace tongluo::daemon
