// The real listener and the real client of the terminal on loopback; the test judges.

#include "controller/enrol/enrol_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "controller/enrol/limits.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/random.hpp"
#include "protocol/sign/certificate_issuer.hpp"
#include "protocol/sign/certificate_request.hpp"
#include "terminal-fw/net/enrolment_client.hpp"
#include "tests/support/certificates.hpp"

namespace tongluo::enrol {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kPatience = seconds(20);

class Listener : public testing::Test {
 protected:
  Listener() {
    controllers = test::make_authority("controllers");
    devices = test::make_authority("devices");
    const auto own = test::issue(controllers, "controller", "controller.tongluo");
    offer = {to_bytes("root set"), sign::certificate_from_pem(controllers.certificate_pem)};
    auto started = EnrolServer::start(context, {}, {own.certificate_pem, own.key_pem, devices.certificate_pem}, offer,
                                      [this](controller::EnrolmentRequest request, const EnrolServer::Answer& answer) {
                                        asked.push_back(std::move(request));
                                        answer(reply);
                                      });
    server = std::move(*started);
  }

  net::EnrolmentTask claim(const Bytes& roots) {
    const auto key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
    return {{"127.0.0.1", server->port()},
            "controller.tongluo",
            *sign::make_certificate_request(*key, "SN-1"),
            sign::ClaimCode::make(os::random_bytes(sign::ClaimCode::kSecretSymbols), roots, offer.authority),
            std::nullopt};
  }
  Result<net::EnrolmentOutcome> ask(net::EnrolmentTask task) {
    std::optional<Result<net::EnrolmentOutcome>> outcome;
    const auto client = net::EnrolmentClient::ask(
        context, std::move(task), [&outcome](const Result<net::EnrolmentOutcome>& got) { outcome = got; });
    run_until([&outcome] { return outcome.has_value(); });
    return outcome.value_or(fail(ErrorKind::timeout, "the test waited too long"));
  }
  template <class Condition>
  void run_until(Condition condition) {
    const SteadyTime give_up = os::steady_now() + kPatience;
    while (!condition() && os::steady_now() < give_up) {
      context.restart();
      context.run_one_for(milliseconds(100));
    }
  }

  asio::io_context context;
  test::Certified controllers, devices;
  wire::EnrolOffer offer;
  wire::EnrolReply reply{wire::EnrolState::pending, seconds(30), std::nullopt, {}};
  std::vector<controller::EnrolmentRequest> asked;
  std::unique_ptr<EnrolServer> server;
};

TEST_F(Listener, ClaimsCarrySecretAndRequestAndGetTheAnswer) {
  const auto task = claim(offer.root_set);
  const auto outcome = ask(task);
  ASSERT_TRUE(outcome.has_value()) << outcome.error().detail;
  EXPECT_EQ(outcome->reply, reply);
  EXPECT_EQ(outcome->offer, offer);
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].secret, task.code->secret());
  EXPECT_EQ(asked[0].certificate_request, task.certificate_request);
  EXPECT_TRUE(asked[0].peer_certificate.empty());
  EXPECT_EQ(asked[0].address, "127.0.0.1");
}

TEST_F(Listener, TheSecretIsNeverSaidToAnotherController) {
  EXPECT_EQ(ask(claim(to_bytes("other roots"))).error().kind, ErrorKind::refused);
  auto task = claim(offer.root_set);
  task.server_name = "other.tongluo";
  EXPECT_EQ(ask(task).error().kind, ErrorKind::refused);
  EXPECT_TRUE(asked.empty());
}

TEST_F(Listener, RenewalsShowTheirCertificateAndStrangersCertificatesAreRefused) {
  auto task = claim(offer.root_set);
  task.code.reset();
  const auto own = test::issue(devices, "TL-0001");
  task.identity = transport::TlsIdentity{own.certificate_pem, own.key_pem, controllers.certificate_pem};
  ASSERT_TRUE(ask(task).has_value());
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(sign::certificate_name(asked[0].peer_certificate), "TL-0001");
  EXPECT_EQ(asked[0].secret, "");
  const auto foreign = test::issue(test::make_authority("foreign"), "TL-0001");
  task.identity = transport::TlsIdentity{foreign.certificate_pem, foreign.key_pem, controllers.certificate_pem};
  EXPECT_FALSE(ask(task).has_value());
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Listener, AfterTenRefusalsAnAddressIsToldBusyUnheard) {
  reply = {wire::EnrolState::refused, seconds(300), std::nullopt, {}};
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask(claim(offer.root_set))->reply.state, wire::EnrolState::refused);
  EXPECT_EQ(ask(claim(offer.root_set))->reply.state, wire::EnrolState::busy);
  EXPECT_EQ(asked.size(), 10U);
  EXPECT_EQ(server->counters().limited, 1U);
}

TEST_F(Listener, WhoSpeaksNoTlsIsDroppedAndTheNextOneServed) {
  tcp::socket socket(context);
  socket.connect({asio::ip::make_address("127.0.0.1"), server->port()});
  asio::write(socket, asio::buffer(std::string(1'000, 'x')));
  run_until([this] { return server->counters().handshake_failures == 1; });
  EXPECT_EQ(server->counters().handshake_failures, 1U);
  EXPECT_TRUE(ask(claim(offer.root_set)).has_value());
}

TEST_F(Listener, IdleStrangersNeverTakeMoreThanTheirPlaces) {
  std::vector<tcp::socket> idle;
  for (std::size_t i = 0; i < kMaxExchanges; ++i) {
    idle.emplace_back(context);
    idle.back().connect({asio::ip::make_address("127.0.0.1"), server->port()});
  }
  run_until([this] { return server->counters().accepted == kMaxExchanges; });
  EXPECT_FALSE(ask(claim(offer.root_set)).has_value());
  EXPECT_EQ(server->counters().refused_busy, 1U);
  idle.clear();
  run_until([this] { return server->counters().handshake_failures == kMaxExchanges; });
  EXPECT_TRUE(ask(claim(offer.root_set)).has_value());
}

}  // namespace
}  // namespace tongluo::enrol
