#include "controller/main/event_feed.hpp"

#include "controller/http/access.hpp"
#include "controller/http/event_parts.hpp"

namespace tongluo::daemon {
namespace {

constexpr std::size_t kPageOfTerminals = 1'000;

// When it was heard last and what it has used say nothing new to people.
bool same_but_for_sound(const controller::TerminalView& one, const controller::TerminalView& other) {
  return one.presence == other.presence && one.firmware == other.firmware && one.name == other.name &&
         one.area == other.area && one.position == other.position &&
         one.unacknowledged_receipts == other.unacknowledged_receipts && one.status == other.status;
}

}  // namespace

EventFeed::EventFeed(boost::asio::io_context& context, CoreRunner& runner, http::ApiBackend& backend,
                     http::EventHub& hub, CallDesk& calls, LiveSpeech& live)
    : runner_(runner), backend_(backend), hub_(hub), calls_(calls), live_(live), timer_(context) {
  hub_.on_first([this] {
    if (!watched_) look(false);
    watched_ = true;
  });
  arm();
}

void EventFeed::arm() {
  timer_.expires_after(kEventInterval);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    if (hub_.listeners() > 0) {
      look(true);
    } else if (watched_) {
      watched_ = false;
      hub_.forget();
      terminals_.clear();
    }
    arm();
  });
}

void EventFeed::look(bool tell) {
  look_at_orders(tell);
  look_at_terminals(tell);
  look_at_rest(tell);
}

void EventFeed::look_at_orders(bool tell) {
  const auto page = runner_.core().orders(os::now(), kMaxWatchedOrders);
  const std::vector<std::string> texts = http::order_texts(page);
  Texts now;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Digest& digest = page.orders[i].digest;
    const std::string name = to_string(digest);
    const auto before = orders_.find(name);
    if (tell && (before == orders_.end() || before->second != texts[i])) {
      std::vector<http::EventPart> part;
      part.push_back({http::with_digest(texts[i], digest), runner_.core().areas_of(digest)});
      hub_.publish(os::wall_now(), "order", "order", std::move(part), false);
    }
    now.emplace(name, texts[i]);
  }
  orders_ = std::move(now);
}

void EventFeed::look_at_terminals(bool tell) {
  Changed changed;
  std::optional<TerminalId> after;
  do {
    auto page = runner_.core().terminals(os::now(), kPageOfTerminals, after);
    for (controller::TerminalView& view : page.terminals) compare(tell, std::move(view), changed);
    after = page.next;
  } while (after);
  if (!changed.sounds.empty()) hub_.publish(os::wall_now(), "playing", "terminals", std::move(changed.sounds), true);
  const auto& terminals = changed.terminals.terminals;
  if (terminals.empty()) return;
  const std::vector<std::string> texts = http::terminal_texts(changed.terminals);
  std::vector<http::EventPart> parts;
  for (std::size_t i = 0; i < texts.size(); ++i) parts.push_back({texts[i], {terminals[i].area}});
  hub_.publish(os::wall_now(), "terminals", "terminals", std::move(parts), true);
}

void EventFeed::compare(bool tell, controller::TerminalView view, Changed& changed) {
  const auto before = terminals_.find(view.terminal);
  if (tell && before != terminals_.end() && same_but_for_sound(before->second, view)) {
    if (before->second.playing == view.playing || changed.sounds.size() == kMaxSoundsInEvent) return;
    changed.sounds.push_back({http::sound_text(view), {view.area}});
    before->second.playing = view.playing;
    return;
  }
  if (tell && changed.terminals.terminals.size() == kMaxTerminalsInEvent) return;  // in the next look
  if (tell) changed.terminals.terminals.push_back(view);
  terminals_.insert_or_assign(view.terminal, std::move(view));
}

void EventFeed::tell_new(bool tell, std::string_view kind, Texts& before, Texts now, const Texts& subjects) {
  for (const auto& [name, text] : now) {
    const auto known = before.find(name);
    if (!tell || (known != before.end() && known->second == text)) continue;
    const auto subject = subjects.find(name);
    const bool everybody = subject == subjects.end();
    std::vector<http::EventPart> part;
    part.push_back({text, {}, everybody});
    if (!everybody) part.front().areas = http::areas_of_subject(backend_, subject->second);
    hub_.publish(os::wall_now(), kind, kind, std::move(part), false);
  }
  before = std::move(now);
}

void EventFeed::look_at_live(bool tell) {
  Texts streams, subjects;
  const auto views = live_.list();
  const auto texts = http::live_texts(views);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string name = std::to_string(views[i].stream);
    streams.emplace(name, texts[i]);
    subjects.emplace(name, to_string(views[i].order));
  }
  tell_new(tell, "live", live_streams_, std::move(streams), subjects);
}

void EventFeed::look_at_calls(bool tell) {
  Texts calls, subjects;
  const auto recent = calls_.recent(kMaxWatchedCalls);
  const auto texts = http::call_texts(recent);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string name = std::to_string(recent[i].number);
    calls.emplace(name, texts[i]);
    subjects.emplace(name, recent[i].subject);
  }
  tell_new(tell, "call", recent_calls_, std::move(calls), subjects);
}

void EventFeed::look_at_rest(bool tell) {
  look_at_live(tell);
  look_at_calls(tell);
  Texts trust, releases;
  trust.emplace("trust", http::trust_text(runner_.core().trust_list_version()));
  for (const controller::ReleaseView& release : runner_.core().releases())
    releases.emplace("release " + to_string(release.release), http::release_text(release));
  tell_new(tell, "trust", trust_, std::move(trust), {});
  tell_new(tell, "release", releases_, std::move(releases), {});
}

}  // namespace tongluo::daemon
