#pragma once
// Private to the connection: the replies of the machinery itself. Made in functions of their own: GCC 12 destroys
// braced temporaries inside a co_await expression twice. Pure.

#include <boost/beast/core/error.hpp>
#include <optional>

#include "controller/http/route_table.hpp"

namespace tongluo::http {

Reply connections_full();
Reply audio_busy();
Reply own_uploads_busy();   // kMaxUploadsOfAccount
Reply too_many_sockets();   // kMaxSocketsOfAccount
Reply too_many_requests();  // kMaxRequestsOfAccount
Reply internal_error();
Reply deadline_passed();
Reply reply_to(const Mismatch& wrong);
// What can still be answered after a read that failed; nothing for a stream that was cut off.
std::optional<Reply> reply_to_broken(boost::beast::error_code error);

}  // namespace tongluo::http
