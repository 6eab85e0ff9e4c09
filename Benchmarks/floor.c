// A server that knows one answer: the floor under the lookups of scripts/bench. It lets everybody in, reads no SQL,
// touches no data, and answers every message of the protocol with bytes made beforehand, of a lookup's size. What a client
// reaches against it is what the client, the kernel and the loopback leave to any server.
//
//   floor PORT THREADS
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, COLUMNS = 6 };

struct client {
  int fd, started;
  size_t end;
  unsigned char in[BUFFER];
};

struct bytes {
  size_t count;
  unsigned char at[BUFFER];
};

static struct bytes welcome, described, row, ready, parsed, bound;

static void put(struct bytes *to, const void *data, size_t count) {
  memcpy(to->at + to->count, data, count);
  to->count += count;
}

static void put32(struct bytes *to, uint32_t value) {
  value = htonl(value);
  put(to, &value, 4);
}

static void put16(struct bytes *to, uint16_t value) {
  value = htons(value);
  put(to, &value, 2);
}

static void message(struct bytes *to, char type, const struct bytes *body) {
  put(to, &type, 1);
  put32(to, body->count + 4);
  put(to, body->at, body->count);
}

static void prepare(void) {
  static const char *names[COLUMNS] = {"ypbm", "tym", "spm", "ylfydj", "ylbzdj", "bgsj"};
  static const char *values[COLUMNS] = {"X200500000", "示例药品缓释胶囊", "示例商品名称", "1", "1234.56", "2021-03-01 00:00:00"};
  struct bytes body = {0};
  put32(&body, 0);
  message(&welcome, 'R', &body);
  body.count = 0;
  put(&body, "server_version\00015.0", sizeof "server_version\00015.0");
  message(&welcome, 'S', &body);
  body.count = 0;
  put(&body, "I", 1);
  message(&ready, 'Z', &body);
  put(&welcome, ready.at, ready.count);
  body.count = 0;
  message(&parsed, '1', &body);
  message(&bound, '2', &body);
  put16(&body, COLUMNS);
  for (int i = 0; i < COLUMNS; i++) {
    put(&body, names[i], strlen(names[i]) + 1);
    put32(&body, 0), put16(&body, 0), put32(&body, 1043), put16(&body, -1), put32(&body, -1), put16(&body, 0);
  }
  message(&described, 'T', &body);
  body.count = 0;
  put16(&body, COLUMNS);
  for (int i = 0; i < COLUMNS; i++) put32(&body, strlen(values[i])), put(&body, values[i], strlen(values[i]));
  message(&row, 'D', &body);
  body.count = 0;
  put(&body, "SELECT 1", 9);
  message(&row, 'C', &body);
}

// Whether the client stays.
static int serve(struct client *c) {
  ssize_t got = read(c->fd, c->in + c->end, BUFFER - c->end);
  if (got <= 0) return 0;
  c->end += got;
  struct bytes *out = malloc(sizeof *out);
  out->count = 0;
  size_t place = 0;
  int stays = 1;
  while (stays) {
    size_t head = c->started ? 1 : 0;
    if (c->end - place < head + 4) break;
    unsigned char *p = c->in + place;
    uint32_t length;
    memcpy(&length, p + head, 4);
    length = ntohl(length) + head;
    if (c->end - place < length) break;
    place += length;
    if (!c->started) {
      uint32_t version;
      memcpy(&version, p + 4, 4);
      if (ntohl(version) == 196608) c->started = 1, put(out, welcome.at, welcome.count);
      else put(out, "N", 1);
      continue;
    }
    switch (p[0]) {
      case 'P': put(out, parsed.at, parsed.count); break;
      case 'B': put(out, bound.at, bound.count); break;
      case 'D': put(out, described.at, described.count); break;
      case 'E': put(out, row.at, row.count); break;
      case 'Q': put(out, described.at, described.count), put(out, row.at, row.count);  // fall through
      case 'S': put(out, ready.at, ready.count); break;
      case 'X': stays = 0; break;
    }
  }
  memmove(c->in, c->in + place, c->end - place);
  c->end -= place;
  if (out->count && write(c->fd, out->at, out->count) != (ssize_t)out->count) stays = 0;
  free(out);
  return stays;
}

static int port;

static void *run(void *unused) {
  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1, events = epoll_create1(0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 256)) exit(1);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(events, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    struct epoll_event ready[64];
    int count = epoll_wait(events, ready, 64, -1);
    for (int i = 0; i < count; i++) {
      struct client *c = ready[i].data.ptr;
      if (!c) {
        c = calloc(1, sizeof *c);
        c->fd = accept(listener, NULL, NULL);
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        event.data.ptr = c;
        epoll_ctl(events, EPOLL_CTL_ADD, c->fd, &event);
      } else if (!serve(c)) {
        close(c->fd);
        free(c);
      }
    }
  }
  return unused;
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: floor PORT THREADS\n"), 2;
  port = atoi(argv[1]);
  prepare();
  pthread_t thread;
  for (int i = 1; i < atoi(argv[2]); i++) pthread_create(&thread, NULL, run, NULL);
  run(NULL);
}
