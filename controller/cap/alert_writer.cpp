#include "controller/cap/alert_writer.hpp"

#include "controller/cap/cap_time.hpp"
#include "controller/cap/dialect.hpp"
#include "controller/cap/shapes.hpp"

namespace tongluo::cap {
namespace {

// Escapes; characters that XML 1.0 cannot hold become blanks.
std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char letter : text) {
    switch (letter) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default: {
        const bool control = static_cast<unsigned char>(letter) < 0x20 && letter != '\n' && letter != '\t';
        out += control ? ' ' : letter;
      }
    }
  }
  return out;
}

class XmlWriter {
 public:
  void open(std::string_view tag) {
    indent();
    text_ += "<" + std::string(tag) + ">\n";
    ++depth_;
  }
  void close(std::string_view tag) {
    --depth_;
    indent();
    text_ += "</" + std::string(tag) + ">\n";
  }
  void leaf(std::string_view tag, std::string_view value) {
    indent();
    text_ += "<" + std::string(tag) + ">" + escaped(value) + "</" + std::string(tag) + ">\n";
  }
  void empty(std::string_view tag_and_attributes) {
    indent();
    text_ += "<" + std::string(tag_and_attributes) + "/>\n";
  }
  void pair(std::string_view tag, std::string_view name, std::string_view value) {
    open(tag);
    leaf("valueName", name);
    leaf("value", value);
    close(tag);
  }
  std::string take() { return std::move(text_); }

 private:
  void indent() { text_.append(depth_ * 2, ' '); }
  std::string text_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  std::size_t depth_ = 0;
};

struct Grading {
  std::string_view urgency, severity, certainty;
};

// What mapping.hpp's level_of() reads back as the same level.
Grading grading_of(Level level) {
  switch (level) {
    case Level::i:
      return {"Immediate", "Extreme", "Observed"};
    case Level::ii:
      return {"Immediate", "Severe", "Observed"};
    case Level::iii:
      return {"Immediate", "Moderate", "Observed"};
    case Level::iv:
      return {"Expected", "Minor", "Likely"};
    case Level::unspecified:
    case Level::routine:
      break;
  }
  return {"Unknown", "Unknown", "Unknown"};
}

// The national table of event codes: 11 natural disasters, 12 accidents, 13 public health, 14 public safety.
std::string_view category_of(const wire::Order& order) {
  const std::string_view kind = std::string_view(order.event_code).substr(0, 2);
  if (kind == "11") return "Met";
  if (kind == "12") return "Safety";
  if (kind == "13") return "Health";
  if (kind == "14") return "Security";
  return "Other";
}

std::string_view status_of(OrderClass order_class) {
  switch (order_class) {
    case OrderClass::exercise:
      return "Exercise";
    case OrderClass::actual:
    case OrderClass::routine:
      return "Actual";
    case OrderClass::test:
    case OrderClass::unspecified:
      break;
  }
  return "Test";
}

void write_target(XmlWriter& xml, const wire::Target& target) {
  xml.open("area");
  if (const auto* area = std::get_if<AreaCode>(&target)) {
    xml.leaf("areaDesc", area->text());
    xml.pair("geocode", "tongluo:area", area->text());
  } else if (const auto* terminal = std::get_if<TerminalId>(&target)) {
    xml.leaf("areaDesc", terminal->text());
    xml.pair("geocode", "tongluo:terminal", terminal->text());
  } else if (const auto* polygon = std::get_if<wire::Polygon>(&target)) {
    xml.leaf("areaDesc", "polygon");
    xml.leaf("polygon", polygon_text(*polygon));
  } else {
    xml.leaf("areaDesc", "circle");
    xml.leaf("circle", circle_text(std::get<wire::Circle>(target)));
  }
  xml.close("area");
}

void write_info(XmlWriter& xml, const wire::Order& order) {
  const Grading grading = grading_of(order.level);
  const std::string event = order.headline.empty() ? std::string(to_string(order.order_class)) : order.headline;
  xml.open("info");
  xml.leaf("language", order.language.empty() ? "zh-CN" : order.language);
  xml.leaf("category", category_of(order));
  xml.leaf("event", event);
  xml.leaf("urgency", grading.urgency);
  xml.leaf("severity", grading.severity);
  xml.leaf("certainty", grading.certainty);
  if (!order.event_code.empty()) xml.pair("eventCode", "tongluo:event", order.event_code);
  if (!order.occurrences.empty()) xml.leaf("effective", cap_time_text(order.occurrences.front().earliest_start));
  xml.leaf("expires", cap_time_text(order.valid_until));
  if (!order.headline.empty()) xml.leaf("headline", order.headline);
  xml.pair("parameter", "tongluo:class", to_string(order.order_class));
  xml.pair("parameter", "tongluo:level", to_string(order.level));
  if (!order.cap_identifier.empty()) xml.pair("parameter", "tongluo:from", order.cap_identifier);
  for (const wire::Target& target : order.targets) write_target(xml, target);
  xml.close("info");
}

}  // namespace

std::string identifier_of(const Digest& digest, bool cancelled) {
  return "tongluo." + to_string(digest) + (cancelled ? ".cancel" : "");
}

std::string write_alert(const OutgoingAlert& outgoing) {
  XmlWriter xml;
  xml.open("alert xmlns=\"" + std::string(kCapNamespace) + "\"");
  xml.leaf("identifier", identifier_of(outgoing.digest, outgoing.cancelled));
  xml.leaf("sender", outgoing.sender);
  xml.leaf("sent", cap_time_text(outgoing.sent));
  xml.leaf("status", status_of(outgoing.order.order_class));
  xml.leaf("msgType", outgoing.cancelled ? "Cancel" : outgoing.acts_on ? "Update" : "Alert");
  xml.leaf("scope", "Public");
  if (outgoing.acts_on) xml.leaf("references", to_string(*outgoing.acts_on));
  if (!outgoing.cancelled) write_info(xml, outgoing.order);
  xml.close("alert");
  return xml.take();
}

std::string write_feed(const Feed& feed) {
  XmlWriter xml;
  xml.open("feed xmlns=\"http://www.w3.org/2005/Atom\"");
  xml.leaf("id", feed.id);
  xml.leaf("title", feed.title);
  xml.leaf("updated", cap_time_text(feed.updated));
  xml.open("author");
  xml.leaf("name", feed.title);
  xml.close("author");
  for (const FeedEntry& entry : feed.entries) {
    xml.open("entry");
    xml.leaf("id", "urn:tongluo:" + entry.identifier);
    xml.leaf("title", entry.title);
    xml.leaf("updated", cap_time_text(entry.updated));
    xml.empty("link rel=\"alternate\" type=\"application/cap+xml\" href=\"" + escaped(entry.link) + "\"");
    xml.close("entry");
  }
  xml.close("feed");
  return xml.take();
}

}  // namespace tongluo::cap
