#include "tools/ctl/verify_command.hpp"

#include <boost/json.hpp>

#include "tools/ctl/order_export.hpp"
#include "tools/ctl/signing.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

Try<Bytes> own_roots(const Context& context, const VerifyOptions& options) {
  if (!options.roots.empty()) return read_bytes(options.roots);
  const Try<Home> home = context.home();
  if (!home) return give_up(ExitCode::usage, "whose roots? Give --roots or --home");
  return read_bytes(home->at(files::kRoots));
}

Try<std::string> devices_authority(const Context& context, const VerifyOptions& options) {
  if (!options.authority.empty()) return read_text(options.authority);
  if (context.options.home.empty()) return std::string();
  return read_text(Home{context.options.home}.at(files::kDevicesAuthority));
}

void report(const Context& context, const VerifiedExport& verified) {
  if (context.options.json) {
    json::array persons;
    for (const std::string& person : verified.persons) persons.emplace_back(person);
    json::object finals;
    for (const auto& [outcome, count] : verified.finals) finals[outcome] = count;
    context.out << json::serialize(json::object{{"verified", true},
                                                {"order", to_string(verified.order)},
                                                {"persons", std::move(persons)},
                                                {"receipts", verified.receipts.size()},
                                                {"finals", std::move(finals)},
                                                {"certificates_checked", verified.certificates_checked}})
                << "\n";
    return;
  }
  context.out << "order       " << to_string(verified.order) << "\nissued      " << utc_text(verified.issued_at)
              << "\nsigned by   ";
  for (std::size_t i = 0; i < verified.persons.size(); ++i) context.out << (i ? ", " : "") << verified.persons[i];
  context.out << "\nreceipts    " << verified.receipts.size() << ", every signature good\n";
  for (const auto& [outcome, count] : verified.finals) context.out << "  " << outcome << ": " << count << "\n";
  context.out << (verified.certificates_checked
                      ? "verified: roots, trust list, order, terminal certificates, receipts\n"
                      : "verified: roots, trust list, order, receipts; terminal certificates believed as exported "
                        "(give --devices-authority to check them)\n");
}

}  // namespace

Try<void> run_verify(const Context& context, const VerifyOptions& options) {
  const Try<Bytes> roots = own_roots(context, options);
  if (!roots) return tl::unexpected(roots.error());
  const Try<std::string> authority = devices_authority(context, options);
  if (!authority) return tl::unexpected(authority.error());
  const Try<Bytes> file = read_bytes(options.file, kMaxExportBytes);
  if (!file) return tl::unexpected(file.error());
  const Try<OrderExport> content = parse_order_export(as_text(*file));
  if (!content) return tl::unexpected(content.error());
  const Try<VerifiedExport> verified = verify_order_export(*content, *roots, *authority);
  if (!verified) return tl::unexpected(verified.error());
  report(context, *verified);
  return {};
}

}  // namespace tongluo::ctl
