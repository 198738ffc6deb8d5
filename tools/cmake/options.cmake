# Build-wide options. Presets in CMakePresets.json choose among them; warnings are errors everywhere.
option(TONGLUO_ASAN "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(TONGLUO_TSAN "ThreadSanitizer (clang only: GCC's rejects Asio's fences)" OFF)
option(TONGLUO_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(TONGLUO_COVERAGE "Count which lines run (clang only): tools/coverage" OFF)
option(TONGLUO_PRECOMPILE "Read the headers that most sources have in common once" OFF)
option(TONGLUO_FIRMWARE "Only the terminal, and the unit tests of what it is made of: for its other architectures" OFF)

find_program(CCACHE ccache)
if(CCACHE)
  # Else it keeps nothing that reads a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

set(CMAKE_LINK_WHAT_YOU_USE OFF)

add_library(tongluo_options INTERFACE)
target_compile_options(tongluo_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wno-missing-field-initializers -Werror
  # GCC 12 reports false positives inside libstdc++ and coroutine frames with these at -O2.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-null-dereference -Wno-maybe-uninitialized -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-dangling-pointer>)
# Nearly all of a build's time goes into headers that neighbours share: where CMAKE_UNITY_BUILD is on, all sources of a target are read as
# one translation unit. A private name that two of them have in common is mended by another name. The release build reads each by itself.
if(CMAKE_UNITY_BUILD)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 0)
  # A quarter of the time that the other linkers take.
  find_program(LLD NAMES ld.lld)
  if(LLD AND NOT CMAKE_CROSSCOMPILING)
    add_link_options(-fuse-ld=lld)
  endif()
  # A source that is read with its neighbours is not the main file any more, which is all that this warning asks for.
  target_compile_options(tongluo_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
# GCC's remarks on what its seventh version changed concern only older objects.
if(TONGLUO_ARCH)
  target_compile_options(tongluo_options INTERFACE -Wno-psabi)
  # Else 32 bit see no file whose size or inode number is larger, and have a limit of memory that cannot be said.
  target_compile_definitions(tongluo_options INTERFACE _FILE_OFFSET_BITS=64)
endif()
target_compile_definitions(tongluo_options INTERFACE _GNU_SOURCE)
target_include_directories(tongluo_options INTERFACE ${PROJECT_SOURCE_DIR})

if(TONGLUO_ASAN)
  # clang 14 cannot emit coroutines with the function check ("Cannot represent a difference across sections").
  add_compile_options(-fsanitize=address,undefined $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function> -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(TONGLUO_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping -O0)
  add_link_options(-fprofile-instr-generate)
endif()
if(TONGLUO_TSAN)
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()
# Under the sanitizers half of a build's time would go into optimising what runs little. Only what works on samples and signatures is
# optimised there.
set(TONGLUO_HOT_CODE)
set(TONGLUO_HOT_MODULES protocol/sign protocol/rtp protocol/stream terminal-fw/playout terminal-fw/audio terminal-fw/instep terminal-fw/live
  controller/media controller/capture controller/live tools/listen tools/link_model)
if((TONGLUO_ASAN OR TONGLUO_TSAN) AND NOT TONGLUO_FUZZ)
  add_compile_options(-O0)
  set(TONGLUO_HOT_CODE -O1)
endif()
if(TONGLUO_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
