#pragma once
// One [[register]] entry of a register map.

#include "terminal-fw/board/table_reader.hpp"
#include "terminal-fw/fieldbus/register_map.hpp"

namespace tongluo::board {

// Mistakes are left with the reader; the value is then worth nothing.
fieldbus::Register read_register(TableReader& reader);

}  // namespace tongluo::board
