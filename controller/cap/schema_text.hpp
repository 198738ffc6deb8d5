#pragma once
// The bytes of cap-1.2.xsd; the build makes the source file from it.

#include <string_view>

namespace tongluo::cap {

extern const std::string_view kSchemaText;

}  // namespace tongluo::cap
