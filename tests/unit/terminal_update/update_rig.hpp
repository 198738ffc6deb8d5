#pragma once
// Scripts round the update machine: expect this action, answer it so, let so much time pass. Reports are collected on
// the way.

#include <gtest/gtest.h>
#include <memory>
#include <vector>

#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/update/update_machine.hpp"
#include "tests/unit/terminal_update/releases.hpp"

namespace tongluo::test {

using wire::UpdateState;

constexpr update::Conditions kAllWell{true, true, true};

class UpdateRig {
 public:
  explicit UpdateRig(std::uint64_t running = 11, update::StoredUpdate record = {},
                     std::optional<trust::AdmittedRelease> release = {}, update::BootFacts facts = {}) {
    restart(running, std::move(record), std::move(release), facts);
  }

  void restart(std::uint64_t running, update::StoredUpdate record, std::optional<trust::AdmittedRelease> release,
               update::BootFacts facts) {
    machine = std::make_unique<update::UpdateMachine>(
        update::UpdateSettings{terminal_id("TL-500116-0001"), "speaker-a7", running}, std::move(record),
        std::move(release), facts);
    machine->begin(now);
  }
  // The same record, as a power cut leaves it.
  void restart(std::uint64_t running, const Release& release, update::BootFacts facts) {
    const auto record = update::parse_stored_update(update::serialize(stored));
    ASSERT_TRUE(record.has_value());
    restart(running, *record, release.admitted, facts);
  }

  Refusal offer(const Release& release, std::optional<AreaCode> area = township()) {
    return machine->offer(now, release.admitted, wire::serialize(release.envelope), area);
  }
  void conditions(const update::Conditions& conditions) { machine->on_conditions(now, conditions); }
  void pass(SteadyTime::duration time) {
    now.steady += time;
    now.wall += time;
    machine->on_deadline(now);
  }
  void pass_to_deadline() { pass(machine->next_deadline(now.steady) - now.steady); }

  // The next action that is no report; it must be an A.
  template <class A>
  A expect() {
    auto action = next();
    EXPECT_TRUE(action.has_value() && std::holds_alternative<A>(*action))
        << "another action: " << (action ? static_cast<int>(action->index()) : -1);
    return action && std::holds_alternative<A>(*action) ? std::get<A>(std::move(*action)) : A{};
  }
  bool silent() { return !next().has_value(); }
  void done(update::JobAnswer answer = {.ok = true}) { machine->on_done(now, std::move(answer)); }
  void failed(const char* why) { done({.ok = false, .detail = why}); }
  void persisted(UpdateState state) {
    stored = expect<update::Persist>().record;
    EXPECT_EQ(wire::to_string(stored.state), wire::to_string(state));
    done();
  }

  // From the offer to a complete download, in one chunk for each block.
  void download(const Release& release) {
    persisted(UpdateState::waiting);
    persisted(UpdateState::downloading);
    expect<update::OpenDownload>();
    done();
    for (std::size_t i = 0; i < release.admitted.manifest.blocks.size(); ++i) {
      serve(release, expect<update::Fetch>().range);
      EXPECT_EQ(expect<update::StoreBlock>().index, i);
      done();
    }
    persisted(UpdateState::verifying);
  }
  void serve(const Release& release, const update::ByteRange& range) {
    machine->on_chunk(now, release.admitted.digest, range.offset,
                      ByteView(release.image).subspan(static_cast<std::size_t>(range.offset), range.bytes));
  }
  void install(const Release& release) {
    expect<update::DigestImage>();
    done({.ok = true, .digests = {release.admitted.manifest.image}});
    persisted(UpdateState::installing);
    EXPECT_EQ(expect<update::Install>().image, release.admitted.manifest.image);
    done();
    persisted(UpdateState::ready);
  }
  void switch_over(const Release& release) {
    persisted(UpdateState::switching);
    EXPECT_EQ(expect<update::Activate>().release, release.admitted.digest);
    done();
  }
  // Up to the restart into the trial.
  void up_to_restart(const Release& release) {
    conditions(kAllWell);
    EXPECT_EQ(offer(release), Refusal::none);
    download(release);
    install(release);
    switch_over(release);
    expect<update::Restart>();
  }

  std::unique_ptr<update::UpdateMachine> machine;
  update::StoredUpdate stored;
  std::vector<wire::UpdateProgress> reports;
  Now now{SteadyTime(seconds(100)), kNow};

 private:
  std::optional<update::UpdateAction> next() {
    while (auto action = machine->next_action()) {
      if (!std::holds_alternative<update::Report>(*action)) return action;
      reports.push_back(std::get<update::Report>(*action).progress);
    }
    return std::nullopt;
  }
};

}  // namespace tongluo::test
