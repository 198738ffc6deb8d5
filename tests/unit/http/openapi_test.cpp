// Under test: the served description of the API says what the route table, the sources and docs/api.md say.

#include <boost/json.hpp>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "controller/http/list_page.hpp"
#include "controller/http/openapi_text.hpp"
#include "controller/http/problem_words.hpp"
#include "tests/unit/http/api_fixture.hpp"

namespace tongluo::http {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

class OpenApi : public ApiFixture {
 protected:
  static json::object description() {
    json::parse_options options;
    options.max_depth = 64;
    return json::parse(json::string_view(kOpenApiText.data(), kOpenApiText.size()), {}, options).as_object();
  }
  static std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
  }
  static std::string read(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file).rdbuf();
    return out.str();
  }
  static std::set<std::string> described_codes() {
    std::set<std::string> codes;
    const auto problem = description().at("components").at("schemas").at("Problem").at("properties").at("code");
    for (const auto& code : problem.at("examples").as_array()) codes.insert(std::string(code.as_string()));
    return codes;
  }
};

TEST_F(OpenApi, DescribesExactlyTheRoutesWithTheirPermissions) {
  const json::object paths = description().at("paths").as_object();
  std::size_t described = 0, routed = 0;
  for (const auto& path : paths) described += path.value().as_object().size();
  for (const Route& route : api_routes(ports())) {
    ++routed;
    const auto* path = paths.if_contains(route.pattern);
    ASSERT_NE(path, nullptr) << route.pattern;
    const auto* operation = path->as_object().if_contains(lower(route.method));
    ASSERT_NE(operation, nullptr) << route.method << " " << route.pattern;
    EXPECT_EQ(operation->at("x-permission").as_string(), accounts::to_string(route.permission))
        << route.method << " " << route.pattern;
    EXPECT_FALSE(operation->at("summary").as_string().empty());
    EXPECT_GE(operation->at("responses").as_object().size(), 2U) << "an answer, and the problems";
  }
  EXPECT_EQ(described, routed);
}

TEST_F(OpenApi, EveryCapturedSegmentIsAParameterAndEveryReferenceLeadsSomewhere) {
  const json::object whole = description();
  for (const auto& path : whole.at("paths").as_object())
    for (const auto& operation : path.value().as_object()) {
      std::size_t captured = 0;
      if (const auto* parameters = operation.value().as_object().if_contains("parameters"))
        for (const auto& parameter : parameters->as_array()) captured += parameter.at("in") == "path" ? 1 : 0;
      const std::string name(path.key());
      EXPECT_EQ(captured, static_cast<std::size_t>(std::count(name.begin(), name.end(), '{'))) << name;
    }
  static const std::regex kReference("\"\\$ref\": ?\"#/components/(\\w+)/(\\w+)\"");
  const std::string text(kOpenApiText);
  for (std::sregex_iterator at(text.begin(), text.end(), kReference), end; at != end; ++at)
    EXPECT_TRUE(whole.at("components").at((*at)[1].str()).as_object().contains((*at)[2].str())) << (*at)[0];
}

TEST_F(OpenApi, EveryCodeOfTheSourceIsInItAndInTheDocument) {
  static const std::regex kProblem("\\{ *[0-9]{3}, *\"([a-z_]+\\.[a-z_.]+)\"");
  const std::set<std::string> codes = described_codes();
  const std::string document = read(fs::path(TONGLUO_SOURCE_DIR) / "docs/api.md");
  std::size_t found = 0;
  for (const char* folder : {"controller/http", "controller/main"})
    for (const auto& entry : fs::directory_iterator(fs::path(TONGLUO_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".cpp") continue;
      const std::string source = read(entry.path());
      for (std::sregex_iterator at(source.begin(), source.end(), kProblem), end; at != end; ++at, ++found) {
        EXPECT_TRUE(codes.contains((*at)[1])) << "openapi.json lacks " << (*at)[1] << " of " << entry.path();
        EXPECT_NE(document.find("`" + (*at)[1].str() + "`"), std::string::npos) << "docs/api.md lacks " << (*at)[1];
      }
    }
  EXPECT_GT(found, 60U);
  for (const std::string& code : codes)
    EXPECT_NE(document.find("`" + code + "`"), std::string::npos) << "docs/api.md lacks " << code;
}

// By name in the source of a test, whose fixture then holds the answer against the description.
TEST_F(OpenApi, EveryCodeIsProvokedBySomeTest) {
  std::string tests;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(TONGLUO_SOURCE_DIR) / "tests/unit"))
    if (entry.path().extension() == ".cpp" && entry.path().filename() != "openapi_test.cpp")
      tests += read(entry.path());
  for (const std::string& code : described_codes()) {
    // ApiLife.EveryFaultOfAPrepareHasItsOwnCode makes these from the faults' names.
    if (code == "refused.REASON" || code.starts_with("prepare.")) continue;
    EXPECT_TRUE(tests.find(code + "\"") != std::string::npos || tests.find(code + " ") != std::string::npos) << code;
  }
}

TEST_F(OpenApi, EveryCodeHasWordsInBothLanguages) {
  for (const std::string& code : described_codes()) {
    if (code == "refused.REASON") continue;
    const auto words = words_of(code);
    ASSERT_TRUE(words) << code;
    EXPECT_FALSE(words->en.empty()) << code;
    const bool chinese = std::any_of(words->zh.begin(), words->zh.end(), [](char c) { return (c & 0x80) != 0; });
    EXPECT_TRUE(chinese) << code << " " << words->zh;
  }
  const json::object problem = json_of(ask("GET", "/api/v1/orders?state=no"));
  EXPECT_EQ(text_at(problem, "title"), "A parameter of the query is out of its range");
  EXPECT_EQ(text_at(problem, "title_zh"), "查询条件超出范围");
}

// What the one way of all lists takes is what the description and the document say, parameter by parameter.
TEST_F(OpenApi, EveryListSaysHowItIsSortedFilteredAndSearched) {
  const json::object paths = description().at("paths").as_object();
  const std::string document = read(fs::path(TONGLUO_SOURCE_DIR) / "docs/api.md");
  for (const ListForm& form : list_forms()) {
    std::set<std::string> wanted = {"limit", "after", "sort"}, described;
    if (!form.searched.front().empty()) wanted.insert("text");
    if (form.pattern == "/api/v1/timeline") wanted.insert({"from_us", "until_us", "area"});
    for (const std::string_view filter : form.filters)
      if (!filter.empty()) wanted.emplace(filter);
    const json::object operation = paths.at(form.pattern).at("get").as_object();
    for (const json::value& parameter : operation.at("parameters").as_array()) {
      const std::string name(parameter.at("name").as_string());
      if (parameter.at("in") == "query") described.insert(name);
      if (name != "sort") continue;
      std::set<std::string> sorts, choices;
      for (const json::value& choice : parameter.at("schema").at("enum").as_array())
        choices.emplace(choice.as_string());
      for (const std::string_view sort : form.sorts)
        if (!sort.empty()) sorts.insert({std::string(sort), "-" + std::string(sort)});
      EXPECT_EQ(choices, sorts) << form.pattern;
    }
    EXPECT_EQ(described, wanted) << form.pattern;
    const std::string row = "| `" + std::string(form.pattern.substr(7)) + "` | `" + std::string(form.order) + "`;";
    EXPECT_NE(document.find(row), std::string::npos) << row;
  }
}

TEST_F(OpenApi, IsServed) {
  const Response response = ask("GET", "/api/v1/openapi.json");
  EXPECT_EQ(response.result_int(), 200U);
  EXPECT_EQ(response.body(), kOpenApiText);
}

}  // namespace
}  // namespace tongluo::http
