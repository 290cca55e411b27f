// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "mailbox/file_item.hh"

namespace tlsrpt {

/// Hands out every mail and bare report under `path`, never changing anything: a file (mail, mbox, .json,
/// .json.gz, .zip; the bytes decide), a Maildir (cur and new, not tmp), or a folder (all files below it,
/// Maildirs included, sorted by name; files and folders whose name starts with a dot are left out, except
/// Maildir++ subfolders). mbox files are split at "From " lines behind an empty line, and one level of ">From
/// " quoting is undone (mboxrd). \param max_item_bytes  a bigger mail or document is handed out with
/// too_large set and without bytes \throws BadSetup  path is missing or not readable; names it
void read_path(const std::string& path, std::uint64_t max_item_bytes, const ReceiveItem& receive);

/// Bytes of the files at and below `path`, about what read_path() will read; 0 when they cannot be told.
[[nodiscard]] std::uint64_t size_of_path(const std::string& path) noexcept;

/// Reads one mail or bare report from an open file descriptor to its end (tlsrpt load -); path is "-".
/// Reads at most max_item_bytes + 1 bytes, drains the rest.
/// \throws Unavailable  the descriptor cannot be read
void read_descriptor(int descriptor, std::uint64_t max_item_bytes, const ReceiveItem& receive);

}  // namespace tlsrpt
