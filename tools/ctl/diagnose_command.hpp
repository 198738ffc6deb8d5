#pragma once
// Why is this terminal silent? The controller's ranked causes and instructions, for a person.

#include <boost/json/object.hpp>

#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct DiagnoseOptions {
  std::string terminal;
  std::string language = "both";  // "zh", "en" or "both"
};
Try<void> run_diagnose(const Context& context, const DiagnoseOptions& options);

// The answer as a person reads it. Pure.
std::string diagnosis_text(const boost::json::object& diagnosis, const std::string& language);

}  // namespace tongluo::ctl
