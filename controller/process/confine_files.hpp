#pragma once
// Landlock: this process and what it becomes may read the system's programs, libraries and data and the named paths,
// and nothing else of the file system; it may write only /dev/null. A kernel without Landlock leaves the file
// permissions alone.

#include <string>
#include <vector>

namespace tongluo::process {

// Paths that do not exist are left out. False: the kernel has Landlock and refused (errno says why).
bool confine_files(const std::vector<std::string>& readable);

}  // namespace tongluo::process
