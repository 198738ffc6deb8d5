#pragma once
// Is what an engine gave really speech of these words? Nobody listens before an alert goes out, so silence, a cut-off
// sentence or an endless noise must be noticed here. Pure; 48 kHz mono.

#include <span>
#include <string>
#include <string_view>

namespace tongluo::speech {

constexpr double kSilentRms = 0.003;               // −50 dBFS: the loudest moment is below it
constexpr double kSoundingShare = 0.01;            // −40 dB below the loudest moment something still sounds
constexpr double kShortestSyllableSeconds = 0.05;  // a hurried announcer needs 0.12
constexpr double kLongestSyllableSeconds = 1.5;    // pauses included
constexpr double kSpareSeconds = 5.0;

// Roughly: a Chinese character is one, and every three letters.
double syllables_of(std::u32string_view normalised);

// One line; empty: nothing is wrong.
std::string fault_of(std::span<const float> samples, std::u32string_view normalised);

}  // namespace tongluo::speech
