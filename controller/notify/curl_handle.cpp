#include "controller/notify/curl_handle.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace tongluo::notify {
namespace {

// Once for the process, before any handle.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  TL_ASSERT(started == CURLE_OK);
}

ErrorKind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return ErrorKind::timeout;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_ABORTED_BY_CALLBACK:
      return ErrorKind::unavailable;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return ErrorKind::bad_input;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
      return ErrorKind::io;
    default:
      return ErrorKind::refused;
  }
}

}  // namespace

CurlHandle::CurlHandle(const std::string& url, const CurlLimits& limits, std::stop_token stop)
    : limits_(limits), stop_(std::move(stop)) {
  start_curl();
  easy_.reset(curl_easy_init());
  TL_ASSERT(easy_ != nullptr);
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, limits.protocols);
  set(CURLOPT_ERRORBUFFER, words_);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits.time.count()));
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_WRITEFUNCTION, &CurlHandle::on_answer);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &CurlHandle::on_progress);
  set(CURLOPT_XFERINFODATA, this);
}

void CurlHandle::append(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  TL_ASSERT(longer != nullptr);
  (void)list.release();
  list.reset(longer);
}

void CurlHandle::add_header(const std::string& line) { append(headers_, line); }
void CurlHandle::add_recipient(const std::string& address) { append(recipients_, address); }

void CurlHandle::send_body(std::string body) {
  body_ = std::move(body);
  set(CURLOPT_READFUNCTION, &CurlHandle::on_read);
  set(CURLOPT_READDATA, this);
}

Result<void> CurlHandle::perform() {
  if (headers_) set(CURLOPT_HTTPHEADER, headers_.get());
  if (recipients_) set(CURLOPT_MAIL_RCPT, recipients_.get());
  const CURLcode code = curl_easy_perform(easy_.get());
  if (code == CURLE_OK) return {};
  if (answer_too_long_)
    return fail(ErrorKind::limit, "the answer is longer than " + std::to_string(limits_.answer_bytes) + " bytes");
  if (stop_.stop_requested()) return fail(ErrorKind::unavailable, "stopped");
  return fail(kind_of(code), words_[0] != '\0' ? words_ : curl_easy_strerror(code));
}

long CurlHandle::status() const {
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

std::size_t CurlHandle::on_answer(char* data, std::size_t size, std::size_t count, void* self) {
  auto& handle = *static_cast<CurlHandle*>(self);
  const std::size_t bytes = size * count;
  if (handle.answer_.size() + bytes > handle.limits_.answer_bytes) {
    handle.answer_too_long_ = true;
    return 0;
  }
  const ByteView more = as_bytes({data, bytes});
  handle.answer_.insert(handle.answer_.end(), more.begin(), more.end());
  return bytes;
}

std::size_t CurlHandle::on_read(char* buffer, std::size_t size, std::size_t count, void* self) {
  auto& handle = *static_cast<CurlHandle*>(self);
  const std::size_t bytes = std::min(size * count, handle.body_.size() - handle.body_sent_);
  std::copy_n(handle.body_.begin() + static_cast<std::ptrdiff_t>(handle.body_sent_), bytes, buffer);
  handle.body_sent_ += bytes;
  return bytes;
}

int CurlHandle::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<CurlHandle*>(self)->stop_.stop_requested() ? 1 : 0;
}

}  // namespace tongluo::notify
