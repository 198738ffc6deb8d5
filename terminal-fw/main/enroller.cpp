#include "terminal-fw/main/enroller.hpp"

#include <spdlog/spdlog.h>

#include "protocol/os/random.hpp"
#include "protocol/sign/certificate_request.hpp"

namespace tongluo::firmware {

Enroller::Enroller(boost::asio::io_context& context, const Config& config, IdentityFolder identity,
                   sign::ClaimCode code, sign::PrivateKey key, std::function<void()> done)
    : context_(context),
      timer_(context),
      config_(config),
      identity_(std::move(identity)),
      code_(std::move(code)),
      key_(std::move(key)),
      done_(std::move(done)),
      plan_(config.enrolment.endpoints.size()) {}

void Enroller::ask() {
  auto request = sign::make_certificate_request(key_, config_.enrolment.hardware);
  if (!request) return say("the certificate request cannot be made: " + sign::to_string(request.error()));
  net::EnrolmentTask task{config_.enrolment.endpoints[plan_.endpoint()], config_.server_name, std::move(*request),
                          code_, std::nullopt};
  client_ = net::EnrolmentClient::ask(context_, std::move(task),
                                      [this](const Result<net::EnrolmentOutcome>& outcome) { on_outcome(outcome); });
}

void Enroller::on_outcome(const Result<net::EnrolmentOutcome>& outcome) {
  if (!outcome) {
    say(outcome.error().detail);
    return wait(plan_.after_failure(os::random_unit()));
  }
  const wire::EnrolReply& reply = outcome->reply;
  if (reply.state == wire::EnrolState::issued) {
    const auto taken = identity_.take(outcome->offer, reply, key_.key_id());
    if (!taken) {
      say(taken.error().detail);
      return wait(plan_.after_failure(os::random_unit()));
    }
    say("enrolled as " + reply.terminal->text());
    return done_();
  }
  if (reply.state == wire::EnrolState::pending)
    say("the controller waits for a person to bind this terminal to its place");
  if (reply.state == wire::EnrolState::refused)
    say("the controller refuses this claim code: wrong, used, or over its time");
  if (reply.state == wire::EnrolState::busy) say("the controller is busy");
  wait(plan_.after_reply(reply, os::random_unit()));
}

void Enroller::wait(milliseconds delay) {
  timer_.expires_after(delay);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) ask();
  });
}

void Enroller::say(const std::string& state) {
  if (state == said_) return;
  said_ = state;
  spdlog::warn("event=enrolment state=\"{}\"", state);
}

}  // namespace tongluo::firmware
