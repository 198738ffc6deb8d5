#pragma once
// A browser as far as the console's door can tell: TLS, one cookie, the CSRF token, its own origin. Blocking; a
// connection for each request. Each answer, and each text of a WebSocket, is held against the description of the API.

#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tongluo::daemon {

class ConsoleBrowser {
 public:
  // `authority_pem` is the only one believed; `name` is in the certificate.
  ConsoleBrowser(unsigned short port, std::string authority_pem, std::string name);

  struct Answer {
    unsigned status = 0;  // 0: no answer
    boost::json::object json;
    std::string body;
    std::string code() const;  // of a problem
  };
  Answer ask(const std::string& method, const std::string& target, const boost::json::object* body = nullptr,
             const std::vector<std::string>& more = {});
  Answer ask(const std::string& method, const std::string& target, const boost::json::object& body) {
    return ask(method, target, &body);
  }
  // Keeps cookie and CSRF token of what it answers.
  Answer sign_in(const std::string& name, const std::string& password, const std::string& code = {});

  // A page that listens to what changes.
  class Events;
  std::unique_ptr<Events> watch(const std::string& query = {}) const;

  std::string cookie;  // "__Host-tongluo=…", or empty
  std::string csrf;
  std::string origin;
  std::string bearer;  // a program's token instead

 private:
  unsigned short port_;
  std::string authority_pem_;
  std::string name_;
};

class ConsoleBrowser::Events {
 public:
  virtual ~Events() = default;
  // The next event; empty when none comes in time, or the socket was closed.
  virtual boost::json::object next() = 0;
  // The next of this kind, whatever comes before.
  boost::json::object next(std::string_view kind);
};

}  // namespace tongluo::daemon
