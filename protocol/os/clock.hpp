#pragma once
// The only place that reads a clock. Wall time has 64 bits on every target.

#include "protocol/base/time.hpp"

namespace tongluo::os {

Now now();
SteadyTime steady_now();
WallTime wall_now();

}  // namespace tongluo::os
