#pragma once
// A browser as far as the console's door can tell: TLS, one cookie, the CSRF token, its own origin. Blocking; a
// connection for each request.

#include <boost/json/object.hpp>
#include <string>
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

  std::string cookie;  // "__Host-tongluo=…", or empty
  std::string csrf;
  std::string origin;
  std::string bearer;  // a program's token instead

 private:
  unsigned short port_;
  std::string authority_pem_;
  std::string name_;
};

}  // namespace tongluo::daemon
