#pragma once
// The bytes of openapi.json; the build makes the source file from it.

#include <string_view>

namespace tongluo::http {

extern const std::string_view kOpenApiText;

}  // namespace tongluo::http
