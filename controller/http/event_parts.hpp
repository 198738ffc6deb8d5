#pragma once
// What the event feed says, as the JSON of the lists. Pure.

#include <string>
#include <vector>

#include "controller/http/api_backend.hpp"

namespace tongluo::http {

std::vector<std::string> order_texts(const controller::OrderPage& page);
// With its digest beside the order: who only counts need not read on.
std::string with_digest(const std::string& order_text, const Digest& digest);
std::vector<std::string> terminal_texts(const controller::TerminalPage& page);
std::string sound_text(const controller::TerminalView& terminal);  // what it plays, nothing else
std::vector<std::string> call_texts(const std::vector<CallEntry>& calls);
std::vector<std::string> live_texts(const std::vector<LiveView>& streams);  // without what changes all the time
std::string trust_text(std::uint64_t version);
std::string release_text(const controller::ReleaseView& release);

}  // namespace tongluo::http
