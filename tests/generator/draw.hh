// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "random.hh"
#include "reporters.hh"

namespace tlsrpt {

/// What goes wrong at a domain.
enum class Trouble : std::uint8_t {
  none,
  expired_certificate,
  policy_change,
  legacy_host,
  fetch_error,
  broken_tlsa
};

struct Domain {
  std::string name;
  bool has_sts = false;
  bool has_tlsa = false;
  bool testing = false;
  Trouble trouble = Trouble::none;
  std::uint64_t popularity = 1;
};

enum class PolicyKind : std::uint8_t { sts, tlsa, none };

/// Failed sessions of one cause.
struct DrawnFailure {
  std::string result_type;
  std::string sending_ip;  ///< empty together with mx_host: no session came so far as to have them
  std::string mx_host;
  std::string receiving_ip;
  std::string reason;  ///< empty: none given
  std::uint64_t sessions = 0;
  bool only_under_sts = false;  ///< DANE does not mind: DANE-EE ignores the certificate's dates
};

/// One element of `policies`.
struct DrawnPolicy {
  PolicyKind kind = PolicyKind::none;
  std::string domain;                 ///< normal form; an MX host's for a tlsa policy by host
  std::string mode;                   ///< of an sts policy; empty: the policy could not be fetched
  std::vector<std::string> mx_hosts;  ///< patterns
  std::uint64_t successful = 0;
  std::uint64_t failed = 0;
  std::vector<DrawnFailure> failures;
};

/// What really happened, before a reporter listed it once or twice.
struct DrawnTruth {
  std::uint64_t successful = 0;
  std::uint64_t failed = 0;
  std::map<std::string, std::uint64_t> failed_by_result_type;
};

/// One organisation's day with one domain.
struct DrawnReport {
  const Reporter* reporter = nullptr;
  std::string domain;
  std::chrono::sys_days day;
  std::vector<DrawnPolicy> policies;
  DrawnTruth truth;
  std::uint64_t noise = 0;  ///< for identifiers and rare spellings; fixed for a report
};

/// The story of a domain begins again after this many days.
inline constexpr std::uint32_t story_days = 30;

/// Draws what `reporter` saw of `domain` on `day`.
/// \param story_day  below story_days
/// \param random     equal streams give equal reports
[[nodiscard]] DrawnReport draw_report(const Reporter& reporter, const Domain& domain,
                                      std::chrono::sys_days day, std::uint32_t story_day, Random random);

}  // namespace tlsrpt
