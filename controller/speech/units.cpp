#include "controller/speech/units.hpp"

#include <array>

#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

// A written form stands before every shorter one that begins it.
constexpr std::array kUnits{
    Unit{U"m³/s", U"立方米每秒", U"cubic metres per second", U"cubic metre per second"},
    Unit{U"m3/s", U"立方米每秒", U"cubic metres per second", U"cubic metre per second"},
    Unit{U"㎥/s", U"立方米每秒", U"cubic metres per second", U"cubic metre per second"},
    Unit{U"μg/m³", U"微克每立方米", U"micrograms per cubic metre", U"microgram per cubic metre"},
    Unit{U"µg/m³", U"微克每立方米", U"micrograms per cubic metre", U"microgram per cubic metre"},
    Unit{U"mg/m³", U"毫克每立方米", U"milligrams per cubic metre", U"milligram per cubic metre"},
    Unit{U"mg/m3", U"毫克每立方米", U"milligrams per cubic metre", U"milligram per cubic metre"},
    Unit{U"mg/L", U"毫克每升", U"milligrams per litre", U"milligram per litre"},
    Unit{U"mm/h", U"毫米每小时", U"millimetres per hour", U"millimetre per hour"},
    Unit{U"km/h", U"公里每小时", U"kilometres per hour", U"kilometre per hour"},
    Unit{U"m/s", U"米每秒", U"metres per second", U"metre per second"},
    Unit{U"m/h", U"米每小时", U"metres per hour", U"metre per hour"},
    Unit{U"km²", U"平方公里", U"square kilometres", U"square kilometre"},
    Unit{U"km2", U"平方公里", U"square kilometres", U"square kilometre"},
    Unit{U"㎢", U"平方公里", U"square kilometres", U"square kilometre"},
    Unit{U"m³", U"立方米", U"cubic metres", U"cubic metre"},
    Unit{U"m3", U"立方米", U"cubic metres", U"cubic metre"},
    Unit{U"㎥", U"立方米", U"cubic metres", U"cubic metre"},
    Unit{U"m²", U"平方米", U"square metres", U"square metre"},
    Unit{U"m2", U"平方米", U"square metres", U"square metre"},
    Unit{U"㎡", U"平方米", U"square metres", U"square metre"},
    Unit{U"mm", U"毫米", U"millimetres", U"millimetre"},
    Unit{U"㎜", U"毫米", U"millimetres", U"millimetre"},
    Unit{U"cm", U"厘米", U"centimetres", U"centimetre"},
    Unit{U"㎝", U"厘米", U"centimetres", U"centimetre"},
    Unit{U"km", U"公里", U"kilometres", U"kilometre"},
    Unit{U"KM", U"公里", U"kilometres", U"kilometre"},
    Unit{U"㎞", U"公里", U"kilometres", U"kilometre"},
    Unit{U"kg", U"公斤", U"kilograms", U"kilogram"},
    Unit{U"㎏", U"公斤", U"kilograms", U"kilogram"},
    Unit{U"mg", U"毫克", U"milligrams", U"milligram"},
    Unit{U"℃", U"摄氏度", U"degrees Celsius", U"degree Celsius"},
    Unit{U"°C", U"摄氏度", U"degrees Celsius", U"degree Celsius"},
    Unit{U"°N", U"度", U"degrees north", U"degree north"},
    Unit{U"°S", U"度", U"degrees south", U"degree south"},
    Unit{U"°E", U"度", U"degrees east", U"degree east"},
    Unit{U"°W", U"度", U"degrees west", U"degree west"},
    Unit{U"°", U"度", U"degrees", U"degree"},
    Unit{U"kPa", U"千帕", U"kilopascals", U"kilopascal"},
    Unit{U"hPa", U"百帕", U"hectopascals", U"hectopascal"},
    Unit{U"MPa", U"兆帕", U"megapascals", U"megapascal"},
    Unit{U"kV", U"千伏", U"kilovolts", U"kilovolt"},
    Unit{U"kW", U"千瓦", U"kilowatts", U"kilowatt"},
    Unit{U"MW", U"兆瓦", U"megawatts", U"megawatt"},
    Unit{U"Hz", U"赫兹", U"hertz", U"hertz"},
    Unit{U"MHz", U"兆赫", U"megahertz", U"megahertz"},
    Unit{U"min", U"分钟", U"minutes", U"minute"},
    Unit{U"ml", U"毫升", U"millilitres", U"millilitre"},
    Unit{U"dB", U"分贝", U"decibels", U"decibel"},
    Unit{U"m", U"米", U"metres", U"metre"},
    Unit{U"g", U"克", U"grams", U"gram"},
    Unit{U"t", U"吨", U"tonnes", U"tonne"},
    Unit{U"h", U"小时", U"hours", U"hour"},
    Unit{U"s", U"秒", U"seconds", U"second"},
    Unit{U"L", U"升", U"litres", U"litre"},
    Unit{U"V", U"伏", U"volts", U"volt"},
};

}  // namespace

const Unit* unit_at(const Cursor& cursor) {
  for (const Unit& unit : kUnits) {
    if (!cursor.starts_with(unit.written)) continue;
    const char32_t next = cursor.peek(unit.written.size());
    const bool word_goes_on = is_letter(unit.written.back()) && (is_letter(next) || is_digit(next) || next == U'/');
    if (!word_goes_on) return &unit;
  }
  return nullptr;
}

}  // namespace tongluo::speech
