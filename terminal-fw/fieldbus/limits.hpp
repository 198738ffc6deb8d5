#pragma once
// Limits of the field bus, each with its policy. docs/field-bus.md explains them to whoever writes a register map.

#include <cstddef>
#include <cstdint>

#include "protocol/base/time.hpp"

namespace tongluo::fieldbus {

// The register map; a larger one is refused when it is read.
constexpr std::size_t kMaxBuses = 4;
constexpr std::size_t kMaxDevices = 16;
constexpr std::size_t kMaxRegisters = 64;
constexpr std::size_t kMaxPins = 16;
constexpr unsigned kMaxPinLine = 1'023;
constexpr std::size_t kMaxMapBytes = 64 * 1024;
constexpr std::uint8_t kMaxUnitId = 247;  // Modbus over serial line, section 2.2
constexpr auto kMinPeriod = milliseconds(50);
constexpr auto kMaxPeriod = milliseconds(30'000);  // a fault reaches the controller within 60 s of its cause
constexpr auto kMinTimeout = milliseconds(20);
constexpr auto kMaxTimeout = milliseconds(2'000);
constexpr std::uint32_t kMaxRetries = 5;
constexpr auto kMaxBusGap = milliseconds(500);
constexpr auto kMaxPowerUp = milliseconds(10'000);

// One read; adjacent registers share one up to this size (the protocol allows 125 words).
constexpr std::size_t kMaxBlockItems = 32;

// A device that failed once is asked again after the first pause; silent, after pauses that double up to the last.
constexpr auto kRetryPause = milliseconds(100);
constexpr auto kFirstBackOff = milliseconds(1'000);
constexpr auto kLastBackOff = milliseconds(30'000);

// A register that the device refuses (illegal address or value) is asked again so much later.
constexpr auto kRefusedPause = milliseconds(60'000);

// Writes of one output until it counts as failed; then it is tried again with the device's back-off.
constexpr std::uint32_t kMaxWriteTries = 3;
constexpr auto kReadBackPause = milliseconds(50);  // a device may show what was written a little later

// Pins.
constexpr auto kPinLook = milliseconds(100);      // between two looks at them
constexpr auto kPinPeriod = milliseconds(1'000);  // a contact that rests is told again
constexpr auto kMaxDebounce = milliseconds(10'000);
constexpr auto kMicrophonePeriod = milliseconds(100);

}  // namespace tongluo::fieldbus
