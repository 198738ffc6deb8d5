// Maintenance commands: verified at the gateway, audited, sent to at most kMaxCommandTerminals, their answers kept.

#include "controller/core/controller_impl.hpp"
#include "protocol/trust/command.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

std::string words_of(const trust::AdmittedCommand& admitted, std::size_t addressed) {
  return "by " + admitted.person + ": " + std::string(to_string(admitted.command.kind)) + " to " +
         std::to_string(addressed);
}

}  // namespace

void ControllerCore::Impl::submit_command(Now now, RequestId request, const Envelope& envelope) {
  auto admitted = trust::verify_command(authority(), envelope, now.wall);
  if (!admitted) return push(ObjectRejected{request, admitted.error(), ""});
  if (commands.find(admitted->digest) != nullptr) return push(ObjectStored{request});
  const auto addressed = fleet.addressed(admitted->command.targets);
  if (addressed.empty()) return push(ObjectRejected{request, Refusal::not_addressed, "no terminal is addressed"});
  if (addressed.size() > kMaxCommandTerminals)
    return push(ObjectRejected{request, Refusal::limit_exceeded,
                               "a command reaches at most " + std::to_string(kMaxCommandTerminals) + " terminals"});
  for (const TerminalIndex index : addressed)
    if (const Refusal refusal = trust::commands(*admitted, *fleet.at(index).place); refusal != Refusal::none)
      return push(ObjectRejected{request, refusal, fleet.at(index).id.text()});
  CommandRecord record{
      admitted->digest,
      std::make_shared<const Bytes>(wire::frame(wire::serialize(wire::Message(wire::SignedObject{envelope})))),
      admitted->command,
      admitted->person,
      now.wall,
      {}};
  for (const TerminalIndex index : addressed) record.answers.push_back({.terminal = index});
  Writes writes;
  audit(writes, now.wall, "command.submitted", to_string(record.digest), words_of(*admitted, addressed.size()));
  persist(std::move(writes), StoredCommandOf{request, std::make_shared<CommandRecord>(std::move(record))});
}

void ControllerCore::Impl::finish(const StoredCommandOf& stored) {
  if (commands.find(stored.record->digest) == nullptr) commands.add(std::move(*stored.record));
  CommandRecord& record = commands.all().front();
  for (CommandAnswer& answer : record.answers)
    for (const SessionId session : fleet.at(answer.terminal).sessions) {
      answer.sent = true;
      push(SendFramed{session, record.frame});
    }
  push(ObjectStored{stored.request});
}

// What waits for a terminal that was away.
void ControllerCore::Impl::send_open_commands(Now now, SessionId session, TerminalIndex terminal) {
  for (CommandRecord& record : commands.all()) {
    CommandAnswer* answer = record.answer_of(terminal);
    if (answer == nullptr || answer->complete || record.command.expires_at < now.wall) continue;
    answer->sent = true;
    push(SendFramed{session, record.frame});
  }
}

void ControllerCore::Impl::on_command_result(Now now, TerminalIndex terminal, const wire::CommandResult& result) {
  if (!commands.take(now.wall, terminal, result)) return;
  Writes writes;
  audit(writes, now.wall, "command.answered", to_string(result.command),
        fleet.at(terminal).id.text() + " " + std::string(wire::to_string(result.status)) +
            (result.detail.empty() ? "" : ": " + result.detail));
  persist(std::move(writes), StoredNothing{});
}

CommandView ControllerCore::Impl::view(const CommandRecord& record) const {
  CommandView view{record.digest,       record.command.kind,       record.person,
                   record.submitted_at, record.command.expires_at, {}};
  for (const CommandAnswer& answer : record.answers) {
    const TerminalEntry& entry = fleet.at(answer.terminal);
    view.answers.push_back({entry.id, entry.place ? entry.place->name : std::string(), answer.sent, answer.complete,
                            answer.status, answer.refusal, answer.detail, answer.data, answer.at});
  }
  return view;
}

std::optional<CommandView> ControllerCore::command(const Digest& digest) const {
  const CommandRecord* record = impl_->commands.find(digest);
  return record == nullptr ? std::nullopt : std::optional(impl_->view(*record));
}

std::vector<CommandView> ControllerCore::commands(std::size_t limit) const {
  std::vector<CommandView> views;
  for (const CommandRecord& record : impl_->commands.all()) {
    if (views.size() >= limit) break;
    views.push_back(impl_->view(record));
  }
  return views;
}

void ControllerCore::submit_command(Now now, RequestId request, const Envelope& envelope) {
  impl_->last = now;
  impl_->submit_command(now, request, envelope);
}

}  // namespace tongluo::controller
