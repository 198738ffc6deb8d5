#include "controller/notify/message.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "protocol/base/bytes.hpp"

namespace tongluo::notify {
namespace {

constexpr std::size_t kEncodedWordBytes = 39;  // becomes 64 characters with its frame: a line of mail has at most 76
constexpr std::size_t kBase64Line = 76;

struct Calendar {
  std::chrono::year_month_day date;
  unsigned weekday = 0;
  int hour = 0, minute = 0, second = 0;
};

Calendar calendar(WallTime time) {
  const std::chrono::local_time<microseconds> local(time.time_since_epoch());
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<seconds>(local - day));
  return {std::chrono::year_month_day(day), std::chrono::weekday(day).c_encoding(),
          static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count())};
}

std::string mail_date(WallTime time) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Calendar c = calendar(time);
  char text[48];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d +0000", kDays.at(c.weekday),
                static_cast<unsigned>(c.date.day()), kMonths.at(static_cast<unsigned>(c.date.month()) - 1),
                static_cast<int>(c.date.year()), c.hour, c.minute, c.second);
  return text;
}

std::string json_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      result += escaped;
    } else {
      result += c;
    }
  }
  return result + "\"";
}

// RFC 2047: pieces that never cut a character, one to a line.
std::string encoded_words(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::size_t end = std::min(kEncodedWordBytes, text.size());
    while (end < text.size() && end > 1 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    if (!result.empty()) result += "\r\n ";
    result += "=?UTF-8?B?" + to_base64(as_bytes(text.substr(0, end))) + "?=";
    text.remove_prefix(end);
  }
  return result;
}

std::string base64_lines(std::string_view text) {
  const std::string whole = to_base64(as_bytes(text));
  std::string result;
  for (std::size_t at = 0; at < whole.size(); at += kBase64Line) result += whole.substr(at, kBase64Line) + "\r\n";
  return result;
}

std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
  std::string result;
  for (const std::string& text : texts) {
    if (!result.empty()) result += separator;
    result += text;
  }
  return result;
}

}  // namespace

std::string utc_text(WallTime time) {
  const Calendar c = calendar(time);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(c.date.year()),
                static_cast<unsigned>(c.date.month()), static_cast<unsigned>(c.date.day()), c.hour, c.minute, c.second);
  return text;
}

std::string headline(const Attempt& attempt, std::string_view environment) {
  std::string text = environment == "production" ? "[Tongluo] " : "[Tongluo " + std::string(environment) + "] ";
  text += "level " + std::string(to_string(attempt.call.level)) + ": " + std::string(to_string(attempt.call.kind));
  if (attempt.step > 0) text += " (nobody answered yet, step " + std::to_string(attempt.step) + ")";
  return text + ": " + attempt.call.text;
}

std::string body(const Attempt& attempt, std::string_view environment) {
  std::string text = attempt.call.text + "\n\n";
  text += "kind:        " + std::string(to_string(attempt.call.kind)) + "\n";
  text += "level:       " + std::string(to_string(attempt.call.level)) + "\n";
  text += "subject:     " + attempt.call.subject + "\n";
  text += "since:       " + utc_text(attempt.at) + "\n";
  text += "environment: " + std::string(environment) + "\n";
  text += "call:        " + std::to_string(attempt.number) + "\n";
  if (attempt.repeats > 0) text += "repeated:    " + std::to_string(attempt.repeats) + " times\n";
  return text;
}

std::string json(const Attempt& attempt, std::string_view environment) {
  std::string to;
  for (const std::string& one : attempt.to) to += (to.empty() ? "" : ",") + json_text(one);
  return "{\"call\":" + std::to_string(attempt.number) + ",\"at_us\":" + std::to_string(to_us(attempt.at)) +
         ",\"kind\":" + json_text(to_string(attempt.call.kind)) +
         ",\"level\":" + json_text(to_string(attempt.call.level)) + ",\"subject\":" + json_text(attempt.call.subject) +
         ",\"text\":" + json_text(attempt.call.text) + ",\"step\":" + std::to_string(attempt.step) +
         ",\"repeats\":" + std::to_string(attempt.repeats) + ",\"to\":[" + to +
         "],\"environment\":" + json_text(environment) + "}";
}

std::vector<std::string> environment_variables(const Attempt& attempt, std::string_view environment) {
  return {"TONGLUO_CALL=" + std::to_string(attempt.number),
          "TONGLUO_CALL_KIND=" + std::string(to_string(attempt.call.kind)),
          "TONGLUO_CALL_LEVEL=" + std::string(to_string(attempt.call.level)),
          "TONGLUO_CALL_SUBJECT=" + attempt.call.subject,
          "TONGLUO_CALL_TEXT=" + attempt.call.text,
          "TONGLUO_CALL_STEP=" + std::to_string(attempt.step),
          "TONGLUO_CALL_TO=" + joined(attempt.to, " "),
          "TONGLUO_ENVIRONMENT=" + std::string(environment)};
}

std::string mail(const Attempt& attempt, std::string_view environment, std::string_view from) {
  const std::string id = std::to_string(attempt.number) + "." + std::to_string(attempt.step) + "." +
                         std::to_string(to_us(attempt.at)) + "." + std::string(from);
  return "Date: " + mail_date(attempt.at) + "\r\nFrom: <" + std::string(from) + ">\r\nTo: <" +
         joined(attempt.to, ">,\r\n <") + ">\r\nMessage-ID: <" + id +
         ">\r\nSubject: " + encoded_words(headline(attempt, environment)) +
         "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\n" +
         base64_lines(body(attempt, environment));
}

bool is_mail_address(std::string_view text) {
  constexpr std::size_t kLongest = 254;
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size() || text.size() > kLongest) return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code <= 0x20 || code >= 0x7F || std::string_view("<>(),;:\\\"[]").find(c) != std::string_view::npos)
      return false;
  }
  return true;
}

}  // namespace tongluo::notify
