#pragma once
// One blocking HTTP request over the controller's Unix socket. Status 0: nobody answered.

#include <filesystem>
#include <string>

namespace tongluo::crash {

struct HttpReply {
  int status = 0;
  std::string body;
};

HttpReply http_request(const std::filesystem::path& socket, const std::string& method, const std::string& path,
                       const std::string& body = {});

// The text or number after "name": in a flat JSON object; empty if there is none.
std::string json_field(const std::string& json, const std::string& name);

}  // namespace tongluo::crash
