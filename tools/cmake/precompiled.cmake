# The headers that most sources have in common, read once for the product and once for the tests: up to a fifth of a source's time. The
# release build and the firmware's read them as they are included.
set(TONGLUO_COMMON_HEADERS <algorithm> <array> <atomic> <charconv> <chrono> <cmath> <cstdint> <cstring> <deque> <filesystem> <fstream>
  <functional> <map> <memory> <mutex> <optional> <set> <span> <sstream> <string> <string_view> <thread> <unordered_map> <variant> <vector>
  <boost/asio/io_context.hpp> <boost/asio/ip/tcp.hpp> <boost/asio/steady_timer.hpp> <boost/asio/write.hpp>
  <boost/beast/core/flat_buffer.hpp> <boost/beast/http.hpp> <boost/json.hpp>)

# tongluo_headers(NAME LIBRARIES … HEADERS … OPTIONS …): a target that holds the headers and nothing else.
function(tongluo_headers name)
  cmake_parse_arguments(arg "" "" "LIBRARIES;HEADERS;OPTIONS" ${ARGN})
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${name}.cpp CONTENT "// The headers are all.\n")
  add_library(${name} STATIC ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE tongluo_options Boost::headers Boost::json ${arg_LIBRARIES})
  target_compile_options(${name} PRIVATE ${arg_OPTIONS})
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS} ${TONGLUO_COMMON_HEADERS})
endfunction()

# tongluo_precompiled(TARGET HEADERS): TARGET is compiled with the same options as HEADERS. GCC refuses them where a macro differs that
# they have asked for, so who reads them has their definitions.
function(tongluo_precompiled target headers)
  if(TONGLUO_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${headers})
    target_compile_definitions(${target} PRIVATE $<TARGET_PROPERTY:${headers},COMPILE_DEFINITIONS>)
  endif()
endfunction()

if(TONGLUO_PRECOMPILE)
  tongluo_headers(tongluo_product_headers)
endif()
if(TONGLUO_PRECOMPILE AND BUILD_TESTING)
  find_package(GTest REQUIRED)
  tongluo_headers(tongluo_test_headers LIBRARIES GTest::gtest GTest::gmock HEADERS <gmock/gmock.h> <gtest/gtest.h>
    OPTIONS ${TONGLUO_TEST_OPTIONS})
endif()
