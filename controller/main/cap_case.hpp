#pragma once
// One CAP message on its way from a decision to an order: clips, preparation, a relay key's signature and submit, or a
// draft that a person is called for; or the cancel of one order and of what is left of those that it superseded. Owner
// thread: control. It keeps itself alive until `done`, which is called once. Nothing fails in silence: what could not
// become an order is held or refused with the controller's own reason.

#include <functional>
#include <memory>

#include "controller/cap/decide.hpp"
#include "controller/http/api_backend.hpp"
#include "protocol/sign/keys.hpp"

namespace tongluo::daemon {

struct CapPorts {
  http::ApiBackend& backend;
  http::ClipFactory& clips;
  std::function<void(Bytes payload, std::string origin, std::string actor, std::string reason,
                     http::Answering<http::ObjectAnswer> answer)>
      keep_draft;
  std::function<void(const controller::CallPeople&)> call;
  std::vector<const sign::Signer*> relays;  // unattended keys; they outlive the desk
  Digest deployment;
};

struct CapTask {
  cap::OrderPlan plan;
  bool automatic = false;
  std::string reason, detail;   // why a person is to decide
  std::string identifier;       // "sender,identifier,sent"
  std::string actor;            // who handed it in
  std::optional<Digest> named;  // the order that an update or cancel acts on
  std::vector<Digest> older;    // newest first: what it superseded and that goes on elsewhere; a cancel ends these too
  bool named_waits = false;     // that order is a draft or submitted, not issued
  std::uint32_t volume_percent = 80;
  std::uint32_t repetitions = 1;
};

class CapCase : public std::enable_shared_from_this<CapCase> {
 public:
  // Without identifier and deviations; the desk adds them.
  using Done = std::function<void(http::CapDecision)>;
  CapCase(const CapPorts& ports, CapTask task, Done done)
      : ports_(ports), task_(std::move(task)), done_(std::move(done)) {}
  void start();

 private:
  void make_clips();
  void on_clip(Result<http::MadeClip> made);
  void prepare();
  controller::OrderDraft draft() const;
  void try_relay(std::size_t index);
  void on_submit(std::size_t index, const http::OrderAnswer& answer);
  void keep(const std::string& reason, const std::string& detail);
  void cancel();
  void cancel_next();
  void try_cancel(std::size_t index, const controller::PreparedStop& prepared);
  void finish_cancel();
  void call(controller::CallKind kind, const std::string& text) const;
  void finish(std::string decision, std::string reason, std::string detail, std::optional<Digest> order = {});

  const CapPorts& ports_;
  CapTask task_;
  Done done_;
  std::vector<http::MadeClip> made_;
  controller::PreparedOrder prepared_;
  std::vector<Digest> to_cancel_;  // the next one last
  std::size_t cancelled_ = 0;
  std::vector<Digest> left_;  // no relay key may cancel these
};

}  // namespace tongluo::daemon
