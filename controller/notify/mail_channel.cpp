#include "controller/notify/channel.hpp"
#include "controller/notify/curl_handle.hpp"
#include "controller/notify/message.hpp"

namespace tongluo::notify {
namespace {

constexpr std::size_t kMaxAnswerBytes = 64 * 1024;

class MailChannel final : public Channel {
 public:
  MailChannel(std::string url, std::string from, std::string environment, milliseconds timeout)
      : url_(std::move(url)), from_(std::move(from)), environment_(std::move(environment)), timeout_(timeout) {}
  ChannelKind kind() const override { return ChannelKind::mail; }

  Result<void> deliver(const Attempt& attempt, const std::stop_token& stop) override {
    if (attempt.to.empty()) return fail(ErrorKind::bad_input, "no mail address in this step");
    CurlHandle curl(url_, {"smtp,smtps", timeout_, kMaxAnswerBytes}, stop);
    curl.set(CURLOPT_MAIL_FROM, ("<" + from_ + ">").c_str());
    for (const std::string& one : attempt.to) curl.add_recipient("<" + one + ">");
    // One unknown address among several must not silence the others.
    curl.set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
    const bool has_password = url_.find('@') != std::string::npos;
    curl.set(CURLOPT_USE_SSL, static_cast<long>(has_password ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl.set(CURLOPT_UPLOAD, 1L);
    curl.send_body(mail(attempt, environment_, from_));
    return curl.perform();
  }

 private:
  const std::string url_, from_, environment_;
  const milliseconds timeout_;
};

}  // namespace

std::unique_ptr<Channel> mail_channel(std::string url, std::string from, std::string environment,
                                      milliseconds timeout) {
  return std::make_unique<MailChannel>(std::move(url), std::move(from), std::move(environment), timeout);
}

}  // namespace tongluo::notify
