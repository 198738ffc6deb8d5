// The API's own description, for programs and people.

#include "controller/http/api_handlers.hpp"
#include "controller/http/openapi_text.hpp"

namespace tongluo::http {

void get_openapi(const ApiPorts&, Request, const Respond& respond) {
  respond({200, "application/json", std::string(kOpenApiText), {}});
}

}  // namespace tongluo::http
