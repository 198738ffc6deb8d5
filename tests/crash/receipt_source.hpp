#pragma once
// One terminal that does nothing but report: it streams signed receipts of an order over the real link, keeps each
// until it is taken, and sends what is not taken again after each reconnect, as firmware does. One thread: the
// io_context's.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <memory>
#include <set>

#include "protocol/transport/session_driver.hpp"
#include "tests/crash/county.hpp"

namespace tongluo::crash {

// What all sources made and were told, over every life of the controller.
struct Testimony {
  std::map<Digest, Bytes> made;  // serialised envelopes
  std::set<Digest> taken;
  std::map<Digest, std::size_t> finals;  // by order: final receipts made
  std::size_t taken_twice = 0;           // acknowledgements of something acknowledged before
  std::size_t taken_unknown = 0;         // acknowledgements of something that nobody sent
};

class ReceiptSource final : public transport::SessionEvents {
 public:
  ReceiptSource(boost::asio::io_context& context, const County& county, const CountyTerminal& terminal,
                Testimony& testimony);
  ~ReceiptSource() override { drop(); }

  void report_on(const Digest& order, std::size_t occurrences);  // from now on; three receipts for each
  void connect(std::uint16_t port);                              // and again whenever the session ends, until drop()
  void drop();
  bool is_open() const { return open_; }
  // Nothing more to make, everything taken.
  bool is_done() const { return untaken_.empty() && next_ >= 3 * occurrences_; }

  void on_message(wire::Message message) override;
  void on_closed(const session::Close& close, const std::string& detail) override;

 private:
  using Driver = transport::SessionDriver<session::TerminalSession>;
  struct Untaken {
    Digest digest;
    Envelope envelope;
    bool sent = false;  // in this session
  };
  void dial();
  void redial();
  void on_handshake(const std::shared_ptr<transport::TlsStream>& stream, const std::string& failure);
  void fill();
  void make_one();
  void taken(const Digest& receipt);
  wire::Hello hello() const;

  boost::asio::io_context& context_;
  const County& county_;
  const CountyTerminal& terminal_;
  Testimony& testimony_;
  transport::TlsContext tls_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Driver> driver_;
  std::uint16_t port_ = 0;
  std::uint64_t life_ = 0;  // counts drop() and connect(): late callbacks of an earlier one are ignored
  bool open_ = false;
  std::deque<Untaken> untaken_;
  Digest order_;
  std::size_t occurrences_ = 0, next_ = 0;
  std::uint64_t sequence_ = 0;
};

}  // namespace tongluo::crash
