// Under test: the HTTPS listener on loopback with real certificates: who may come in, and that nothing else does.

#include "controller/http/tls_context.hpp"
#include "protocol/os/clock.hpp"
#include "tests/support/certificates.hpp"
#include "tests/unit/http/api_fixture.hpp"

namespace tongluo::http {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;

class HttpsTest : public ApiFixture {
 protected:
  HttpsTest() {
    HttpsListening https;
    https.identity = {server_certificate_.certificate_pem, server_certificate_.key_pem, operators_.certificate_pem};
    start(https);
  }

  TlsClient connect_tls(ssl::context& tls) {
    ssl::stream<tcp::socket> stream(context_, tls);
    stream.next_layer().connect({asio::ip::address_v4::loopback(), server_->https_port()});
    return TlsClient(context_, std::move(stream));
  }
  boost::system::error_code handshake(TlsClient& client) {
    boost::system::error_code result;
    client.run([&](auto done) { client.stream().async_handshake(ssl::stream_base::client, done); }, &result);
    return result;
  }
  // The status of GET /health with this client certificate (none: without); 0 if the server does not let us in.
  unsigned status_with(const test::Certified* certified, int highest_version = TLS1_3_VERSION) {
    ssl::context tls(ssl::context::tls_client);
    SSL_CTX_set_max_proto_version(tls.native_handle(), highest_version);
    tls.add_certificate_authority(asio::buffer(controllers_.certificate_pem));
    tls.set_verify_mode(ssl::verify_peer);
    if (certified != nullptr) {
      tls.use_certificate_chain(asio::buffer(certified->certificate_pem));
      tls.use_private_key(asio::buffer(certified->key_pem), ssl::context::pem);
    }
    TlsClient client = connect_tls(tls);
    if (handshake(client)) return 0;
    return client.ask(request_text("GET", "/health")).result_int();
  }
  // As whom the core gets a submit of this person.
  std::string actor_of(const test::Certified& person) {
    ssl::context tls(ssl::context::tls_client);
    tls.use_certificate_chain(asio::buffer(person.certificate_pem));
    tls.use_private_key(asio::buffer(person.key_pem), ssl::context::pem);
    TlsClient client = connect_tls(tls);
    EXPECT_FALSE(handshake(client));
    client.ask(request_text("POST", "/api/v1/orders", envelope_body()));
    return backend_.submissions.empty() ? std::string() : backend_.submissions.back().actor;
  }

  test::Certified operators_ = test::make_authority("operators");
  test::Certified controllers_ = test::make_authority("controllers");
  test::Certified server_certificate_ = test::issue(controllers_, "controller", "controller.tongluo");
};

TEST_F(HttpsTest, AnOperatorComesIn) {
  const test::Certified person = test::issue(operators_, "Li Na");
  EXPECT_EQ(status_with(&person), 200U);
  EXPECT_EQ(server_->counters().handshake_failures, 0U);
}

TEST_F(HttpsTest, TheActorIsTheCommonNameAndNobodyPosesAsALocalUser) {
  EXPECT_EQ(actor_of(test::issue(operators_, "李娜")), "李娜");
  EXPECT_EQ(actor_of(test::issue(operators_, "unix:0")), "certificate:unix:0");
  EXPECT_EQ(actor_of(test::issue(operators_, "account:li")), "certificate:account:li");
  EXPECT_EQ(actor_of(test::issue(operators_, "token:feed")), "certificate:token:feed");
  EXPECT_EQ(actor_of(test::issue(operators_, "a\"b\nc")), "a?b?c");
}

TEST_F(HttpsTest, ACertificatesEndIsRead) {
  const auto ends = certificate_expiry(server_certificate_.certificate_pem);  // valid for a year
  ASSERT_TRUE(ends);
  EXPECT_NEAR(static_cast<double>(to_us(*ends) - to_us(os::wall_now())), 365.0 * 24 * 3600e6, 120e6);
  EXPECT_FALSE(certificate_expiry("nonsense"));
  EXPECT_FALSE(certificate_expiry(""));
}

TEST_F(HttpsTest, WithoutCertificateNobodyComesIn) {
  EXPECT_EQ(status_with(nullptr), 0U);
  EXPECT_EQ(server_->counters().handshake_failures, 1U);
  EXPECT_TRUE(server_->counters().responses.empty());
}

TEST_F(HttpsTest, AForeignCertificateIsRefusedEvenWithTheSameName) {
  const test::Certified foreign = test::issue(test::make_authority("operators"), "Li Na");
  EXPECT_EQ(status_with(&foreign), 0U);
  const test::Certified other_side = test::issue(controllers_, "Li Na");
  EXPECT_EQ(status_with(&other_side), 0U);
  EXPECT_EQ(server_->counters().handshake_failures, 2U);
  EXPECT_TRUE(server_->counters().responses.empty());
}

TEST_F(HttpsTest, OlderTlsIsRefused) {
  const test::Certified person = test::issue(operators_, "Li Na");
  EXPECT_EQ(status_with(&person, TLS1_2_VERSION), 0U);
}

TEST_F(HttpsTest, PlainTextAndSilenceEndTheirOwnConnectionOnly) {
  tcp::socket plain(context_);
  plain.connect({asio::ip::address_v4::loopback(), server_->https_port()});
  RawClient<tcp::socket> talker(context_, std::move(plain));
  talker.send("GET /health HTTP/1.1\r\n\r\n");
  talker.run([&](auto done) {  // whatever alert comes is read until the close
    talker.stream().async_wait(tcp::socket::wait_read, done);
  });
  tcp::socket mute(context_);
  mute.connect({asio::ip::address_v4::loopback(), server_->https_port()});
  RawClient<tcp::socket> silent(context_, std::move(mute));
  EXPECT_TRUE(silent.closed_by_server());
  EXPECT_EQ(server_->counters().handshake_failures, 2U);
  const test::Certified person = test::issue(operators_, "Li Na");
  EXPECT_EQ(status_with(&person), 200U);
}

TEST_F(HttpsTest, WhoComesBeforeItIsOpenWaitsAndIsServedThen) {
  auto server = HttpServer::bind(context_, {folder_ / "early.sock"}, api_routes(ports()));
  ASSERT_TRUE(server) << server.error().detail;
  UnixClient client = connect_unix(context_, (folder_ / "early.sock").string());
  client.send(request_text("GET", "/api/v1/terminals"));
  settle();
  EXPECT_EQ((*server)->counters().accepted, 0U);
  (*server)->open();
  EXPECT_EQ(client.receive().result_int(), 200U);
}

TEST_F(HttpsTest, UnusableKeyMaterialAndAPortInUseAreNamed) {
  const auto attempt = [this](const transport::TlsIdentity& identity, std::uint16_t port) {
    HttpListening listening{folder_ / "other.sock", HttpsListening{"127.0.0.1", port, identity}};
    const auto started = HttpServer::bind(context_, listening, {});
    return started ? std::string() : started.error().detail;
  };
  const transport::TlsIdentity good = {server_certificate_.certificate_pem, server_certificate_.key_pem,
                                       operators_.certificate_pem};
  transport::TlsIdentity bad = good;
  bad.private_key_pem = operators_.key_pem;
  EXPECT_NE(attempt(bad, 0).find("HTTPS key"), std::string::npos);
  bad = good;
  bad.certificate_pem = "nonsense";
  EXPECT_NE(attempt(bad, 0).find("HTTPS certificate"), std::string::npos);
  bad = good;
  bad.authority_pem = "";
  EXPECT_NE(attempt(bad, 0).find("authority"), std::string::npos);
  EXPECT_NE(attempt(good, server_->https_port()).find("in use"), std::string::npos);
  EXPECT_EQ(attempt(good, 0), "");
}

}  // namespace
}  // namespace tongluo::http
