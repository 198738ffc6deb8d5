#include "tools/ctl/confirmation.hpp"

#include "tools/ctl/asked_order.hpp"

namespace tongluo::ctl {
namespace {

using Confirmed = Try<std::optional<std::size_t>>;

auto not_signed(std::string message) { return give_up(ExitCode::failed, std::move(message) + "; nothing was signed"); }

Confirmed confirm_number(const Context& context, std::istream& in, const PreparedOrder& prepared, bool yes) {
  const std::string number = std::to_string(prepared.addressed.size());
  if (yes)
    return give_up(ExitCode::usage, "an actual alert of level " + std::string(to_string(prepared.order.level)) +
                                        " is confirmed by its number of terminals, not by --yes: --confirm-count " +
                                        number);
  const std::string question = "An ACTUAL alert of level " + std::string(to_string(prepared.order.level)) +
                               ". Type the number of terminals to dispatch it: ";
  if (!confirmed_by_typing(context, in, question, number)) return not_signed("not confirmed");
  return prepared.addressed.size();
}

}  // namespace

Confirmed confirm(const Context& context, std::istream& in, const PreparedOrder& prepared,
                  const Confirmation& confirmation) {
  const std::size_t addressed = prepared.addressed.size();
  if (prepared.persons_required == 0U)
    return not_signed("the trust list has no rule for this class and level: nobody may issue it");
  if (confirmation.count && *confirmation.count != addressed)
    return not_signed("--confirm-count says " + std::to_string(*confirmation.count) + ", but " +
                      std::to_string(addressed) + " terminals are addressed");
  if (confirmation.count) return addressed;
  if (prepared.confirm_count || needs_typed_confirmation(prepared.order.order_class, prepared.order.level))
    return confirm_number(context, in, prepared, confirmation.yes);
  if (confirmation.ask_always && !confirmation.yes && !confirmed_by_typing(context, in, "Type yes to sign: ", "yes"))
    return not_signed("not confirmed");
  return std::nullopt;
}

}  // namespace tongluo::ctl
