#pragma once
// The 4,000 most usual passwords of twelve characters and more: one a line, small letters, sorted
// (common_passwords.txt, built in). Pure.

#include <string_view>

namespace tongluo::accounts {

std::string_view common_passwords();

}  // namespace tongluo::accounts
