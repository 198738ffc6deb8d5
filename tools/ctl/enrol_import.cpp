// `tongluo enrol import`: thousands of places and claim codes from one survey, in small requests.

#include <algorithm>

#include "protocol/os/clock.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/api.hpp"
#include "tools/ctl/enrol_command.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/terminal_writer.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::size_t kBatch = 100;  // a request holds up the controller for some ten milliseconds

struct PlannedClaim {
  SurveyedLine line;
  sign::ClaimCode code;
  json::object body;
};

struct ImportResult {
  std::vector<LineFault> faults;
  std::size_t taken = 0;
  std::string codes;  // "id,name,code" lines of what was taken
};

Try<std::vector<PlannedClaim>> plan(const std::vector<SurveyedLine>& lines, const CodeMaker& maker,
                                    const sign::Signer& maintain, const Digest& deployment, std::uint32_t days) {
  std::vector<PlannedClaim> planned;
  for (const SurveyedLine& line : lines) {
    const Try<Envelope> place = TerminalWriter::sign_place(line.terminal, maintain, deployment, os::wall_now());
    if (!place) return tl::unexpected(place.error());
    const sign::ClaimCode code = maker.make();
    planned.push_back({line, code,
                       json::object{{"claim", to_string(code.name())},
                                    {"terminal", line.terminal.id.text()},
                                    {"days", days},
                                    {"place", to_base64(wire::serialize(*place))}}});
  }
  return planned;
}

Try<void> send_batch(const Api& api, const std::vector<PlannedClaim>& planned, std::size_t from, const char* mode,
                     ImportResult& result) {
  json::array claims;
  const std::size_t until = std::min(from + kBatch, planned.size());
  for (std::size_t i = from; i < until; ++i) claims.push_back(planned[i].body);
  const Try<json::object> answer = api.post("/api/v1/enrolment/claims", {{"mode", mode}, {"claims", claims}});
  if (!answer) return tl::unexpected(answer.error());
  const json::array& verdicts = array_at(*answer, "verdicts");
  if (verdicts.size() != claims.size()) return give_up(ExitCode::failed, "the controller's answer is incomplete");
  for (std::size_t i = from; i < until; ++i) {
    const json::object& verdict = as_object(verdicts[i - from]);
    if (!flag_at(verdict, "taken")) {
      result.faults.push_back({planned[i].line.number, text_at(verdict, "detail")});
      continue;
    }
    ++result.taken;
    const SurveyedTerminal& terminal = planned[i].line.terminal;
    result.codes += terminal.id.text() + "," + csv_field(terminal.name) + "," + planned[i].code.text() + "\n";
  }
  return {};
}

Try<void> send_all(const Api& api, const std::vector<PlannedClaim>& planned, const char* mode, ImportResult& result) {
  for (std::size_t from = 0; from < planned.size(); from += kBatch)
    if (Try<void> sent = send_batch(api, planned, from, mode, result); !sent) return sent;
  return {};
}

std::string fault_lines(std::vector<LineFault> faults) {
  std::sort(faults.begin(), faults.end(), [](const LineFault& a, const LineFault& b) { return a.number < b.number; });
  std::string text;
  for (const LineFault& fault : faults)
    text += (text.empty() ? "line " : "\nline ") + std::to_string(fault.number) + ": " + fault.what;
  return text;
}

// All are judged first, then all are taken; what fails in between is named.
Try<void> import_all(const Api& api, const std::vector<PlannedClaim>& planned, bool all_or_nothing,
                     ImportResult& result) {
  if (all_or_nothing) {
    ImportResult judged;
    judged.faults = result.faults;
    if (Try<void> sent = send_all(api, planned, "check", judged); !sent) return sent;
    if (!judged.faults.empty())
      return give_up(ExitCode::failed, "nothing was taken:\n" + fault_lines(std::move(judged.faults)));
  }
  return send_all(api, planned, all_or_nothing ? "all_or_nothing" : "each", result);
}

}  // namespace

Try<void> run_enrol_import(const Context& context, const EnrolImportOptions& options) {
  const Try<Home> home = context.home();
  if (!home) return tl::unexpected(home.error());
  if (std::filesystem::exists(options.out))
    return give_up(ExitCode::usage, options.out + ": exists already; codes are never written over others");
  const Try<Bytes> csv = read_bytes(options.csv, kMaxTerminalListBytes);
  if (!csv) return tl::unexpected(csv.error());
  const TerminalListReading reading = read_terminal_list(as_text(*csv));
  if (options.all_or_nothing && !reading.faults.empty())
    return give_up(ExitCode::failed, "nothing was taken:\n" + fault_lines(reading.faults));
  const Try<CodeMaker> maker = CodeMaker::open(*home);
  if (!maker) return tl::unexpected(maker.error());
  const Try<Digest> deployment = read_deployment(*home);
  if (!deployment) return tl::unexpected(deployment.error());
  const Try<std::unique_ptr<sign::Signer>> maintain = open_signer(context, options.signer, "maintain");
  if (!maintain) return tl::unexpected(maintain.error());
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<std::vector<PlannedClaim>> planned = plan(reading.good, *maker, **maintain, *deployment, options.days);
  if (!planned) return tl::unexpected(planned.error());
  ImportResult result;
  result.faults = reading.faults;
  Try<void> imported = import_all(*api, *planned, options.all_or_nothing, result);
  // What was taken is written even if the rest failed: those codes are good, and nobody can make them again.
  if (result.taken > 0)
    if (Try<void> written = write_bytes(options.out, as_bytes(result.codes), kSecretMode); !written) return written;
  if (!imported) return imported;
  context.out << result.taken << " codes in " << options.out << ", " << result.faults.size() << " lines refused\n";
  if (result.faults.empty()) return {};
  return give_up(ExitCode::failed, fault_lines(std::move(result.faults)));
}

}  // namespace tongluo::ctl
