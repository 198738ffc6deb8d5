// Messages made to harm: every one is refused with its code, quickly and without touching file or network.

#include <chrono>

#include "controller/cap/atom_reader.hpp"
#include "protocol/os/clock.hpp"
#include "tests/unit/cap/messages.hpp"

namespace tongluo::cap::test {
namespace {

std::string repeated(std::string_view part, std::size_t count) {
  std::string text;
  text.reserve(part.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

std::string utf16(std::string_view ascii, bool big_endian) {
  std::string out = big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char letter : ascii) {
    out += big_endian ? '\0' : letter;
    out += big_endian ? letter : '\0';
  }
  return out;
}

std::string ascii_message() {
  std::string text;
  for (const char letter : kGood)
    if (static_cast<unsigned char>(letter) < 0x80) text += letter;
  return with(with(text, "<event></event>", "<event>storm</event>"), "<areaDesc></areaDesc>", "<areaDesc>x</areaDesc>");
}

TEST(CapHostile, DocumentTypesAreRefusedBeforeParsing) {
  const std::string laughs =
      R"(<!DOCTYPE alert [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>)";
  EXPECT_EQ(code_of(with(good_with("<alert ", laughs + "<alert "), "FLOOD-7", "&c;")), "xml.doctype");
  const std::string external = R"(<!DOCTYPE alert SYSTEM "http://192.0.2.1/alert.dtd">)";
  EXPECT_EQ(code_of(good_with("<alert ", external + "<alert ")), "xml.doctype");
  const std::string file = R"(<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>)";
  EXPECT_EQ(code_of(with(good_with("<alert ", file + "<alert "), "FLOOD-7", "&x;")), "xml.doctype");
  EXPECT_EQ(code_of(good_with("<alert ", "<!-- x --><?a b?><!DOCTYPE alert><alert ")), "xml.doctype");
  EXPECT_EQ(code_of(utf16("<!DOCTYPE a><a/>", true)), "xml.doctype");
  EXPECT_EQ(code_of(utf16("<!DOCTYPE a><a/>", false)), "xml.doctype");
}

TEST(CapHostile, EntitiesAreRefused) {
  EXPECT_EQ(code_of(good_with("FLOOD-7", "&other;")), "xml.entity");
  EXPECT_EQ(code_of(good_with("<info>", "<info a='&other;'>")), "xml.entity");
  EXPECT_EQ(code_of(good_with("暴雨红色预警", "&#26292;&#x96e8; &lt;&amp;&gt;")), "accepted");
  EXPECT_EQ(code_of(good_with("暴雨红色预警", "&#0;")), "xml.malformed");
}

TEST(CapHostile, DepthNodesTextAndPointsAreCappedFirst) {
  EXPECT_EQ(code_of(good_with("FLOOD-7", repeated("<a>", 40) + repeated("</a>", 40))), "limit.depth");
  EXPECT_EQ(code_of(repeated("<a>", 300'000)), "limit.depth");
  EXPECT_EQ(code_of(good_with("<info>", repeated("<a/>", 21'000) + "<info>")), "limit.nodes");
  EXPECT_EQ(code_of(good_with("<info>", repeated("<!---->", 21'000) + "<info>")), "limit.nodes");
  EXPECT_EQ(code_of(good_with("FLOOD-7", std::string(70'000, 'x'))), "limit.text");
  std::string attributes;
  for (int i = 0; i < 20; ++i) attributes += " a" + std::to_string(i) + "='x'";
  EXPECT_EQ(code_of(good_with("<info>", "<info" + attributes + ">")), "limit.attributes");
  const std::string polygon = "<polygon>" + repeated("1,1 ", 1'001) + "</polygon>";
  EXPECT_EQ(code_of(good_with("</areaDesc>", "</areaDesc>" + polygon)), "limit.polygon_points");
  const std::string split = "<polygon>" + repeated("1,1 <!-- -->", 1'001) + "</polygon>";
  EXPECT_EQ(code_of(good_with("</areaDesc>", "</areaDesc>" + split)), "limit.polygon_points");
  const std::string several = repeated("<polygon>" + repeated("1,1 ", 900) + "</polygon>", 5);
  EXPECT_EQ(code_of(good_with("</areaDesc>", "</areaDesc>" + several)), "limit.points");
}

TEST(CapHostile, SizeIsCappedBeforeAnythingElse) {
  EXPECT_EQ(code_of(""), "size.empty");
  EXPECT_EQ(code_of(std::string(10 * 1024 * 1024, '<')), "size.too_large");
  EXPECT_EQ(code_of(good_with("暴雨红色预警", std::string(1024 * 1024, 'x'))), "size.too_large");
}

TEST(CapHostile, HundredThousandPointsCostLittle) {
  const std::string polygon = "<polygon>" + repeated("1,1 ", 100'000) + "</polygon>";
  const std::string text = good_with("</areaDesc>", "</areaDesc>" + polygon);
  const SteadyTime before = os::steady_now();
  EXPECT_EQ(code_of(text), "limit.polygon_points");
  EXPECT_LT(os::steady_now() - before, seconds(2));
}

TEST(CapHostile, OnlyThreeEncodingsAreRead) {
  const std::string text = ascii_message();
  EXPECT_EQ(code_of(text), "accepted");
  EXPECT_EQ(code_of(with(text, "UTF-8", "UTF-7")), "encoding.unsupported");
  EXPECT_EQ(code_of(with(text, "UTF-8", "EBCDIC-CP-US")), "encoding.unsupported");
  EXPECT_EQ(code_of(with(text, "UTF-8", "GB18030")), "encoding.unsupported");
  EXPECT_EQ(code_of(with(text, "UTF-8", "UTF-16")), "encoding.mismatch");
  EXPECT_EQ(code_of(utf16(text, true)), "encoding.mismatch");
  EXPECT_EQ(code_of(utf16(with(text, "UTF-8", "UTF-16"), true)), "accepted");
  EXPECT_EQ(code_of(utf16(with(text, "UTF-8", "utf-16"), false)), "accepted");
  EXPECT_EQ(code_of(utf16(with(text, "UTF-8", "UTF-16"), false) + "x"), "encoding.invalid");
  EXPECT_EQ(code_of(utf16("", false) + "\x01\xD8<"), "encoding.invalid");
  EXPECT_EQ(code_of("+ADw-alert/+AD4-"), "xml.malformed");
  EXPECT_EQ(code_of("\x4C\x6F\xA7\x94"), "xml.malformed");
  EXPECT_EQ(code_of(std::string("\0<alert/>", 9)), "encoding.nul");
  EXPECT_EQ(code_of(with(text, "FLOOD-7", std::string_view("FLO\0OD", 6))), "encoding.nul");
  EXPECT_EQ(code_of(with(text, "FLOOD-7", "FLO\xC3OD")), "xml.malformed");
  EXPECT_EQ(code_of(with(text, "FLOOD-7", "FLO\xED\xA0\x80OD")), "xml.malformed");
  EXPECT_EQ(code_of(with(text, "FLOOD-7", "FLO\x01OD")), "xml.malformed");
}

TEST(CapHostile, DeclarationIsReadStrictly) {
  for (const char* declaration : {"<?xml?>", "<?xml version='1.1'?>", "<?xml encoding='UTF-8' version='1.0'?>",
                                  "<?xml version='1.0' encoding='UTF-8' other='x'?>", "<?xml version='1.0'"})
    EXPECT_NE(code_of(good_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", declaration)), "accepted") << declaration;
  EXPECT_EQ(code_of(good_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
                              "<?xml version = '1.0' encoding = 'UTF-8' standalone = 'yes' ?>")),
            "accepted");
  EXPECT_EQ(code_of(good_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "")), "accepted");
  EXPECT_EQ(code_of(good_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", " <?xml version='1.0'?>")),
            "xml.malformed");
}

TEST(CapHostile, TruncatedAndTrailingTextIsRefused) {
  const std::string text(kGood);
  for (std::size_t length = 1; length < text.size() - 3; length += 7)
    EXPECT_NE(code_of(text.substr(0, length)), "accepted") << length;
  EXPECT_EQ(code_of(text + "<alert/>"), "xml.malformed");
  EXPECT_EQ(code_of(text + "x"), "xml.malformed");
}

TEST(CapHostile, InclusionsAndSchemaPlacesAreNeverFollowed) {
  const std::string include = R"(<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/hostname"/></x>)";
  EXPECT_EQ(code_of(good_with("<info>", include + "<info>")), "schema.invalid");
  const std::string place =
      R"(<alert xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x http://192.0.2.1/x.xsd" )";
  const auto alert = read(good_with("<alert ", place));
  ASSERT_TRUE(alert) << alert.error().detail;
  EXPECT_EQ(alert->deviations, std::vector<std::string>{"schema-location"});
}

TEST(CapHostile, CommentsDoNotSplitValues) {
  const auto alert = read(good_with("FLOOD-7", "FLOOD<!-- x -->-7"));
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->identifier, "FLOOD-7");
}

TEST(CapHostile, WordsOfARejectionAreShortAndPrintable) {
  const auto alert = read(good_with("FLOOD-7", "A B " + repeated("字", 1'000) + "\n"));
  ASSERT_FALSE(alert);
  EXPECT_LE(alert.error().detail.size(), 200U);
  EXPECT_EQ(alert.error().detail.find('\n'), std::string::npos);
}

TEST(CapFeed, IsReadUnderTheSameCaps) {
  const std::string feed =
      R"(<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><entry><id>a</id><updated>u</updated><link href="other"/>)"
      R"(<link type="application/cap+xml" href="/one.cap"/></entry><entry><id>b</id></entry></feed>)";
  const auto content = read_feed(as_bytes(feed));
  ASSERT_TRUE(content);
  ASSERT_EQ(content->entries.size(), 1U);
  EXPECT_EQ(content->entries[0].link, "/one.cap");
  EXPECT_EQ(content->entries[0].updated, "u");
  EXPECT_EQ(read_feed(as_bytes("<!DOCTYPE feed>" + feed)).error().code, "xml.doctype");
  EXPECT_EQ(read_feed(as_bytes(kGood)).error().code, "feed.unknown");
  const std::string entry = R"(<entry><id>a</id><link href="x"/></entry>)";
  const auto many = read_feed(as_bytes(with(feed, "<id>f</id>", repeated(entry, 300))));
  ASSERT_TRUE(many);
  EXPECT_EQ(many->entries.size(), 200U);
  EXPECT_TRUE(many->cut);
}

TEST(CapFeed, LinksStayOnTheFeedsOwnHost) {
  const std::string feed = "http://cap.example:8080/feeds/all.atom?x=1";
  EXPECT_EQ(same_host_address(feed, "/a.cap"), "http://cap.example:8080/a.cap");
  EXPECT_EQ(same_host_address(feed, "a.cap"), "http://cap.example:8080/feeds/a.cap");
  EXPECT_EQ(same_host_address(feed, "http://cap.example:8080/a.cap"), "http://cap.example:8080/a.cap");
  for (const char* foreign :
       {"", "http://cap.example/a.cap", "https://cap.example:8080/a.cap", "http://evil.example/a.cap",
        "//evil.example/a.cap", "http://cap.example:8080@evil.example/a", "file:///etc/passwd", "file:x",
        "javascript:x", "http://cap.example:8080.evil.example/a.cap", "http://cap.example:8080\\@evil.example/", "a b"})
    EXPECT_EQ(same_host_address(feed, foreign), "") << foreign;
}

}  // namespace
}  // namespace tongluo::cap::test
