#pragma once
// Private to the configuration: the sections of speech, the guard, the CAP desk and the notifier. WrongConfig names
// what is wrong.

#include "controller/main/config.hpp"
#include "controller/main/toml_section.hpp"

namespace tongluo::daemon {

void read_enrolment(TomlSection section, const std::string& address, std::optional<EnrolmentConfig>& enrolment);
void read_console(TomlSection section, std::optional<ConsoleConfig>& console);
void read_speech(TomlSection section, SpeechSettings& speech);
void read_guard(TomlSection section, controller::GuardSettings& guard);
void read_cap(TomlSection section, CapConfig& cap);
void read_live(TomlSection section, LiveConfig& live);
void read_notify(TomlSection section, NotifyConfig& notify);

}  // namespace tongluo::daemon
