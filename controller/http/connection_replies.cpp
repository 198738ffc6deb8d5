#include "controller/http/connection_replies.hpp"

#include <boost/beast/http/error.hpp>

namespace tongluo::http {

Reply connections_full() {
  return to_reply({503, "connections.full", "all connections are taken; try again in a moment", {}});
}

Reply audio_busy() {
  return to_reply({503, "audio.busy", "four recordings or bundles are being received; try again later", {}});
}

Reply own_uploads_busy() {
  return to_reply({503, "audio.busy", "two recordings of this account are being received; wait for one of them", {}});
}

Reply too_many_sockets() {
  return to_reply({429, "request.too_many", "this account watches or speaks in 32 places; close one of them", {}});
}

Reply too_many_requests() {
  return to_reply({429, "request.too_many", "64 requests of this account are being answered; wait for them", {}});
}

Reply internal_error() {
  return to_reply({500, "internal", "the request failed inside the controller; its log says why", {}});
}

Reply deadline_passed() {
  return to_reply({504, "deadline", "the controller did not finish this in time; ask again whether it happened", {}});
}

Reply reply_to(const Mismatch& wrong) {
  Reply reply = to_reply(wrong.problem);
  if (!wrong.allow.empty()) reply.headers.emplace_back("Allow", wrong.allow);
  return reply;
}

std::optional<Reply> reply_to_broken(boost::beast::error_code error) {
  if (error == boost::beast::http::error::body_limit)
    return to_reply({413, "body.too_large", "the body is larger than this path allows", {}});
  if (error == boost::beast::http::error::header_limit || error == boost::beast::http::error::buffer_overflow)
    return to_reply({431, "header.too_large", "the request's header fields are too large", {}});
  const bool not_http =
      error.category() == boost::beast::http::make_error_code(boost::beast::http::error::bad_method).category();
  if (!not_http || error == boost::beast::http::error::partial_message) return std::nullopt;
  return to_reply({400, "http.malformed", "this is not an HTTP request: " + error.message(), {}});
}

}  // namespace tongluo::http
