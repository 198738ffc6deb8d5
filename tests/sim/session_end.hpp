#pragma once
// One end of a control channel in the simulation: performs the actions of a session machine on a virtual connection and
// feeds bytes, room and deadlines back. What transport::SessionDriver is to sockets. Held by a shared_ptr; after
// on_session_closed it makes no more calls. One thread.

#include "protocol/session/session.hpp"
#include "tests/sim/network.hpp"

namespace tongluo::sim {

template <class Session, class Owner>
class SessionEnd final : public NetPeer, public std::enable_shared_from_this<SessionEnd<Session, Owner>> {
 public:
  SessionEnd(Environment& environment, Network& network, ConnectionId id, End end, Session session, Owner& owner)
      : environment_(environment),
        network_(network),
        id_(id),
        end_(end),
        session_(std::move(session)),
        owner_(&owner) {}

  void start() {
    network_.attach(id_, end_, this->weak_from_this());
    drive();
  }
  Session& session() { return session_; }
  ConnectionId id() const { return id_; }
  bool ended() const { return owner_ == nullptr; }
  // No more callbacks. `vanish`: the power is gone, and the other side never learns it.
  void abandon(bool vanish) {
    if (ended()) return;
    owner_ = nullptr;
    vanish ? network_.vanish(id_, end_) : network_.close(id_, end_);
  }

  // After every call on session().
  void drive() {
    again_ = true;
    if (driving_ || ended()) return;
    const auto self = this->shared_from_this();
    driving_ = true;
    while (std::exchange(again_, false) && !ended()) {
      while (auto action = session_.next_action()) {
        perform(*action);
        if (ended()) return;
      }
    }
    driving_ = false;
    if (ended()) return;
    if (close_) {
      Owner* owner = std::exchange(owner_, nullptr);
      network_.close(id_, end_);
      return owner->on_session_closed(*this, *close_);
    }
    arm();
    if (std::exchange(wrote_, false)) owner_->on_session_room(*this);
  }

  void on_bytes(ByteView bytes) override {
    if (ended()) return;
    session_.on_bytes(environment_.now(), bytes);
    drive();
  }
  void on_room(std::size_t written) override {
    if (ended()) return;
    session_.on_written(environment_.now(), written);
    wrote_ = true;
    drive();
  }
  void on_lost() override {
    if (ended()) return;
    session_.on_peer_closed(environment_.now());
    drive();
  }

 private:
  void perform(session::Action& action) {
    if (auto* write = std::get_if<session::Write>(&action))
      network_.send(id_, end_, write->bytes);
    else if (auto* deliver = std::get_if<session::Deliver>(&action))
      owner_->on_session_message(*this, std::move(deliver->message));
    else
      close_ = std::get<session::Close>(action);
  }
  void arm() {
    const SteadyTime due = session_.next_deadline();
    if (due == SteadyTime::max() || due >= armed_) return;
    armed_ = due;
    environment_.at(due, [weak = this->weak_from_this(), due] {
      const auto self = weak.lock();
      if (!self || self->ended() || self->armed_ != due) return;
      self->armed_ = SteadyTime::max();
      self->session_.on_deadline(self->environment_.now());
      self->drive();
    });
  }

  Environment& environment_;
  Network& network_;
  ConnectionId id_;
  End end_;
  Session session_;
  Owner* owner_;
  std::optional<session::Close> close_;
  SteadyTime armed_ = SteadyTime::max();
  bool driving_ = false, again_ = false, wrote_ = false;
};

}  // namespace tongluo::sim
