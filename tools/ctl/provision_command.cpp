#include "tools/ctl/provision_command.hpp"

#include <boost/json.hpp>
#include <toml++/toml.h>

#include "protocol/os/clock.hpp"
#include "tools/ctl/api.hpp"
#include "tools/ctl/passphrase.hpp"
#include "tools/ctl/terminal_writer.hpp"

namespace tongluo::ctl {
namespace {

struct Provisioned {
  std::size_t made = 0;
  std::size_t untouched = 0;
  std::vector<Envelope> places;
};

Try<std::string> controller_endpoint(const Home& home) {
  const std::string path = home.at(files::kConfiguration).string();
  try {
    const toml::table table = toml::parse_file(path);
    const auto address = table["link"]["address"].value<std::string>();
    const auto port = table["link"]["port"].value<std::int64_t>();
    if (address && port) return *address + ":" + std::to_string(*port);
  } catch (const toml::parse_error& error) {
    return give_up(ExitCode::failed, path + ": " + std::string(error.description()));
  }
  return give_up(ExitCode::failed, path + ": no [link] address and port");
}

Try<Provisioned> write_all(const Home& home, const TerminalWriter& writer,
                           const std::vector<SurveyedTerminal>& terminals) {
  Provisioned result;
  for (const SurveyedTerminal& terminal : terminals) {
    if (std::filesystem::exists(home.terminal(terminal.id))) {
      ++result.untouched;
      continue;
    }
    Try<Envelope> place = writer.write(terminal, os::wall_now());
    if (!place) return tl::unexpected(place.error());
    result.places.push_back(std::move(*place));
    ++result.made;
  }
  return result;
}

// A controller that is not running reads the places folder when it starts; only an --api that was asked for must
// answer.
Try<std::size_t> tell_controller(const Context& context, const Home& home, const std::vector<Envelope>& places) {
  const bool asked = !context.options.api.empty();
  if (!asked && !std::filesystem::exists(home.at(files::kApiSocket))) return 0;
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  std::size_t told = 0;
  for (const Envelope& place : places) {
    const auto answer = api->post_envelope("/api/v1/places", place);
    if (!answer && answer.error().code == ExitCode::unreachable && !asked) return told;
    if (!answer) return tl::unexpected(answer.error());
    ++told;
  }
  return told;
}

void report(const Context& context, const Home& home, const Provisioned& result, std::size_t told) {
  if (context.options.json) {
    const boost::json::object object{
        {"made", result.made}, {"untouched", result.untouched}, {"sent_to_controller", told}};
    context.out << boost::json::serialize(object) << "\n";
    return;
  }
  context.out << result.made << " terminals made, " << result.untouched << " existing ones untouched, " << told
              << " places sent to the controller\n";
  if (result.made > 0)
    context.out << "Each folder below " << home.at("terminals").string()
                << " goes to its terminal:  tongluo-terminal --config terminal.toml\n";
}

}  // namespace

Try<void> run_provision(const Context& context, const ProvisionOptions& options) {
  const Try<Home> home = context.home();
  if (!home) return tl::unexpected(home.error());
  const Try<Bytes> csv = read_bytes(options.csv, kMaxTerminalListBytes);
  if (!csv) return tl::unexpected(csv.error());
  const Try<std::vector<SurveyedTerminal>> terminals = parse_terminal_list(as_text(*csv));
  if (!terminals) return give_up(terminals.error().code, options.csv + " is not usable:\n" + terminals.error().message);
  const Try<std::string> endpoint =
      options.endpoint.empty() ? controller_endpoint(*home) : Try<std::string>(options.endpoint);
  if (!endpoint) return tl::unexpected(endpoint.error());
  const Try<std::string> passphrase = read_passphrase(context.passphrase_file(), PassphraseUse::open_existing);
  if (!passphrase) return tl::unexpected(passphrase.error());
  const Try<TerminalWriter> writer = TerminalWriter::open(*home, *passphrase, {*endpoint, options.sink});
  if (!writer) return tl::unexpected(writer.error());
  const Try<Provisioned> result = write_all(*home, *writer, *terminals);
  if (!result) return tl::unexpected(result.error());
  const Try<std::size_t> told = tell_controller(context, *home, result->places);
  if (!told) return tl::unexpected(told.error());
  report(context, *home, *result, *told);
  return {};
}

}  // namespace tongluo::ctl
