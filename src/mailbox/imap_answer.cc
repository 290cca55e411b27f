// SPDX-License-Identifier: Apache-2.0
#include "mailbox/imap_answer.hh"

namespace tlsrpt {
namespace {

template <class T, class Visit>
void for_each(clist* list, Visit visit) {
  if (list == nullptr) return;
  for (clistiter* at = clist_begin(list); at != nullptr; at = clist_next(at)) {
    visit(*static_cast<const T*>(clist_content(at)));
  }
}

// libetpan gives the zone "-0530" as the number -530.
std::optional<std::chrono::sys_seconds> utc(const mailimap_date_time& local) {
  using namespace std::chrono;
  const year_month_day day{year(local.dt_year), month(static_cast<unsigned>(local.dt_month)),
                           std::chrono::day(static_cast<unsigned>(local.dt_day))};
  if (!day.ok()) return {};
  return sys_days(day) + hours(local.dt_hour - local.dt_zone / 100) +
         minutes(local.dt_min - local.dt_zone % 100) + seconds(local.dt_sec);
}

void read_attribute(const mailimap_msg_att_static& attribute, FetchedItem& item) {
  switch (attribute.att_type) {
    case MAILIMAP_MSG_ATT_UID:
      item.uid = attribute.att_data.att_uid;
      break;
    case MAILIMAP_MSG_ATT_RFC822_SIZE:
      item.size = attribute.att_data.att_rfc822_size;
      break;
    case MAILIMAP_MSG_ATT_INTERNALDATE:
      item.internal_date = utc(*attribute.att_data.att_internal_date);
      break;
    case MAILIMAP_MSG_ATT_BODY_SECTION: {
      const mailimap_msg_att_body_section& part = *attribute.att_data.att_body_section;
      const bool is_whole = part.sec_section == nullptr || part.sec_section->sec_spec == nullptr;
      if (is_whole && part.sec_body_part != nullptr) item.body.emplace(part.sec_body_part, part.sec_length);
      break;
    }
    default:
      break;
  }
}

}  // namespace

std::vector<FetchedItem> fetched_items(const mailimap_response_info& answer) {
  std::vector<FetchedItem> items;
  for_each<mailimap_msg_att>(answer.rsp_fetch_list, [&](const mailimap_msg_att& attributes) {
    FetchedItem& item = items.emplace_back();
    for_each<mailimap_msg_att_item>(attributes.att_list, [&](const mailimap_msg_att_item& attribute) {
      if (attribute.att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
        read_attribute(*attribute.att_data.att_static, item);
    });
  });
  return items;
}

std::vector<std::uint32_t> found_numbers(const mailimap_response_info& answer) {
  std::vector<std::uint32_t> numbers;
  for_each<std::uint32_t>(answer.rsp_search_result, [&](std::uint32_t number) { numbers.push_back(number); });
  return numbers;
}

}  // namespace tlsrpt
