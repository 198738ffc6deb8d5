#include "tools/ctl/prepared_order.hpp"

#include <boost/json.hpp>

#include "protocol/sign/digest_of.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/shown.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

auto unfit(std::string message) { return give_up(ExitCode::failed, "not signed: " + std::move(message)); }

std::string warnings_text(const std::vector<OrderWarning>& warnings) {
  std::string text;
  for (const OrderWarning& warning : warnings) text += "  WARNING " + shown(warning.code + ": " + warning.text) + "\n";
  return text;
}

std::string holds_text(const std::vector<std::string>& holds) {
  std::string text;
  for (const std::string& hold : holds) text += "  HELD " + shown(hold) + ": one more person must sign\n";
  return text;
}

std::string groups_text(const std::vector<Group>& groups) {
  std::string text;
  for (const Group& group : groups) {
    text += "  group " + shown(group.name) + " is";
    for (const wire::Target& target : group.targets) text += " " + target_text(target);
    text += "\n";
  }
  return text;
}

}  // namespace

std::vector<AddressedTerminal> parse_addressed(const json::array& list) {
  std::vector<AddressedTerminal> addressed;
  for (const json::value& value : list) {
    const json::object& one = as_object(value);
    addressed.push_back({text_at(one, "terminal"), text_at(one, "name"), text_at(one, "area")});
  }
  return addressed;
}

std::vector<std::string> parse_texts(const json::array& list) {
  std::vector<std::string> texts;
  for (const json::value& value : list)
    if (const json::string* text = value.if_string()) texts.emplace_back(*text);
  return texts;
}

Try<PreparedOrder> parse_prepared(const json::object& answer) {
  const std::optional<Bytes> payload = from_base64(text_at(answer, "payload"));
  if (!payload) return unfit("the controller's answer holds no payload");
  wire::WireResult<wire::Order> order = wire::parse_order(*payload);
  if (!order) return unfit("the prepared payload is no order: " + to_string(order.error()));
  PreparedOrder prepared;
  prepared.order = std::move(*order);
  prepared.payload = *payload;
  prepared.digest = sign::digest_of(*payload);
  prepared.addressed = parse_addressed(array_at(answer, "addressed"));
  if (text_at(answer, "digest") != to_string(prepared.digest)) return unfit("the digest is not that of the payload");
  if (prepared.addressed.empty()) return unfit("nobody is addressed");
  for (const json::value& value : array_at(answer, "warnings"))
    prepared.warnings.push_back({text_at(as_object(value), "code"), text_at(as_object(value), "text")});
  prepared.holds = parse_texts(array_at(answer, "holds"));
  if (const auto persons = integer_at(answer, "persons_required"))
    prepared.persons_required = static_cast<std::uint32_t>(*persons);
  prepared.confirm_count = flag_at(answer, "confirm_count");
  return prepared;
}

std::string describe(const PreparedOrder& prepared, std::chrono::minutes utc_offset,
                     const std::vector<Group>& by_group) {
  std::string text = describe(prepared.order, prepared.digest, utc_offset) + groups_text(by_group) +
                     std::to_string(prepared.addressed.size()) + " terminals are addressed:\n" +
                     describe(prepared.addressed) + warnings_text(prepared.warnings) + holds_text(prepared.holds);
  if (prepared.persons_required.value_or(1) > 1)
    text += std::to_string(*prepared.persons_required) + " persons must sign\n";
  return text;
}

}  // namespace tongluo::ctl
