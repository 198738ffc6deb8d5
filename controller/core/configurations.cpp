// Signed configuration: verified at the gateway, kept, sent to each terminal that it addresses and that holds an older
// one.

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/trust/configuration.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

std::string addresses_of(const wire::Configuration& configuration) {
  std::string text;
  for (const wire::ControllerAddress& address : configuration.controllers)
    text += (text.empty() ? "" : ", ") + address.host + ":" + std::to_string(address.port);
  return text;
}

}  // namespace

void ControllerCore::Impl::accept_configuration(Now now, RequestId request, const Envelope& envelope) {
  auto admitted = trust::verify_configuration(authority(), envelope, now.wall);
  if (!admitted) return push(ObjectRejected{request, admitted.error(), ""});
  const std::uint64_t version = admitted->configuration.version;
  if (const auto held = configurations.find(version);
      held != configurations.end() && held->second.envelope.payload == envelope.payload)
    return push(ObjectStored{request});
  if (!configurations.empty() && version <= configurations.rbegin()->first)
    return push(ObjectRejected{request, Refusal::older_version,
                               "version " + std::to_string(configurations.rbegin()->first) + " is held"});
  for (const TerminalIndex index : fleet.addressed(admitted->configuration.targets))
    if (const Refusal refusal = trust::configures(*admitted, *fleet.at(index).place); refusal != Refusal::none)
      return push(ObjectRejected{request, refusal, fleet.at(index).id.text()});
  Writes writes{
      SaveDocument{{std::string(kConfigurationKind), std::to_string(version), to_base64(wire::serialize(envelope))}}};
  audit(writes, now.wall, "configuration.accepted", std::to_string(version),
        "by " + admitted->person + ": " + addresses_of(admitted->configuration));
  persist(std::move(writes), StoredConfigurationOf{request, std::move(admitted->configuration), envelope});
}

void ControllerCore::Impl::finish(StoredConfigurationOf& stored) {
  const std::uint64_t version = stored.configuration.version;
  const auto addressed = fleet.addressed(stored.configuration.targets);
  configurations.insert_or_assign(version, HeldConfiguration{std::move(stored.configuration), stored.envelope});
  push(ObjectStored{stored.request});
  for (const TerminalIndex index : addressed)
    for (const SessionId session : fleet.at(index).sessions) push(Send{session, wire::SignedObject{stored.envelope}});
  if (configurations.size() <= kMaxConfigurations) return;
  persist({RemoveDocument{std::string(kConfigurationKind), std::to_string(configurations.begin()->first)}},
          StoredNothing{});
  configurations.erase(configurations.begin());
}

// The newest that addresses this terminal, if it is newer than what it holds.
void ControllerCore::Impl::send_configuration(SessionId session, TerminalIndex terminal, std::uint64_t held) {
  for (auto at = configurations.rbegin(); at != configurations.rend() && at->first > held; ++at) {
    if (!trust::addresses(at->second.configuration.targets, *fleet.at(terminal).place)) continue;
    return push(Send{session, wire::SignedObject{at->second.envelope}});
  }
}

bool ControllerCore::Impl::restore_configuration(const Document& document) {
  const auto bytes = from_base64(document.body);
  auto envelope = bytes ? wire::parse_envelope(*bytes) : tl::unexpected(wire::WireError{});
  auto configuration = envelope ? wire::parse_configuration(envelope->payload) : tl::unexpected(wire::WireError{});
  if (!configuration) return false;
  const std::uint64_t version = configuration->version;
  configurations.emplace(version, HeldConfiguration{std::move(*configuration), std::move(*envelope)});
  return true;
}

std::vector<ConfigurationView> ControllerCore::configurations() const {
  std::vector<ConfigurationView> views;
  for (auto at = impl_->configurations.rbegin(); at != impl_->configurations.rend(); ++at)
    views.push_back({at->second.configuration, sign::identity(at->second.envelope)});
  return views;
}

void ControllerCore::accept_configuration(Now now, RequestId request, const Envelope& envelope) {
  impl_->last = now;
  impl_->accept_configuration(now, request, envelope);
}

}  // namespace tongluo::controller
