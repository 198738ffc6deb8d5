# One function makes every module and knows the layers. The table is tests/tidy/architecture.txt: the same file that the
# tidy test holds against the #include lines, so a forbidden arrow stops the configure step and the test run alike.

set(TONGLUO_ARCHITECTURE ${PROJECT_SOURCE_DIR}/tests/tidy/architecture.txt)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${TONGLUO_ARCHITECTURE})

file(STRINGS ${TONGLUO_ARCHITECTURE} lines REGEX "^module ")
foreach(line IN LISTS lines)
  string(REGEX REPLACE "[ ]+" ";" words "${line}")
  list(GET words 1 path)
  list(GET words 2 layer)
  list(REMOVE_AT words 0 1 2 3)
  set(TONGLUO_LAYER_${path} ${layer})
  set(TONGLUO_MAY_INCLUDE_${path} ${words})
endforeach()

# Refuses, with one clear line, an arrow that the table does not allow or that does not point to a lower layer.
function(tongluo_check_arrow path dependency)
  if(NOT DEFINED TONGLUO_LAYER_${path})
    message(FATAL_ERROR "${path}: not in tests/tidy/architecture.txt")
  endif()
  if(NOT DEFINED TONGLUO_LAYER_${dependency})
    message(FATAL_ERROR "${path} depends on ${dependency}, which is not in tests/tidy/architecture.txt")
  endif()
  if(NOT TONGLUO_LAYER_${dependency} LESS TONGLUO_LAYER_${path})
    message(FATAL_ERROR "${path} (layer ${TONGLUO_LAYER_${path}}) depends on ${dependency} (layer "
      "${TONGLUO_LAYER_${dependency}}): dependencies point to lower layers only")
  endif()
  if(NOT dependency IN_LIST TONGLUO_MAY_INCLUDE_${path})
    message(FATAL_ERROR "${path} depends on ${dependency}: architecture.txt has no such arrow")
  endif()
endfunction()

# protocol/wire -> tongluo_protocol_wire
function(tongluo_target_name path out)
  string(REPLACE "/" "_" name "${path}")
  string(REPLACE "-" "_" name "${name}")
  set(${out} tongluo_${name} PARENT_SCOPE)
endfunction()

# tongluo_module(SOURCES a.cpp … DEPENDS protocol/base … LIBRARIES OpenSSL::Crypto …)
# The module is the folder it is called in. LIBRARIES are third-party and private, PUBLIC_LIBRARIES leak through headers.
function(tongluo_module)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;LIBRARIES;PUBLIC_LIBRARIES" ${ARGN})
  file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  tongluo_target_name(${path} target)
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE ${arg_LIBRARIES})
    if(TONGLUO_HOT_CODE AND path IN_LIST TONGLUO_HOT_MODULES)
      target_compile_options(${target} PRIVATE ${TONGLUO_HOT_CODE})
    else()
      tongluo_precompiled(${target} tongluo_product_headers)
    endif()
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_link_libraries(${target} ${scope} tongluo_options ${arg_PUBLIC_LIBRARIES})
  foreach(dependency IN LISTS arg_DEPENDS)
    tongluo_check_arrow(${path} ${dependency})
    tongluo_target_name(${dependency} dependency_target)
    target_link_libraries(${target} ${scope} ${dependency_target})
  endforeach()
endfunction()

# tongluo_program(NAME tongluod SOURCES … DEPENDS … LIBRARIES …): an executable made of this folder, which is a main.
function(tongluo_program)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_link_libraries(${arg_NAME} PRIVATE tongluo_options ${arg_LIBRARIES})
  tongluo_precompiled(${arg_NAME} tongluo_product_headers)
  foreach(dependency IN LISTS arg_DEPENDS)
    tongluo_check_arrow(${path} ${dependency})
    tongluo_target_name(${dependency} dependency_target)
    target_link_libraries(${arg_NAME} PRIVATE ${dependency_target})
  endforeach()
endfunction()

# tongluo_test_code(TARGET): compiled as the tests' own sources are. TONGLUO_TEST_OPTIONS: a preset's compiler options for them, since
# they are two thirds of a build.
function(tongluo_test_code target)
  target_compile_options(${target} PRIVATE ${TONGLUO_TEST_OPTIONS})
  target_link_libraries(${target} PRIVATE GTest::gtest)  # its options are those of the headers
  tongluo_precompiled(${target} tongluo_test_headers)
endfunction()

# tongluo_test(NAME wire_test SOURCES … DEPENDS protocol/wire … LIBRARIES … [LABELS …] [TIMEOUT s] [NOT_EMULATED patterns…]
#   [NOT_SANITIZED patterns…])
# NOT_EMULATED: GoogleTest patterns that the firmware's other architectures leave out, NOT_SANITIZED those that AddressSanitizer does, each
# with its reason in a comment.
function(tongluo_test)
  cmake_parse_arguments(arg "" "NAME;TIMEOUT" "SOURCES;DEPENDS;LIBRARIES;LABELS;DEFINITIONS;NOT_EMULATED;NOT_SANITIZED" ${ARGN})
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_link_libraries(${arg_NAME} PRIVATE tongluo_options ${arg_LIBRARIES} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${arg_NAME} PRIVATE TONGLUO_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    TONGLUO_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}" ${arg_DEFINITIONS})
  # GoogleTest's own headers trip this one under clang.
  target_compile_options(${arg_NAME} PRIVATE -Wno-sign-conversion)
  tongluo_test_code(${arg_NAME})
  if(CMAKE_CROSSCOMPILING)
    # Tests use samples and octets counted in 64 bits as indices, which the code under test may not; the rest the dev build warns of.
    # Only what is tested is compiled as it is shipped.
    target_compile_options(${arg_NAME} PRIVATE -w -O0)
  endif()
  foreach(dependency IN LISTS arg_DEPENDS)
    tongluo_target_name(${dependency} dependency_target)
    target_link_libraries(${arg_NAME} PRIVATE ${dependency_target})
  endforeach()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(TONGLUO_ASAN OR TONGLUO_TSAN)
    math(EXPR arg_TIMEOUT "3 * ${arg_TIMEOUT}")
  endif()
  set(properties TIMEOUT ${arg_TIMEOUT} COST ${arg_TIMEOUT})  # what may take longest begins first
  if(arg_LABELS)
    list(APPEND properties LABELS "${arg_LABELS}")
  endif()
  if(threads IN_LIST arg_LABELS)
    set_property(GLOBAL APPEND PROPERTY TONGLUO_THREADED_TESTS ${arg_NAME})
  endif()
  if(CMAKE_CROSSCOMPILING OR (TONGLUO_ASAN AND NOT threads IN_LIST arg_LABELS))
    # A program at a time: to start the emulator, or the sanitizer, for each case would take longer than the cases.
    set(left_out ${arg_NOT_SANITIZED})
    if(CMAKE_CROSSCOMPILING)
      set(left_out ${arg_NOT_EMULATED})
    endif()
    list(JOIN left_out ":" left_out)
    add_test(NAME ${arg_NAME} COMMAND ${arg_NAME} --gtest_brief=1 --gtest_filter=-${left_out})
    set_tests_properties(${arg_NAME} PROPERTIES ${properties} TIMEOUT 1200)
    return()
  endif()
  gtest_discover_tests(${arg_NAME} DISCOVERY_MODE PRE_TEST PROPERTIES ${properties})
endfunction()
