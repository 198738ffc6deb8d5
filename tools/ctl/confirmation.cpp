#include "tools/ctl/confirmation.hpp"

#include <algorithm>

#include "controller/core/confirmation.hpp"
#include "tools/ctl/asked_places.hpp"

namespace tongluo::ctl {
namespace {

using Confirmed = Try<std::optional<std::size_t>>;

constexpr std::size_t kMaxNamedPlaces = 4;

std::string class_and_level(const wire::Order& order) {
  const std::string name(order.order_class == OrderClass::actual ? "ACTUAL" : to_string(order.order_class));
  return "class " + name + ", level " + std::string(to_string(order.level));
}

std::string places_text(const std::vector<wire::Target>& targets) {
  std::string text;
  for (std::size_t i = 0; i < std::min(targets.size(), kMaxNamedPlaces); ++i) text += " " + target_text(targets[i]);
  if (targets.size() > kMaxNamedPlaces) text += " and " + std::to_string(targets.size() - kMaxNamedPlaces) + " more";
  return text;
}

auto not_signed(std::string message) { return give_up(ExitCode::failed, std::move(message) + "; nothing was signed"); }

Confirmed confirm_number(const Context& context, std::istream& in, const PreparedOrder& prepared, bool yes) {
  const std::string number = std::to_string(prepared.addressed.size());
  if (yes)
    return give_up(ExitCode::usage, class_and_level(prepared.order) +
                                        " is confirmed by its number of terminals, not by --yes: --confirm-count " +
                                        number);
  const std::string question = class_and_level(prepared.order) + ", to" + places_text(prepared.order.targets) + ", " +
                               number + " terminals. Type their number to sign it: ";
  if (!confirmed_by_typing(context, in, question, number)) return not_signed("not confirmed");
  return prepared.addressed.size();
}

}  // namespace

bool needs_typed_count(const PreparedOrder& prepared) {
  std::vector<AreaCode> areas;
  for (const AddressedTerminal& terminal : prepared.addressed)
    if (const auto area = AreaCode::parse(terminal.area)) areas.push_back(*area);
  return prepared.confirm_count || controller::needs_count(prepared.order.order_class, areas);
}

Confirmed confirm(const Context& context, std::istream& in, const PreparedOrder& prepared,
                  const Confirmation& confirmation) {
  const std::size_t addressed = prepared.addressed.size();
  if (prepared.persons_required == 0U)
    return not_signed("the trust list has no rule for this class and level: nobody may issue it");
  if (confirmation.count && *confirmation.count != addressed)
    return not_signed("--confirm-count says " + std::to_string(*confirmation.count) + ", but " +
                      std::to_string(addressed) + " terminals are addressed");
  if (confirmation.count) return addressed;
  if (needs_typed_count(prepared)) return confirm_number(context, in, prepared, confirmation.yes);
  if (confirmation.ask_always && !confirmation.yes && !confirmed_by_typing(context, in, "Type yes to sign: ", "yes"))
    return not_signed("not confirmed");
  return std::nullopt;
}

}  // namespace tongluo::ctl
