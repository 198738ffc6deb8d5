#pragma once
// Where a passphrase comes from: a file, or a prompt on the terminal that shows nothing. Never the command line: other
// users of the machine can read that.

#include <filesystem>
#include <optional>
#include <string>

#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMinPassphraseLength = 8;

enum class PassphraseUse { open_existing, choose_new };  // a new one is asked for twice and has a least length

// The file's first line, or a prompt on /dev/tty when there is no file.
Try<std::string> read_passphrase(const std::optional<std::filesystem::path>& file, PassphraseUse use);
// A token's PIN, likewise; `file` empty: asked for.
Try<std::string> read_pin(const std::filesystem::path& file);

}  // namespace tongluo::ctl
