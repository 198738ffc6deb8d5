#include "controller/http/byte_range.hpp"

#include <algorithm>
#include <charconv>

#include "controller/http/problem.hpp"

namespace tongluo::http {
namespace {

constexpr std::string_view kUnit = "bytes=";

struct Span {
  std::size_t first = 0;
  std::size_t last = 0;  // it too belongs to the part
};

std::optional<std::size_t> number_in(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = !text.empty() && error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

// None: not one range, to be ignored. One that begins behind the body has its first beyond its last.
std::optional<Span> span_of(std::string_view range, std::size_t size) {
  if (!range.starts_with(kUnit)) return std::nullopt;
  range.remove_prefix(kUnit.size());
  const std::size_t dash = range.find('-');
  if (dash == range.npos) return std::nullopt;
  const auto first = number_in(range.substr(0, dash));
  const auto last = number_in(range.substr(dash + 1));
  if (dash == 0 && last) return Span{size - std::min(*last, size), size == 0 || *last == 0 ? 0 : size - 1};
  if (!first || (!last && dash + 1 != range.size()) || (last && *last < *first)) return std::nullopt;
  if (*first >= size) return Span{1, 0};
  return Span{*first, std::min(last.value_or(size - 1), size - 1)};
}

}  // namespace

Reply ranged(Reply whole, std::string_view range) {
  whole.headers.emplace_back("Accept-Ranges", "bytes");
  const std::size_t size = whole.body.size();
  const auto span = span_of(range, size);
  if (!span) return whole;
  if (span->first > span->last || span->first >= size) {
    Reply refused = to_reply({416, "range.unsatisfiable", "the body has " + std::to_string(size) + " bytes", {}});
    refused.headers.emplace_back("Content-Range", "bytes */" + std::to_string(size));
    return refused;
  }
  whole.status = 206;
  whole.headers.emplace_back("Content-Range", "bytes " + std::to_string(span->first) + "-" +
                                                  std::to_string(span->last) + "/" + std::to_string(size));
  whole.body = whole.body.substr(span->first, span->last - span->first + 1);
  return whole;
}

}  // namespace tongluo::http
