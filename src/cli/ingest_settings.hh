// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "cli/settings.hh"
#include "cli/stop_signal.hh"
#include "ingest/run.hh"
#include "mailbox/imap.hh"

namespace tlsrpt {

/// The clock of all commands.
[[nodiscard]] std::chrono::sys_seconds current_time();

/// Settings as the rooms below take them.
[[nodiscard]] DecodeLimits decode_limits(const Settings& settings);
[[nodiscard]] RunSettings run_settings(const Settings& settings);

/// \param stop  outlives the result
/// \throws BadSetup  a target folder, host or user is missing; names the setting
[[nodiscard]] FetchSettings fetch_settings(const Settings& settings, const std::string& folder,
                                           const StopSignal& stop);
/// Reads the password or token anew, as read_secret().
[[nodiscard]] ImapSettings imap_settings(const Settings& settings, const std::string& folder);

}  // namespace tlsrpt
