// SPDX-License-Identifier: Apache-2.0
#include "mailbox/utf7.hh"

#include <iconv.h>

#include <algorithm>
#include <type_traits>

#include "base/error.hh"
#include "base/handle.hh"
#include "base/log.hh"

namespace tlsrpt {
namespace {

bool stands_for_itself(char c) {
  return c >= ' ' && c <= '~' && c != '&';
}

}  // namespace

std::string encode_folder_name(const std::string& name) {
  if (std::all_of(name.begin(), name.end(), stands_for_itself)) return name;

  const iconv_t opened = iconv_open("UTF-7-IMAP", "UTF-8");
  if (opened == iconv_t(-1)) {
    throw BadSetup(
        "folder " + printable(name) +
        ": this system's iconv cannot encode it (UTF-7-IMAP); install the C library's gconv modules");
  }
  const Handle<std::remove_pointer_t<iconv_t>, iconv_close> converter(opened);

  std::string source = name;
  std::string encoded(5 * name.size() + 1, '\0');  // one control character takes five: &AAE-
  char* in = source.data();
  char* out = encoded.data();
  std::size_t in_left = source.size();
  std::size_t out_left = encoded.size();
  if (iconv(opened, &in, &in_left, &out, &out_left) == std::size_t(-1) ||
      iconv(opened, nullptr, nullptr, &out, &out_left) == std::size_t(-1)) {
    throw BadSetup("folder " + printable(name) + " is not valid UTF-8; save the configuration file as UTF-8");
  }
  encoded.resize(encoded.size() - out_left);
  return encoded;
}

}  // namespace tlsrpt
