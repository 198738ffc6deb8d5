#pragma once
// A modem on the other end of a real pseudo terminal: answers what it was told to answer, in the test's own thread.

#include <functional>
#include <map>
#include <string>

namespace tongluo::board {

class ScriptedModem {
 public:
  ScriptedModem();
  ~ScriptedModem() { unplug(); }
  ScriptedModem(const ScriptedModem&) = delete;
  ScriptedModem& operator=(const ScriptedModem&) = delete;

  const std::string& path() const { return path_; }
  std::map<std::string, std::string>& answers() { return answers_; }  // a command that is not here: ERROR
  void says(const std::string& bytes) const;
  void fall_silent() { silent_ = true; }
  void unplug();
  bool hang_up();  // as a USB modem's driver does when it goes; false: not allowed here
  // Answers until `done`, at most for half a minute. False: it never was.
  bool serve_until(const std::function<bool()>& done);

 private:
  void serve_once();

  int master_ = -1;
  std::string path_;
  std::string heard_;
  bool silent_ = false;
  std::map<std::string, std::string> answers_;
};

}  // namespace tongluo::board
