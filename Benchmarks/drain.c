// A PostgreSQL client that only drains: logs in (trust or SCRAM-SHA-256), runs one statement by the simple protocol,
// counts messages and bytes, keeps nothing. The same program measures both servers.
//
//   drain HOST PORT USER DATABASE PASSWORD CONNECTIONS ENCODING "SQL"
//
// Prints: seconds (first byte sent to last ReadyForQuery of all connections), milliseconds to the first row (the
// slowest connection's), rows, bytes. Exits 1 at any ErrorResponse.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18 };

struct client {
  int fd;
  unsigned char *buffer;
  size_t start, end;
  long rows, bytes;
  double first;
};

static const char *user, *database, *password, *encoding, *sql;
static pthread_barrier_t barrier;
static double began;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void die(const char *what) {
  fprintf(stderr, "drain: %s\n", what);
  exit(1);
}

static void sendall(struct client *c, const void *data, size_t length) {
  const char *p = data;
  while (length > 0) {
    ssize_t sent = send(c->fd, p, length, MSG_NOSIGNAL);
    if (sent <= 0) die("send");
    p += sent;
    length -= sent;
  }
}

static void message(struct client *c, char type, const void *body, size_t length) {
  unsigned char head[5] = {type};
  uint32_t word = htonl(length + 4);
  memcpy(head + 1, &word, 4);
  sendall(c, type ? head : head + 1, type ? 5 : 4);
  sendall(c, body, length);
}

static void more(struct client *c) {
  if (c->start == c->end) c->start = c->end = 0;
  if (c->end == BUFFER) {
    memmove(c->buffer, c->buffer + c->start, c->end - c->start);
    c->end -= c->start;
    c->start = 0;
  }
  ssize_t got = recv(c->fd, c->buffer + c->end, BUFFER - c->end, 0);
  if (got <= 0) die("connection closed");
  c->end += got;
  c->bytes += got;
}

static uint32_t word(const unsigned char *p) { return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3]; }

// The next message's head; its body is skipped by take().
static unsigned char head(struct client *c, uint32_t *length) {
  while (c->end - c->start < 5) more(c);
  *length = word(c->buffer + c->start + 1) - 4;
  unsigned char type = c->buffer[c->start];
  c->start += 5;
  return type;
}

// The body if wanted (of at most `capacity` bytes), skipped otherwise.
static void take(struct client *c, uint32_t length, unsigned char *into, size_t capacity) {
  if (into && length >= capacity) die("message too long");
  uint32_t place = 0;
  while (place < length) {
    if (c->start == c->end) more(c);
    size_t part = c->end - c->start;
    if (part > length - place) part = length - place;
    if (into) memcpy(into + place, c->buffer + c->start, part);
    c->start += part;
    place += part;
  }
  if (into) into[length] = 0;
}

static void scram(struct client *c) {
  unsigned char body[2048];
  uint32_t length;
  const char *bare = "n=,r=drainClientNonce0123";
  int n = snprintf((char *)body, sizeof body, "SCRAM-SHA-256");
  uint32_t size = htonl(3 + strlen(bare));
  memcpy(body + n + 1, &size, 4);
  n += 5 + snprintf((char *)body + n + 5, 200, "n,,%s", bare);
  message(c, 'p', body, n);
  if (head(c, &length) != 'R') die("login refused");
  take(c, length, body, sizeof body);
  char first[1024];
  snprintf(first, sizeof first, "%s", body + 4);
  char nonce[512], salt64[256];
  int rounds;
  if (sscanf(first, "r=%511[^,],s=%255[^,],i=%d", nonce, salt64, &rounds) != 3) die("SCRAM");
  unsigned char salt[256], salted[32], key[32], stored[32], signature[32], proof[32];
  int saltLength = EVP_DecodeBlock(salt, (unsigned char *)salt64, strlen(salt64));
  for (int i = strlen(salt64) - 1; i > 0 && salt64[i] == '='; i--) saltLength--;
  PKCS5_PBKDF2_HMAC(password, strlen(password), salt, saltLength, rounds, EVP_sha256(), 32, salted);
  HMAC(EVP_sha256(), salted, 32, (unsigned char *)"Client Key", 10, key, NULL);
  SHA256(key, 32, stored);
  char last[700], all[2400];
  snprintf(last, sizeof last, "c=biws,r=%s", nonce);
  snprintf(all, sizeof all, "%s,%s,%s", bare, first, last);
  HMAC(EVP_sha256(), stored, 32, (unsigned char *)all, strlen(all), signature, NULL);
  for (int i = 0; i < 32; i++) proof[i] = key[i] ^ signature[i];
  unsigned char proof64[64];
  EVP_EncodeBlock(proof64, proof, 32);
  n = snprintf((char *)body, sizeof body, "%s,p=%s", last, proof64);
  message(c, 'p', body, n);
}

static void await(struct client *c, char wanted) {
  for (;;) {
    unsigned char body[8192];
    uint32_t length;
    unsigned char type = head(c, &length);
    if (type == 'E') {
      take(c, length, body, sizeof body);
      for (uint32_t i = 0; i < length; i++) if (!body[i]) body[i] = ' ';
      die((char *)body);
    }
    if (type == 'R') {
      take(c, length, body, sizeof body);
      if (word(body) == 10) scram(c);
      continue;
    }
    if (type == 'D') {
      if (!c->rows++) c->first = now();
    }
    take(c, length, NULL, 0);
    if (type == wanted) return;
  }
}

static void query(struct client *c, const char *text) {
  message(c, 'Q', text, strlen(text) + 1);
  await(c, 'Z');
}

static void *run(void *argument) {
  struct client *c = argument;
  char body[512];
  uint32_t version = htonl(196608);
  memcpy(body, &version, 4);
  int n = 4;
  n += snprintf(body + n, 100, "user") + 1;
  n += snprintf(body + n, 100, "%s", user) + 1;
  n += snprintf(body + n, 100, "database") + 1;
  n += snprintf(body + n, 100, "%s", database) + 1;
  body[n++] = 0;
  message(c, 0, body, n);
  await(c, 'Z');
  snprintf(body, sizeof body, "SET client_encoding TO '%s'", encoding);
  query(c, body);
  c->rows = c->bytes = 0;
  if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) began = now();
  pthread_barrier_wait(&barrier);
  query(c, sql);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 9) die("usage: drain HOST PORT USER DATABASE PASSWORD CONNECTIONS ENCODING SQL");
  user = argv[3], database = argv[4], password = argv[5], encoding = argv[7], sql = argv[8];
  int count = atoi(argv[6]);
  struct client *clients = calloc(count, sizeof *clients);
  pthread_t *threads = calloc(count, sizeof *threads);
  pthread_barrier_init(&barrier, NULL, count);
  for (int i = 0; i < count; i++) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
    inet_pton(AF_INET, argv[1], &address.sin_addr);
    clients[i].fd = socket(AF_INET, SOCK_STREAM, 0);
    clients[i].buffer = malloc(BUFFER);
    if (connect(clients[i].fd, (struct sockaddr *)&address, sizeof address)) die("connect");
    int one = 1;
    setsockopt(clients[i].fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    pthread_create(&threads[i], NULL, run, &clients[i]);
  }
  long rows = 0, bytes = 0;
  double first = 0;
  for (int i = 0; i < count; i++) {
    pthread_join(threads[i], NULL);
    rows += clients[i].rows;
    bytes += clients[i].bytes;
    if (clients[i].first > first) first = clients[i].first;
  }
  printf("%.4f %.2f %ld %ld\n", now() - began, first ? (first - began) * 1000 : 0, rows, bytes);
}
