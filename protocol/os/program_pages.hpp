#pragma once
// Gives back the pages of program text that only the start needed: libraries' tables and set-up, several megabytes of
// them. They come back from the file, unchanged, when they are needed. For devices with little memory, where they would
// else be let go one by one while an alert plays. Any thread, once the start is over. An unreadable /proc: nothing
// happens.

#include <cstddef>

namespace tongluo::os {

std::size_t release_program_pages();  // octets of the mappings that were looked at

}  // namespace tongluo::os
