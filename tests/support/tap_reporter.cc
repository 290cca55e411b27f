// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

/// One TAP line a test case; what went wrong stands above it, so that a crash later in the case cannot hide
/// it.
class TapReporter : public doctest::IReporter {
 public:
  explicit TapReporter(const doctest::ContextOptions& options) : out_(*options.cout) {}

  void test_case_start(const doctest::TestCaseData& test) override { test_ = &test; }
  void test_case_reenter(const doctest::TestCaseData&) override { subcases_.clear(); }
  void subcase_start(const doctest::SubcaseSignature& subcase) override {
    subcases_.push_back(subcase.m_name.c_str());
  }
  void subcase_end() override {
    if (!subcases_.empty()) subcases_.pop_back();
  }

  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    std::string name = test_->m_name;
    // Behind a # TAP expects a directive.
    std::replace(name.begin(), name.end(), '#', '.');
    out_ << (stats.testCaseSuccess ? "ok " : "not ok ") << ++count_ << " - " << name << std::endl;
    subcases_.clear();
  }

  void test_run_end(const doctest::TestRunStats&) override { out_ << "1.." << count_ << std::endl; }

  void test_case_exception(const doctest::TestCaseException& exception) override {
    diagnose(test_->m_file.c_str(), test_->m_line,
             std::string(exception.is_crash ? "crash: " : "exception: ") + exception.error_string.c_str());
  }

  void log_assert(const doctest::AssertData& assertion) override {
    if (!assertion.m_failed) return;
    std::ostringstream text;
    text << doctest::assertString(assertion.m_at) << "( " << assertion.m_expr << " )";
    if (assertion.m_threw) {
      text << " threw " << assertion.m_exception.c_str();
    } else if (assertion.m_decomp.size() != 0) {
      text << "\nvalues: " << assertion.m_decomp.c_str();
    }
    diagnose(assertion.m_file, assertion.m_line, text.str());
  }

  void log_message(const doctest::MessageData& message) override {
    diagnose(message.m_file, message.m_line, message.m_string.c_str());
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  void diagnose(const char* file, int line, const std::string& text) {
    std::stringstream lines;
    lines << file << ':' << line << ": " << test_->m_name << '\n';
    for (const auto& subcase : subcases_) lines << "in " << subcase << '\n';
    lines << text << '\n';
    for (int i = 0; i < get_num_active_contexts(); ++i) {
      get_active_contexts()[i]->stringify(&lines);
      lines << '\n';
    }
    for (std::string one; std::getline(lines, one);) out_ << "# " << one << std::endl;
  }

  std::ostream& out_;
  const doctest::TestCaseData* test_ = nullptr;
  std::vector<std::string> subcases_;
  int count_ = 0;
};

REGISTER_REPORTER("tap", 1, TapReporter);

}  // namespace
