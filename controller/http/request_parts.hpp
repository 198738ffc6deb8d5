#pragma once
// Private to the connection: parts of a request that are read by hand. Pure.

#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <string>
#include <string_view>

#include "controller/http/console_door.hpp"

namespace tongluo::http {

inline std::string_view view_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

template <class Message>
DoorRequest door_request(const Message& message) {
  using boost::beast::http::field;
  const auto text = [&message](auto name) { return view_of(message[name]); };
  return {view_of(message.method_string()),
          boost::beast::websocket::is_upgrade(message),
          text(field::host),
          text(field::origin),
          text(field::cookie),
          text(field::authorization),
          text(kCsrfHeader)};
}

// The Content-Type without parameters, lower case.
std::string media_type(std::string_view header);
// The User-Agent as it may stand in a list and in a log line.
std::string agent_of(std::string_view header);
// Everything else on the console's door is a file.
bool is_api(std::string_view target);

}  // namespace tongluo::http
