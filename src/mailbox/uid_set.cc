// SPDX-License-Identifier: Apache-2.0
#include "mailbox/uid_set.hh"

namespace tlsrpt {
namespace {

constexpr std::size_t max_uids = 1'000;
constexpr std::size_t max_text = 7'000;

UidSet first_set(std::span<const std::uint32_t> uids) {
  UidSet set;
  std::size_t next = 0;
  while (next < uids.size() && next < max_uids && set.text.size() < max_text) {
    const std::size_t first = next;
    do {
      ++next;
    } while (next < uids.size() && next < max_uids && uids[next] == uids[next - 1] + 1);
    if (!set.text.empty()) set.text += ',';
    set.text += std::to_string(uids[first]);
    if (next > first + 1) set.text += ':' + std::to_string(uids[next - 1]);
  }
  set.uids = uids.first(next);
  return set;
}

}  // namespace

std::vector<UidSet> uid_sets(std::span<const std::uint32_t> uids) {
  std::vector<UidSet> sets;
  while (!uids.empty()) {
    sets.push_back(first_set(uids));
    uids = uids.subspan(sets.back().uids.size());
  }
  return sets;
}

}  // namespace tlsrpt
