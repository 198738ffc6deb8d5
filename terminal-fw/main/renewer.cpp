#include "terminal-fw/main/renewer.hpp"

#include <spdlog/spdlog.h>

#include "protocol/os/files.hpp"
#include "protocol/os/random.hpp"
#include "protocol/sign/certificate_request.hpp"

namespace tongluo::firmware {
namespace {

// The clock may be set meanwhile: it is looked at again after so long.
constexpr WallTime::duration kLookAgain = std::chrono::hours(1);

std::optional<sign::CertificateTimes> times_of(const std::string& pem) {
  const auto times = sign::certificate_times(sign::certificate_from_pem(pem));
  return times ? std::optional(*times) : std::nullopt;
}

}  // namespace

Renewer::Renewer(boost::asio::io_context& context, RenewalSettings settings, transport::TlsIdentity identity,
                 sign::PrivateKey key, Clock now, Renewed renewed)
    : context_(context),
      timer_(context),
      settings_(std::move(settings)),
      identity_(std::move(identity)),
      key_(std::move(key)),
      now_(std::move(now)),
      renewed_(std::move(renewed)),
      times_(times_of(identity_.certificate_pem)) {}

void Renewer::stop() {
  timer_.cancel();
  client_.reset();
}

void Renewer::arm() {
  if (!times_ || settings_.endpoints.empty()) return;
  // Without the time the certificate may be over, and then nobody else would tell the time: the controller decides.
  const auto now = now_();
  const auto left = now ? terminal::until_renewal(*times_, *now) : WallTime::duration(0);
  left == WallTime::duration(0) ? ask() : wait(std::min(left, kLookAgain));
}

void Renewer::wait(WallTime::duration delay) {
  timer_.expires_after(delay);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) arm();
  });
}

void Renewer::ask() {
  auto request = sign::make_certificate_request(key_, settings_.hardware);
  if (!request) return;
  net::EnrolmentTask task{settings_.endpoints[endpoint_], settings_.server_name, std::move(*request), std::nullopt,
                          identity_};
  client_ = net::EnrolmentClient::ask(context_, std::move(task),
                                      [this](const Result<net::EnrolmentOutcome>& outcome) { on_outcome(outcome); });
}

void Renewer::on_outcome(const Result<net::EnrolmentOutcome>& outcome) {
  const bool issued = outcome && outcome->reply.state == wire::EnrolState::issued;
  const Result<void> taken =
      issued ? take(outcome->reply) : fail(ErrorKind::refused, outcome ? "not granted" : outcome.error().detail);
  if (taken) {
    spdlog::info("event=certificate_renewed until_us={}", to_us(times_->not_after));
    renewed_(identity_);
    return arm();
  }
  spdlog::warn("event=certificate_not_renewed detail=\"{}\"", taken.error().detail);
  endpoint_ = (endpoint_ + 1) % settings_.endpoints.size();
  wait(terminal::renewal_retry(*times_, os::random_unit()));
}

Result<void> Renewer::take(const wire::EnrolReply& reply) {
  const auto certified = sign::PublicKey::from_certificate(reply.certificate);
  const bool ours = certified && certified->id() == key_.key_id() && reply.terminal == settings_.terminal &&
                    sign::certificate_name(reply.certificate) == settings_.terminal.text();
  const std::string pem = sign::certificate_to_pem(reply.certificate);
  const auto times = times_of(pem);
  if (!ours || !times || times->not_after <= times_->not_after)
    return fail(ErrorKind::bad_input, "the new certificate is not this terminal's, or no newer");
  identity_.certificate_pem = pem;
  times_ = times;
  // It serves this run even where the disk refuses it.
  if (const auto written = os::write_file(settings_.certificate, as_bytes(pem)); !written)
    spdlog::error("event=certificate_not_kept detail=\"{}\"", written.error().detail);
  return {};
}

}  // namespace tongluo::firmware
