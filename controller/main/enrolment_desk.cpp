#include "controller/main/enrolment_desk.hpp"

#include <spdlog/spdlog.h>

#include "controller/main/key_files.hpp"
#include "controller/main/start_error.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::daemon {

using namespace controller;
using http::Answering;
using http::ClaimsAnswer;
using http::ObjectAnswer;

namespace {

constexpr std::size_t kMaxRootsBytes = 64 * 1024;

CoreRunner::Answer stored_answer(Answering<ObjectAnswer> answer) {
  return [answer = std::move(answer)](Action action) {
    if (auto* rejected = std::get_if<ObjectRejected>(&action)) return answer(tl::unexpected(std::move(*rejected)));
    answer({});
  };
}

const char* word_of(wire::EnrolState state) {
  switch (state) {
    case wire::EnrolState::refused:
      return "refused";
    case wire::EnrolState::pending:
      return "pending";
    case wire::EnrolState::issued:
      return "issued";
    default:
      return "busy";
  }
}

}  // namespace

std::optional<sign::CertificateIssuer> load_device_authority(const std::optional<EnrolmentConfig>& config) {
  if (!config) return std::nullopt;
  const auto certificate = os::read_file(config->authority, kMaxRootsBytes);
  if (!certificate) throw StartError(ExitCode::key_material, certificate.error().detail);
  const auto key = load_unattended_key(config->authority_key, "enrolment key");
  auto issuer = sign::CertificateIssuer::create(as_text(*certificate), key);
  if (!issuer)
    throw StartError(ExitCode::key_material,
                     config->authority.string() + ": not the certificate of " + config->authority_key.string());
  return std::move(*issuer);
}

EnrolmentDesk::EnrolmentDesk(boost::asio::io_context& context, CoreRunner& runner, const EnrolmentConfig& config,
                             const TlsFiles& link, const Path& roots)
    : runner_(runner) {
  const auto root_set = os::read_file(roots, kMaxRootsBytes);
  const auto authority = os::read_file(config.controller_authority, kMaxRootsBytes);
  if (!root_set || !authority)
    throw StartError(ExitCode::key_material, (root_set ? authority : root_set).error().detail);
  wire::EnrolOffer offer{*root_set, sign::certificate_from_pem(as_text(*authority))};
  if (offer.authority.empty())
    throw StartError(ExitCode::key_material, config.controller_authority.string() + ": not a certificate");
  auto judge = [this](EnrolmentRequest asked, enrol::EnrolServer::Answer answer) {
    const std::string address = asked.address;
    runner_.ask([&](ControllerCore& core, Now now, RequestId request) { core.enrol(now, request, asked); },
                [answer = std::move(answer), address](Action action) {
                  auto& answered = std::get<EnrolmentAnswered>(action);
                  spdlog::info("event=enrolment address={} answer={} terminal={}", address,
                               word_of(answered.reply.state),
                               answered.reply.terminal ? answered.reply.terminal->text() : "-");
                  answer(std::move(answered.reply));
                });
  };
  enrol::EnrolListening listening;
  listening.address = config.address;
  listening.port = config.port;
  auto server = enrol::EnrolServer::start(context, listening, load_identity(link), offer, std::move(judge));
  if (!server) {
    const bool material = server.error().kind == ErrorKind::bad_input;
    throw StartError(material ? ExitCode::key_material : ExitCode::in_use, server.error().detail);
  }
  server_ = std::move(*server);
}

void EnrolmentDesk::add_claims(std::vector<ClaimDraft> drafts, ClaimMode mode, std::string actor,
                               Answering<ClaimsAnswer> answer) {
  runner_.ask(
      [&](ControllerCore& core, Now at, RequestId request) { core.add_claims(at, request, drafts, mode, actor); },
      [answer = std::move(answer)](Action action) {
        if (auto* rejected = std::get_if<ObjectRejected>(&action)) return answer(tl::unexpected(std::move(*rejected)));
        answer(std::move(std::get<ClaimsTaken>(action)));
      });
}

void EnrolmentDesk::approve(const Digest& claim, const TerminalId& terminal, bool replaces, std::string actor,
                            Answering<ObjectAnswer> answer) {
  runner_.ask([&](ControllerCore& core, Now at,
                  RequestId request) { core.approve_claim(at, request, claim, terminal, replaces, actor); },
              stored_answer(std::move(answer)));
}

void EnrolmentDesk::drop(const Digest& claim, std::string actor, Answering<ObjectAnswer> answer) {
  runner_.ask([&](ControllerCore& core, Now at, RequestId request) { core.drop_claim(at, request, claim, actor); },
              stored_answer(std::move(answer)));
}

void EnrolmentDesk::revoke(const TerminalId& terminal, std::string reason, std::string actor,
                           Answering<ObjectAnswer> answer) {
  runner_.ask([&](ControllerCore& core, Now at,
                  RequestId request) { core.revoke_device(at, request, terminal, std::move(reason), actor); },
              stored_answer(std::move(answer)));
}

}  // namespace tongluo::daemon
