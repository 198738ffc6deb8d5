#pragma once
// A register map in TOML as a checked value. docs/field-bus.md describes every key. Errors: bad_input, with file, entry
// and key; not_found, io, limit (kMaxMapBytes).

#include <filesystem>
#include <string_view>

#include "protocol/base/result.hpp"
#include "terminal-fw/fieldbus/register_map.hpp"
#include "terminal-fw/fieldbus/sound_proof.hpp"

namespace tongluo::board {

struct BoardMap {
  fieldbus::RegisterMap registers;  // without fault
  fieldbus::ProofSettings proof;
};

Result<BoardMap> read_board_map(const std::filesystem::path& file);
// `name` stands for the file in errors.
Result<BoardMap> parse_board_map(std::string_view text, const std::string& name);

}  // namespace tongluo::board
