#include "tools/ctl/template_commands.hpp"

#include <boost/json.hpp>
#include <sstream>

#include "tools/ctl/api.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/shown.hpp"
#include "tools/ctl/spoken_content.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

// "place, level (I, II, III, IV), [water_level -10…9000]": in brackets what may be left out.
std::string parameters_of(const json::object& entry) {
  std::string text;
  for (const json::value& value : array_at(entry, "parameters")) {
    const json::object& parameter = as_object(value);
    std::string one = text_at(parameter, "name");
    if (text_at(parameter, "kind") == "number") {
      std::ostringstream range;
      range << " " << number_at(parameter, "min") << "…" << number_at(parameter, "max");
      one += range.str();
    }
    text += (text.empty() ? "" : ", ") + (flag_at(parameter, "required") ? one : "[" + one + "]");
  }
  return text;
}

}  // namespace

Try<void> run_templates(const Context& context) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> answer = api->get("/api/v1/templates");
  if (!answer) return tl::unexpected(answer.error());
  if (context.options.json) {
    context.out << json::serialize(*answer) << "\n";
    return {};
  }
  for (const json::value& value : array_at(*answer, "templates")) {
    const json::object& entry = as_object(value);
    context.out << shown(text_at(entry, "name") + "  " + text_at(entry, "event_code")) << "\n  --set "
                << shown(parameters_of(entry)) << "\n";
    for (const auto& wording : object_at(entry, "wordings"))
      context.out << "  " << wording.key() << ": " << shown(text_at(as_object(wording.value()), "text")) << "\n";
  }
  if (const std::string fault = text_at(*answer, "fault"); !fault.empty())
    context.err << "warning: " << shown(fault) << "\n";
  return {};
}

Try<void> use_template(const json::object& answer, const std::string& name, const std::string& languages,
                       AskedOrder& asked) {
  const std::string language = first_language(languages).substr(0, 2);
  for (const json::value& value : array_at(answer, "templates")) {
    const json::object& entry = as_object(value);
    if (text_at(entry, "name") != name) continue;
    if (text_at(entry, "class") == "exercise" && asked.order_class != OrderClass::exercise)
      return give_up(ExitCode::usage, "--template " + name + " is for --class exercise only");
    if (asked.event_code.empty()) asked.event_code = text_at(entry, "event_code");
    if (asked.headline.empty()) asked.headline = text_at(object_at(object_at(entry, "wordings"), language), "title");
    return {};
  }
  return give_up(ExitCode::usage, "--template: there is no \"" + name + "\"; see tongluo templates");
}

}  // namespace tongluo::ctl
