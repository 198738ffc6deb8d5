#include "tools/ctl/list_commands.hpp"

#include <array>
#include <boost/json.hpp>
#include <cstdio>

#include "tools/ctl/follow.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/order_reference.hpp"
#include "tools/ctl/shown.hpp"
#include "tools/ctl/text_table.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::uint32_t kListPage = 500;
constexpr std::size_t kMaxListPages = 1'000;

std::string time_or_dash(const Context& context, const json::object& object, std::string_view name) {
  const std::int64_t us = integer_at(object, name).value_or(0);
  return us == 0 ? "-" : local_text(wall_from_us(us), context.utc_offset());
}

std::string counts_text(const json::object& counts) {
  std::string text;
  for (const auto& [name, value] : counts) {
    const std::int64_t count = integer_at(counts, name).value_or(0);
    if (count != 0) text += (text.empty() ? "" : " ") + std::string(name) + " " + std::to_string(count);
  }
  return text;
}

// A whole digest as it is; a shorter reference as the controller resolves it.
Try<std::string> order_named(const Api& api, const std::string& reference) {
  if (digest_from_hex(reference)) return reference;
  return resolve_reference(api, reference).map([](const Digest& digest) { return to_string(digest); });
}

Try<void> show_one(const Context& context, const Api& api, const OrdersOptions& options) {
  const Try<std::string> digest = order_named(api, options.digest);
  if (!digest) return tl::unexpected(digest.error());
  if (options.watch) {
    const Try<OrderStatus> followed = follow_order(context, api, *digest, seconds(options.wait_s));
    if (!followed) return tl::unexpected(followed.error());
  }
  const Try<json::object> order = api.get("/api/v1/orders/" + *digest);
  if (!order) return tl::unexpected(order.error());
  if (context.options.json)
    context.out << json::serialize(*order) << "\n";
  else
    context.out << outcome_table(parse_order_status(*order));
  return {};
}

Try<void> show_newest(const Context& context, const Api& api, const OrdersOptions& options) {
  const Try<json::object> page = api.get("/api/v1/orders?limit=" + std::to_string(options.limit));
  if (!page) return tl::unexpected(page.error());
  if (context.options.json) {
    context.out << json::serialize(*page) << "\n";
    return {};
  }
  TextTable table({"issued", "class", "level", "state", "addressed", "outcomes", "headline", "digest"});
  for (const json::value& value : array_at(*page, "orders")) {
    const json::object& order = as_object(value);
    table.add({text_at(order, "issued_at"), text_at(order, "class"), text_at(order, "level"), text_at(order, "state"),
               std::to_string(integer_at(order, "addressed").value_or(0)), counts_text(object_at(order, "counts")),
               text_at(order, "headline"), text_at(order, "digest")});
  }
  context.out << table.text();
  return {};
}

// Of this month, both ways.
std::string megabytes(const json::object& terminal) {
  const auto bytes = static_cast<double>(integer_at(terminal, "month_up_bytes").value_or(0) +
                                         integer_at(terminal, "month_down_bytes").value_or(0));
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", bytes / 1e6);
  return text.data();
}

Try<json::array> all_terminals(const Api& api) {
  json::array terminals;
  std::string after;
  for (std::size_t page = 0; page < kMaxListPages; ++page) {
    const std::string cursor = after.empty() ? "" : "&after=" + after;
    const Try<json::object> answer = api.get("/api/v1/terminals?limit=" + std::to_string(kListPage) + cursor);
    if (!answer) return tl::unexpected(answer.error());
    for (const json::value& terminal : array_at(*answer, "terminals")) terminals.push_back(terminal);
    after = text_at(*answer, "next");
    if (after.empty()) break;
  }
  return terminals;
}

}  // namespace

Try<void> run_orders(const Context& context, const OrdersOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  return options.digest.empty() ? show_newest(context, *api, options) : show_one(context, *api, options);
}

Try<void> run_terminals(const Context& context) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  Try<json::array> terminals = all_terminals(*api);
  if (!terminals) return tl::unexpected(terminals.error());
  if (context.options.json) {
    context.out << json::serialize(json::object{{"terminals", std::move(*terminals)}}) << "\n";
    return {};
  }
  TextTable table({"terminal", "name", "area", "state", "last seen", "firmware", "MB", "playing"});
  for (const json::value& value : *terminals) {
    const json::object& terminal = as_object(value);
    table.add({text_at(terminal, "terminal"), text_at(terminal, "name"), text_at(terminal, "area"),
               text_at(terminal, "state"), time_or_dash(context, terminal, "last_seen_us"),
               text_at(terminal, "firmware"), megabytes(terminal), text_at(terminal, "playing").substr(0, 16)});
  }
  context.out << table.text();
  return {};
}

Try<void> run_refusals(const Context& context) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> answer = api->get("/api/v1/refusals");
  if (!answer) return tl::unexpected(answer.error());
  if (context.options.json) {
    context.out << json::serialize(*answer) << "\n";
    return {};
  }
  TextTable table({"at", "terminal", "reason", "order", "detail"});
  for (const json::value& value : array_at(*answer, "refusals")) {
    const json::object& refusal = as_object(value);
    table.add({time_or_dash(context, refusal, "at_us"), text_at(refusal, "terminal"), text_at(refusal, "reason"),
               text_at(refusal, "order").substr(0, 16), text_at(refusal, "detail")});
  }
  context.out << table.text();
  return {};
}

Try<void> run_health(const Context& context) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> health = api->get_health();
  if (!health) return tl::unexpected(health.error());
  const std::string status = text_at(*health, "status");
  if (context.options.json)
    context.out << json::serialize(*health) << "\n";
  else
    context.out << shown(status + ", version " + text_at(*health, "version")) << ", "
                << integer_at(*health, "sessions").value_or(0) << " terminals connected, trust list version "
                << integer_at(*health, "trust_list_version").value_or(0) << "\n";
  if (status == "ok") return {};
  std::string problems;
  for (const json::value& problem : array_at(*health, "problems"))
    if (const json::string* text = problem.if_string()) problems += "\n  " + std::string(*text);
  return give_up(ExitCode::failed, "the controller is " + status + problems);
}

Try<void> run_export(const Context& context, const ExportOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<std::string> digest = order_named(*api, options.digest);
  if (!digest) return tl::unexpected(digest.error());
  const Try<std::string> content = api->get_bytes("/api/v1/orders/" + *digest + "/export");
  if (!content) return tl::unexpected(content.error());
  if (Try<void> ok = write_bytes(options.out, as_bytes(*content)); !ok) return ok;
  if (context.options.json)
    context.out << json::serialize(json::object{{"out", options.out}, {"bytes", content->size()}}) << "\n";
  else
    context.out << options.out << ": " << content->size() << " bytes; check it with  tongluo verify " << options.out
                << " --roots roots.bin\n";
  return {};
}

Try<void> run_clip(const Context& context, const ClipOptions& options) {
  if (!digest_from_hex(options.digest))
    return give_up(ExitCode::usage, "\"" + options.digest + "\" is no clip's digest (64 hexadecimal digits)");
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<std::string> content = api->get_bytes("/api/v1/clips/" + options.digest);
  if (!content) return tl::unexpected(content.error());
  return write_bytes(options.out, as_bytes(*content));
}

}  // namespace tongluo::ctl
