#include "controller/core/command_book.hpp"

#include <algorithm>

#include "controller/core/limits.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::controller {

CommandAnswer* CommandRecord::answer_of(TerminalIndex terminal) {
  const auto at = std::find_if(answers.begin(), answers.end(),
                               [terminal](const CommandAnswer& answer) { return answer.terminal == terminal; });
  return at == answers.end() ? nullptr : &*at;
}

CommandRecord* CommandBook::find(const Digest& digest) {
  return const_cast<CommandRecord*>(static_cast<const CommandBook*>(this)->find(digest));
}

const CommandRecord* CommandBook::find(const Digest& digest) const {
  const auto at = std::find_if(records_.begin(), records_.end(),
                               [&digest](const CommandRecord& record) { return record.digest == digest; });
  return at == records_.end() ? nullptr : &*at;
}

void CommandBook::add(CommandRecord record) {
  records_.push_front(std::move(record));
  while (records_.size() > kMaxCommandsKept) {
    for (const CommandAnswer& answer : records_.back().answers) bytes_ -= answer.data.size();
    records_.pop_back();
  }
}

bool CommandBook::take(WallTime now, TerminalIndex terminal, const wire::CommandResult& result) {
  CommandRecord* record = find(result.command);
  CommandAnswer* answer = record == nullptr ? nullptr : record->answer_of(terminal);
  if (answer == nullptr || answer->complete || result.part != answer->parts_taken + 1) return false;
  if (answer->data.size() + result.data.size() > limits::kMaxLogSlice) return false;
  answer->status = result.status;
  answer->refusal = result.refusal;
  answer->detail = result.detail;
  answer->at = now;
  answer->data.insert(answer->data.end(), result.data.begin(), result.data.end());
  answer->parts_taken = result.part;
  answer->complete = result.part >= result.parts;
  const bool complete = answer->complete;
  bytes_ += result.data.size();
  // The oldest data leaves; its record stays.
  for (auto old = records_.rbegin(); old != records_.rend() && bytes_ > kMaxCommandBytesKept; ++old)
    for (CommandAnswer& each : old->answers) {
      if (&each == answer) continue;
      bytes_ -= each.data.size();
      each.data.clear();
    }
  return complete;
}

}  // namespace tongluo::controller
