// SPDX-License-Identifier: Apache-2.0
#include "scenario.hh"

#include <fmt/format.h>

#include <utility>

namespace tlsrpt {

namespace {

Domain make_domain(std::uint32_t index) {
  static const std::vector<Domain> first = {
      {"example.org", true, true, false, Trouble::expired_certificate, 20},
      {"example.com", true, false, true, Trouble::policy_change, 12},
      {"example.net", false, true, false, Trouble::none, 8},
      {"shop.example", true, false, true, Trouble::legacy_host, 10},
      {"xn--mller-kva.example", true, false, false, Trouble::none, 3},
      {"news.example.org", true, false, false, Trouble::none, 6},
      {"bank.example", true, true, false, Trouble::none, 15},
      {"clinic.example", false, false, false, Trouble::none, 2},
      {"school.example", true, false, false, Trouble::fetch_error, 5},
      {"city.example", false, false, false, Trouble::none, 4},
      {"xn--caf-dma.example", true, false, true, Trouble::none, 1},
      {"mail.city.example", false, true, false, Trouble::broken_tlsa, 3},
  };
  Domain domain = first[index % first.size()];
  if (index >= first.size()) domain.name = fmt::format("site{}.{}", index / first.size(), domain.name);
  return domain;
}

}  // namespace

Scenario::Scenario(std::uint64_t seed, std::chrono::sys_days first_day, std::uint32_t domain_count)
    : seed_(seed), first_day_(first_day) {
  for (std::uint32_t i = 0; i < domain_count; ++i) domains_.push_back(make_domain(i));
}

std::vector<Slot> Scenario::slots_of(std::uint32_t day) const {
  Random random{seed_, day};
  std::vector<Slot> slots;
  for (std::uint32_t domain = 0; domain < domains_.size(); ++domain) {
    for (std::uint32_t reporter = 0; reporter < reporters().size(); ++reporter) {
      if (random.chance(reporters()[reporter].presence)) slots.push_back({reporter, domain, day});
    }
  }
  for (std::size_t i = slots.size(); i > 1; --i) std::swap(slots[i - 1], slots[random.below(i)]);
  return slots;
}

DrawnReport Scenario::draw(const Slot& slot) const {
  return draw_report(reporters()[slot.reporter], domains_[slot.domain], date(slot.day), slot.day % story_days,
                     Random{seed_, slot.day, slot.domain, slot.reporter});
}

}  // namespace tlsrpt
