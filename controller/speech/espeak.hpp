#pragma once
// espeak-ng, the engine that is always there: a process of its own, limited. Blocking; any one thread. Errors:
// bad_input (the voice cannot read a character), unavailable (espeak-ng or its voice is missing: an unknown voice is
// an error, never another voice), timeout, limit.

#include "controller/process/limited_process.hpp"
#include "controller/speech/speech_engine.hpp"

namespace tongluo::speech {

constexpr auto kLongestSpeech = seconds(20 * 60);

// What every engine gets; an external one more of some.
process::Limits speech_limits();
// The output of a program that ended with exit code 0; else unavailable, with the first line it complained in.
Result<Bytes> checked_output(Result<process::Finished> finished, const std::string& name);

// The bytes of a WAV file.
Result<Bytes> run_espeak_ng(const std::string& normalised, const SpeechRequest& request, const OwnWords* words);

}  // namespace tongluo::speech
