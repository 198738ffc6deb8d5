#include "controller/notify/notifier.hpp"

#include "controller/notify/message.hpp"
#include "protocol/base/assert.hpp"

namespace tongluo::notify {
namespace {

auto wrong(const std::string& what) { return fail(ErrorKind::bad_input, "notify: " + what); }

bool is_address(const std::string& text, std::string_view plain, std::string_view secured) {
  if (text.size() > kMaxAddressBytes) return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) return false;
  return (text.starts_with(plain) && text.size() > plain.size()) ||
         (text.starts_with(secured) && text.size() > secured.size());
}

Result<void> check_recipients(const std::string& key, const std::vector<std::string>& to, bool by_mail) {
  if (to.size() > kMaxRecipients) return wrong(key + ": more than " + std::to_string(kMaxRecipients));
  if (by_mail && to.empty()) return wrong(key + ": smtp needs at least one address here");
  for (const std::string& one : to)
    if (by_mail ? !is_mail_address(one) : (one.empty() || one.size() > kMaxAddressBytes))
      return wrong(key + ": \"" + one.substr(0, 64) + "\" is not an address");
  return {};
}

PlanSettings plan_of(const Settings& settings) {
  PlanSettings plan;
  if (!settings.command.empty()) plan.channels.push_back(ChannelKind::command);
  if (!settings.smtp.empty()) plan.channels.push_back(ChannelKind::mail);
  if (!settings.webhook.empty()) plan.channels.push_back(ChannelKind::webhook);
  plan.steps.push_back({seconds(0), settings.to});
  plan.steps.insert(plan.steps.end(), settings.escalation.begin(), settings.escalation.end());
  return plan;
}

}  // namespace

Result<void> check(const Settings& settings) {
  if (!settings.command.empty() && !settings.command[0].starts_with('/'))
    return wrong("command: its first word is an absolute path");
  if (!settings.webhook.empty() && !is_address(settings.webhook, "http://", "https://"))
    return wrong("webhook: an http:// or https:// address is wanted");
  const bool by_mail = !settings.smtp.empty();
  if (by_mail && !is_address(settings.smtp, "smtp://", "smtps://"))
    return wrong("smtp: an smtp:// or smtps:// address is wanted");
  if (by_mail && !is_mail_address(settings.from)) return wrong("from: a mail address is wanted");
  if (auto checked = check_recipients("to", settings.to, by_mail); !checked) return checked;
  if (settings.escalation.size() + 1 > kMaxSteps)
    return wrong("escalation: more than " + std::to_string(kMaxSteps - 1) + " steps");
  seconds before(0);
  for (const Step& step : settings.escalation) {
    if (step.after <= before || step.after > std::chrono::hours(24))
      return wrong("escalation: after_s rises from step to step, from 1 to 86400");
    before = step.after;
    if (auto checked = check_recipients("escalation", step.to, by_mail); !checked) return checked;
  }
  return {};
}

Notifier::Notifier(const Settings& settings, std::function<void(Report)> report)
    : plan_(plan_of(settings)), report_(std::move(report)) {
  const auto add = [this](std::unique_ptr<Channel> made) { lanes_.push_back(std::make_unique<Lane>(std::move(made))); };
  if (!settings.command.empty()) add(command_channel(settings.command, settings.environment));
  if (!settings.smtp.empty()) add(mail_channel(settings.smtp, settings.from, settings.environment));
  if (!settings.webhook.empty()) add(webhook_channel(settings.webhook, settings.environment));
}

void Notifier::call(Now now, Call call) {
  plan_.call(now, std::move(call));
  pump(now);
}

void Notifier::on_result(Now now, const Report& report) {
  plan_.on_result(now, report.attempt, report.delivered, report.error);
  pump(now);
}

void Notifier::on_deadline(Now now) {
  plan_.on_deadline(now);
  pump(now);
}

void Notifier::pump(Now now) {
  while (auto attempt = plan_.next_attempt(now))
    for (const auto& lane : lanes_)
      if (lane->channel->kind() == attempt->channel) {
        const bool taken = lane->attempts.push(std::move(*attempt));
        TL_ASSERT(taken);  // the plan knows that this channel is free
        break;
      }
}

void Notifier::run_channel(std::size_t index, const std::stop_token& stop) {
  Lane& lane = *lanes_.at(index);
  while (!stop.stop_requested())
    for (Attempt& attempt : lane.attempts.drain(1, stop)) {
      if (stop.stop_requested()) return;
      const auto done = lane.channel->deliver(attempt, stop);
      report_({std::move(attempt), done.has_value(), done ? "" : done.error().detail});
    }
}

}  // namespace tongluo::notify
