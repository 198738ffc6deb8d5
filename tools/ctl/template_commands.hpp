#pragma once
// `tongluo templates`, and what a dispatch takes from a template. Blocking; main thread.

#include "tools/ctl/asked_order.hpp"
#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

Try<void> run_templates(const Context& context);

// From the answer of GET /api/v1/templates: event code and headline where `asked` has none. A template for exercises is
// refused for anything else: its words say that it is a drill.
Try<void> use_template(const boost::json::object& answer, const std::string& name, const std::string& languages,
                       AskedOrder& asked);

}  // namespace tongluo::ctl
