#pragma once
// One libcurl transfer with the limits that all of ours have: named protocols only, no proxy or password of the
// environment, a total time, a bounded answer, an early end when a stop is requested. One thread; blocking.

#include <curl/curl.h>
#include <memory>
#include <stop_token>
#include <string>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::notify {

struct CurlLimits {
  const char* protocols = "http,https";
  milliseconds time{};
  std::size_t answer_bytes = 0;
};

class CurlHandle {
 public:
  CurlHandle(const std::string& url, const CurlLimits& limits, std::stop_token stop);
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;
  ~CurlHandle() = default;

  CURL* get() { return easy_.get(); }
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy_.get(), option, value);
  }
  void add_header(const std::string& line);
  void add_recipient(const std::string& address);
  void send_body(std::string body);  // an upload; its size is known

  Result<void> perform();
  long status() const;
  Bytes take_answer() { return std::move(answer_); }

 private:
  struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  using List = std::unique_ptr<curl_slist, FreeList>;
  static std::size_t on_answer(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  static void append(List& list, const std::string& line);

  CurlLimits limits_;
  std::stop_token stop_;
  std::unique_ptr<CURL, FreeEasy> easy_;
  List headers_, recipients_;
  std::string body_;
  std::size_t body_sent_ = 0;
  Bytes answer_;
  bool answer_too_long_ = false;
  char words_[CURL_ERROR_SIZE] = {};
};

}  // namespace tongluo::notify
