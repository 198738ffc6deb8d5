// Areas, terminals, groups and shapes of a draft as targets.

#include <algorithm>

#include "controller/core/order_desk.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/trust/admission.hpp"

namespace tongluo::controller {
namespace {

using Problem = PrepareProblem;
using MaybeProblem = std::optional<Problem>;

std::string indexed(const char* field, std::size_t index) {
  return std::string(field) + "[" + std::to_string(index) + "]";
}

// Each target once: groups overlap.
class Targets {
 public:
  explicit Targets(const OrderDesk& desk) : desk_(desk) {}

  MaybeProblem add_area(const std::string& field, const std::string& text) {
    const auto area = AreaCode::parse(text);
    if (!area) return Problem{PrepareFault::unknown_area, field, "not an area code: " + text};
    if (!desk_.fleet.any_in(*area)) return Problem{PrepareFault::unknown_area, field, "no terminal lies in " + text};
    return add(*area);
  }

  MaybeProblem add_terminal(const std::string& field, const std::string& text) {
    const auto id = TerminalId::parse(text);
    if (!id || !desk_.fleet.any_in(*id))
      return Problem{PrepareFault::unknown_terminal, field, "no such terminal: " + text};
    return add(*id);
  }

  MaybeProblem add_group(const std::string& field, const std::string& name) {
    const auto group = desk_.group(name);
    if (!group) return Problem{PrepareFault::unknown_group, field, "no such group: " + name};
    MaybeProblem problem;
    for (const AreaCode area : group->areas)
      if (!problem) problem = add_area(field, area.text());
    for (const TerminalId& terminal : group->terminals)
      if (!problem) problem = add_terminal(field, terminal.text());
    return problem;
  }

  MaybeProblem add_shape(const std::string& field, wire::Target shape) {
    if (trust::check_targets({shape}) != Refusal::none)
      return Problem{PrepareFault::bad_area, field, "too few points, crossing itself, or too large"};
    if (!desk_.fleet.any_in(shape)) return Problem{PrepareFault::nobody_addressed, field, "no terminal stands inside"};
    return add(std::move(shape));
  }

  std::vector<wire::Target> take() { return std::move(targets_); }
  bool empty() const { return targets_.empty(); }
  bool too_many() const { return targets_.size() > limits::kMaxTargets; }

 private:
  MaybeProblem add(wire::Target target) {
    if (std::find(targets_.begin(), targets_.end(), target) == targets_.end()) targets_.push_back(std::move(target));
    return std::nullopt;
  }

  const OrderDesk& desk_;
  std::vector<wire::Target> targets_;
};

}  // namespace

Result<std::vector<wire::Target>, PrepareProblem> read_targets(const OrderDesk& desk, const OrderDraft& draft) {
  Targets targets(desk);
  MaybeProblem problem;
  const auto add_all = [&](const char* field, const auto& items, auto add) {
    for (std::size_t i = 0; i < items.size() && !problem && !targets.too_many(); ++i)
      problem = (targets.*add)(indexed(field, i), items[i]);
  };
  add_all("areas", draft.areas, &Targets::add_area);
  add_all("terminals", draft.terminals, &Targets::add_terminal);
  add_all("groups", draft.groups, &Targets::add_group);
  add_all("polygons", draft.polygons, &Targets::add_shape);
  add_all("circles", draft.circles, &Targets::add_shape);
  if (problem) return fail(std::move(*problem));
  if (targets.too_many())
    return fail(
        Problem{PrepareFault::out_of_limit, "areas", "more targets than " + std::to_string(limits::kMaxTargets)});
  if (targets.empty()) return fail(Problem{PrepareFault::missing, "areas", "an order needs an area or a terminal"});
  return targets.take();
}

}  // namespace tongluo::controller
