#include "controller/notify/channel.hpp"
#include "controller/notify/curl_handle.hpp"
#include "controller/notify/message.hpp"

namespace tongluo::notify {
namespace {

constexpr std::size_t kMaxWebhookAnswer = 64 * 1024;

class WebhookChannel final : public Channel {
 public:
  WebhookChannel(std::string url, std::string environment, milliseconds timeout)
      : url_(std::move(url)), environment_(std::move(environment)), timeout_(timeout) {}
  ChannelKind kind() const override { return ChannelKind::webhook; }

  Result<void> deliver(const Attempt& attempt, const std::stop_token& stop) override {
    CurlHandle curl(url_, {"http,https", timeout_, kMaxWebhookAnswer}, stop);
    const std::string content = json(attempt, environment_);
    curl.add_header("Content-Type: application/json");
    curl.add_header("Expect:");
    curl.set(CURLOPT_POST, 1L);
    curl.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(content.size()));
    curl.set(CURLOPT_COPYPOSTFIELDS, content.c_str());
    if (auto done = curl.perform(); !done) return done;
    if (const long status = curl.status(); status < 200 || status > 299)
      return fail(ErrorKind::refused, "it answered with HTTP status " + std::to_string(status));
    return {};
  }

 private:
  const std::string url_, environment_;
  const milliseconds timeout_;
};

}  // namespace

std::unique_ptr<Channel> webhook_channel(std::string url, std::string environment, milliseconds timeout) {
  return std::make_unique<WebhookChannel>(std::move(url), std::move(environment), timeout);
}

}  // namespace tongluo::notify
