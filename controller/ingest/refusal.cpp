#include "controller/ingest/refusal.hpp"

namespace tongluo::ingest {

const char* to_string(Reason reason) {
  switch (reason) {
    case Reason::empty:
      return "empty";
    case Reason::too_large:
      return "too_large";
    case Reason::unknown_format:
      return "unknown_format";
    case Reason::truncated:
      return "truncated";
    case Reason::damaged:
      return "damaged";
    case Reason::no_audio:
      return "no_audio";
    case Reason::too_long:
      return "too_long";
    case Reason::undecodable:
      return "undecodable";
    case Reason::too_costly:
      return "too_costly";
  }
  return "undecodable";
}

tl::unexpected<Error> refuse(Reason reason, const std::string& words) {
  const bool over_limit = reason == Reason::too_large || reason == Reason::too_long || reason == Reason::too_costly;
  return fail(over_limit ? ErrorKind::limit : ErrorKind::bad_input, std::string(to_string(reason)) + ": " + words);
}

}  // namespace tongluo::ingest
