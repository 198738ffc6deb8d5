#pragma once
// May the wall clock be believed when a program starts?

#include <filesystem>

namespace tongluo::os {

// The kernel's own sign: a time service (chronyd, ntpd, systemd-timesyncd and any other) disciplines the clock, and did
// so within hours. Each start of the kernel begins without it. Also without it: the call is not allowed.
bool kernel_clock_synchronised();

struct ClockSigns {
  std::filesystem::path chips = "/sys/class/rtc";
  std::filesystem::path synchronised = "/run/systemd/timesync/synchronized";  // there since systemd-timesyncd set it
  bool (*disciplined)() = kernel_clock_synchronised;
};

// It was kept while the machine was off, or has been set since: a clock chip set it when the kernel started, or a time
// service did.
bool wall_clock_kept(const ClockSigns& signs = {});

}  // namespace tongluo::os
