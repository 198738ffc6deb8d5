#pragma once
// What edits of small named documents share (groups, holidays, playlists). Owner thread: the control thread.

#include "controller/http/api_backend.hpp"

namespace tongluo::http {

// The name in the path; answers itself when it is none.
std::optional<std::string> captured_name(const Request& request, const Respond& respond);
// True when If-Match names another state than the stored one; answered.
bool changed_meanwhile(const ApiPorts& ports, const Request& request, const char* kind, const std::string& name,
                       const Respond& respond);
// A refusal of what the fields themselves cannot show: an area or a terminal that does not exist.
std::function<void(ObjectAnswer)> document_answer(const Respond& respond);

}  // namespace tongluo::http
