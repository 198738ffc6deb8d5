#pragma once
// Enrolment and releases of plain values, for tests of the HTTP machinery: everything asked for is done.

#include "controller/http/api_backend.hpp"

namespace tongluo::http {

class SmallEnrolmentGate final : public EnrolmentGate {
 public:
  WallTime now() const override { return wall_from_us(1'800'000'000'000'000); }
  void add_claims(std::vector<controller::ClaimDraft> drafts, controller::ClaimMode, std::string,
                  Answering<ClaimsAnswer> answer) override {
    controller::ClaimsTaken taken{0, true, {}};
    taken.verdicts.resize(drafts.size());
    answer(taken);
  }
  void approve(const Digest&, const TerminalId& terminal, bool, std::string, Answering<ObjectAnswer> answer) override {
    bound.push_back(terminal);
    answer({});
  }
  void drop(const Digest& claim, std::string, Answering<ObjectAnswer> answer) override {
    known.remove(claim);
    answer({});
  }
  void revoke(const TerminalId&, std::string, std::string, Answering<ObjectAnswer> answer) override { answer({}); }
  const controller::EnrolmentBook& book() const override { return known; }

  controller::EnrolmentBook known;
  std::vector<TerminalId> bound;
};

class SmallReleaseGate final : public ReleaseGate {
 public:
  void publish(Envelope, rollout::Settings, std::string,
               std::function<void(Result<PublishedRelease, controller::ObjectRejected>)> answer) override {
    answer(PublishedRelease{release, {}});
  }
  void put_block(const Digest&, std::size_t, Bytes, std::function<void(Result<std::size_t>)> answer) override {
    answer(std::size_t{0});
  }
  void direct(const Digest&, controller::ReleaseCommand, std::string,
              std::function<void(Result<void, controller::ObjectRejected>)> answer) override {
    answer({});
  }
  std::vector<controller::ReleaseView> releases() override {
    controller::ReleaseView view;
    view.release = release;
    return {view};
  }
  std::vector<rollout::Member> members(const Digest&) override { return members_now; }

  Digest release;
  std::vector<rollout::Member> members_now;
};

}  // namespace tongluo::http
