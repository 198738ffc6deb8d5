#include "tools/ctl/diagnose_command.hpp"

#include <boost/json.hpp>

#include "tools/ctl/api.hpp"
#include "tools/ctl/json_fields.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

void append_line(std::string& out, const json::object& finding, std::string_view language) {
  const auto words = [&](std::string_view field) { return text_at(object_at(finding, field), language); };
  out += "   " + words("name") + (language == "zh" ? "：" : ": ") + words("evidence") + "\n";
  out += "   → " + words("instruction") + "\n";
}

// What a technician reads to the operator's hotline.
std::string modem_text(const json::object& diagnosis) {
  std::string out;
  for (const auto& [field, name] : {std::pair("iccid", "ICCID "), {"imsi", "IMSI "}, {"operator", ""}})
    if (const std::string value = text_at(diagnosis, field); !value.empty())
      out += (out.empty() ? "   SIM: " : ", ") + std::string(name) + value;
  if (const auto used = integer_at(diagnosis, "data_used_mib"); used && !out.empty())
    out += ", " + std::to_string(*used) + " MiB this month";
  return out.empty() ? out : out + "\n";
}

}  // namespace

std::string diagnosis_text(const json::object& diagnosis, const std::string& language) {
  std::string out = text_at(diagnosis, "terminal") + "  " + text_at(diagnosis, "presence");
  if (const std::string firmware = text_at(diagnosis, "firmware"); !firmware.empty()) out += "  firmware " + firmware;
  out += "\n" + modem_text(diagnosis);
  std::size_t number = 0;
  for (const json::value& value : array_at(diagnosis, "findings")) {
    const json::object& finding = as_object(value);
    out += std::to_string(++number) + ". " + text_at(finding, "cause") + "  " + text_at(finding, "severity") + "  " +
           std::to_string(integer_at(finding, "certainty_percent").value_or(0)) + " %\n";
    if (language != "en") append_line(out, finding, "zh");
    if (language != "zh") append_line(out, finding, "en");
  }
  return out;
}

Try<void> run_diagnose(const Context& context, const DiagnoseOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> answer = api->get("/api/v1/terminals/" + url_segment(options.terminal) + "/diagnosis");
  if (!answer) return tl::unexpected(answer.error());
  if (context.options.json)
    context.out << json::serialize(*answer) << "\n";
  else
    context.out << diagnosis_text(*answer, options.language);
  return {};
}

}  // namespace tongluo::ctl
