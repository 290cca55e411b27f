// SPDX-License-Identifier: Apache-2.0
#include "mailbox/socket.hh"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/error.hh"
#include "base/handle.hh"
#include "mailbox/mailbox.hh"

namespace tlsrpt {
namespace {

// A server that sends byte after byte, each in time, must not hold a run up for an hour.
constexpr std::uint64_t slowest_bytes_a_second = 10'000;

using Addresses = Handle<addrinfo, freeaddrinfo>;

std::string system_text(int error) {
  return std::generic_category().message(error);
}

bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

Addresses resolve(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error == EAI_NONAME) throw BadSetup("there is no host " + host + "; check the option host");
  if (error != 0) {
    throw MailboxLost("host " + host + " cannot be looked up: " + gai_strerror(error) + "; try again later");
  }
  return Addresses(found);
}

}  // namespace

Socket::Socket(const std::string& host, std::uint16_t port, Patience patience)
    : patience_(patience), deadline_(Clock::now() + patience.run), answer_began_(Clock::now()) {
  const Addresses addresses = resolve(host, port);
  for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
    if (connect_to(*address)) return;
  }
  throw MailboxLost(host + ':' + std::to_string(port) + ' ' + failure_ +
                    "; check the options host and port, or try again later");
}

Socket::~Socket() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool Socket::connect_to(const addrinfo& address) {
  failure_.clear();
  begin_answer();
  descriptor_ = socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int error = descriptor_ < 0 ? errno : 0;
  if (error == 0 && connect(descriptor_, address.ai_addr, address.ai_addrlen) != 0) error = errno;
  if (error == EINPROGRESS) {
    socklen_t size = sizeof error;
    if (wait(POLLOUT)) getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
  }
  if (error != 0) {
    fail("takes no connection: " + system_text(error));
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = -1;
    return false;
  }
  const int on = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return true;
}

ssize_t Socket::receive(char* buffer, std::size_t size) {
  if (!failure_.empty()) return -1;
  const ssize_t got = recv(descriptor_, buffer, size, 0);
  if (got > 0) {
    answer_bytes_ += static_cast<std::uint64_t>(got);
    return got;
  }
  if (got < 0 && would_block(errno)) return 0;
  fail(got == 0 ? "closed the connection" : "broke the connection (" + system_text(errno) + ')');
  return -1;
}

ssize_t Socket::send(const char* bytes, std::size_t size) {
  if (!failure_.empty()) return -1;
  const ssize_t sent = ::send(descriptor_, bytes, size, MSG_NOSIGNAL);
  if (sent >= 0) return sent;
  if (would_block(errno)) return 0;
  fail("broke the connection (" + system_text(errno) + ')');
  return -1;
}

bool Socket::wait(short events) {
  const auto patience_ends = Clock::now() + patience_.answer;
  pollfd waiting{descriptor_, events, 0};
  while (in_time()) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(std::min(patience_ends, deadline_) - Clock::now());
    const int ready = poll(&waiting, 1, std::max(0, static_cast<int>(left.count())));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) {
      fail("cannot be waited for (" + system_text(errno) + ')');
    } else if (Clock::now() >= patience_ends) {
      fail("sent nothing for " + std::to_string(patience_.answer.count()) + " s");
    }
  }
  return false;
}

bool Socket::wait_for_input(std::chrono::steady_clock::time_point until, int wake_descriptor) {
  std::array<pollfd, 2> waiting{{{descriptor_, POLLIN, 0}, {wake_descriptor, POLLIN, 0}}};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    const int ready = poll(waiting.data(), waiting.size(), std::max(0, static_cast<int>(left.count())));
    if (ready >= 0 || errno != EINTR) return ready > 0 && waiting[0].revents != 0 && waiting[1].revents == 0;
  }
}

bool Socket::in_time() {
  if (Clock::now() >= deadline_) {
    fail("took longer than the " + std::to_string(patience_.run.count()) + " s that one run may take");
  }
  const auto due = patience_.answer + std::chrono::seconds(answer_bytes_ / slowest_bytes_a_second);
  if (Clock::now() >= answer_began_ + due) {
    fail("took longer than " + std::to_string(due.count()) + " s for an answer of " +
         std::to_string(answer_bytes_) + " bytes");
  }
  return failure_.empty();
}

void Socket::begin_answer() {
  answer_began_ = Clock::now();
  answer_bytes_ = 0;
}

void Socket::hurry(std::chrono::seconds left) {
  deadline_ = std::min(deadline_, Clock::now() + left);
}

void Socket::fail(std::string why) {
  if (failure_.empty()) failure_ = std::move(why);
}

bool Socket::is_loopback() const {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (getpeername(descriptor_, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return false;
  if (peer.ss_family == AF_INET) {
    return ntohl(reinterpret_cast<const sockaddr_in&>(peer).sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
  }
  const in6_addr& address = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
  return IN6_IS_ADDR_LOOPBACK(&address) ||
         (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == IN_LOOPBACKNET);
}

}  // namespace tlsrpt
