#pragma once
// Every limit of the live thread, with what happens at it.

#include <cstddef>

#include "protocol/base/time.hpp"

namespace tongluo::broadcast {

constexpr std::size_t kMaxCommands = 65'536;     // waiting for the live thread; more: refused, counted
constexpr std::size_t kCommandsPerTurn = 4'096;  // then the socket is looked at again
constexpr std::size_t kPortionsPerTurn = 16;     // then commands and the socket are looked at again
constexpr std::size_t kDatagramsPerRead = 64;
constexpr int kReadsPerTurn = 4;
constexpr int kSendBufferBytes = 4 * 1024 * 1024;
constexpr int kReceiveBufferBytes = 4 * 1024 * 1024;  // more control packets: the kernel drops them
constexpr auto kSendWait = milliseconds(5);           // for room in the socket; then the datagrams are dropped, counted

}  // namespace tongluo::broadcast
