#pragma once
// Which playlists an account may see and use: the county's, and those of its areas. Pure, but for questions to the
// backend.

#include "controller/http/api_backend.hpp"

namespace tongluo::http {

bool shows_playlist(const Request& request, const std::optional<AreaCode>& owner);
// 422 prepare.unknown_playlist: it belongs to other areas. Of a name that nobody knows the core speaks.
std::optional<Problem> playlist_objection(const ApiPorts& ports, const Request& request, const std::string& name);

}  // namespace tongluo::http
