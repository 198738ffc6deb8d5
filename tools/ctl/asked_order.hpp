#pragma once
// What a person asked for, and the question that matters before signing: is the payload that the controller prepared
// exactly that? Pure. The controller is not trusted here: a payload that differs in one field is not signed.

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "protocol/wire/order.hpp"
#include "tools/ctl/asked_places.hpp"

namespace tongluo::ctl {

// Live speech instead of clips; its stream id and key are the controller's to choose.
struct AskedLive {
  std::string holder;
  seconds max_duration{};
  milliseconds playout_delay{};
  bool renews = false;  // the order that it supersedes
};

struct AskedOrder {
  OrderClass order_class = OrderClass::unspecified;
  Level level = Level::unspecified;
  std::vector<AreaCode> areas;
  std::vector<TerminalId> terminals;
  std::vector<wire::Polygon> polygons;
  std::vector<wire::Circle> circles;
  std::vector<Group> groups;              // with what the controller said they hold
  std::vector<wire::PlaylistItem> items;  // filled in when the clips exist
  std::optional<AskedLive> live;          // then without items
  std::optional<Digest> all_clear_clip;   // likewise
  std::optional<Digest> supersedes;       // filled in when the reference was resolved
  std::vector<WallTime> starts;           // of a schedule, ascending; empty: once, from now on
  Tone tone = Tone::unspecified;
  milliseconds tone_duration{};
  std::uint32_t repetitions = 1;
  milliseconds gap{};
  std::uint32_t volume_percent = 0;
  InterruptRule interrupt_rule = InterruptRule::resume;
  std::string event_code;
  std::string headline;
  std::string language;
  seconds valid_for{};
  seconds start_within{};
};

// The words of the command line, unchecked.
struct OrderWords {
  std::string order_class;
  std::string level;
  std::vector<std::string> areas;
  std::vector<std::string> terminals;
  std::vector<std::string> groups;
  std::vector<std::string> polygons;
  std::vector<std::string> circles;
  std::string tone;  // empty: the level's own
  std::uint32_t tone_ms = 4000;
  std::uint32_t repetitions = 1;
  std::uint32_t gap_ms = 2000;
  std::uint32_t volume_percent = 80;
  std::string interrupt_rule = "resume";
  std::string event_code;
  std::string headline;
  std::string language = "zh-CN";
  std::uint32_t valid_for_s = 3600;
  std::uint32_t start_within_s = 600;
};

// Everything but what only the controller can tell: groups, clips, a reference, the starts of a schedule.
Try<AskedOrder> parse_asked(const OrderWords& words);
boost::json::object prepare_request(const AskedOrder& asked);

// The decoded payload, or a Failure that names the first field that is not as asked.
Try<wire::Order> check_payload(const AskedOrder& asked, ByteView payload, WallTime now);

// Targets that nobody wrote down here: they come from groups, as the controller expanded them.
std::vector<wire::Target> targets_by_group(const AskedOrder& asked);

}  // namespace tongluo::ctl
