// SPDX-License-Identifier: Apache-2.0
#include "cli/stop_signal.hh"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>

namespace tlsrpt {

namespace {

constexpr std::array signals{SIGTERM, SIGINT};

// A handler has no other way to reach it.
volatile std::sig_atomic_t stop_event = -1;

extern "C" void note_signal(int) {
  const int saved = errno;
  const std::uint64_t one = 1;
  // A full counter means that the signal is noted already.
  static_cast<void>(!write(stop_event, &one, sizeof one));
  errno = saved;
}

}  // namespace

StopSignal::StopSignal() {
  stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (stop_event < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  struct sigaction action {};
  action.sa_handler = note_signal;
  action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
  for (const int signal : signals) sigaction(signal, &action, nullptr);
}

StopSignal::~StopSignal() {
  for (const int signal : signals) std::signal(signal, SIG_DFL);
  close(stop_event);
}

int StopSignal::descriptor() const noexcept {
  return stop_event;
}

bool StopSignal::wait_for(std::chrono::seconds time) const noexcept {
  pollfd waiting{stop_event, POLLIN, 0};
  return poll(&waiting, 1, static_cast<int>(std::chrono::milliseconds(time).count())) > 0 ||
         (time.count() > 0 && came());
}

}  // namespace tlsrpt
