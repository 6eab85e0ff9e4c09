/* A vendor's interface library for tests: forwards a request to the simulated centre over HTTP, and misbehaves as the
   file `switch` beside it says ("05 crash-after"; `*` for every transaction, "INIT hang" for the initialiser). The file
   is read and removed by the call it applies to. `port` holds the simulator's port; `calls` gets a line for each call. */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int initialised = 0;

static void note(const char *text) {
  FILE *file = fopen("calls", "a");
  if (!file) return;
  fprintf(file, "%.2s\n", text);
  fclose(file);
}

static int is_switched(const char *transaction, const char *fault) {
  char line[64] = "", wanted[64], any[64];
  FILE *file = fopen("switch", "r");
  if (!file) return 0;
  if (!fgets(line, sizeof line, file)) line[0] = 0;
  fclose(file);
  line[strcspn(line, "\n")] = 0;
  snprintf(wanted, sizeof wanted, "%s %s", transaction, fault);
  snprintf(any, sizeof any, "* %s", fault);
  if (strcmp(line, wanted) && strcmp(line, any)) return 0;
  unlink("switch");
  return 1;
}

static void misbehave(const char *transaction, const char *when) {
  char name[32];
  snprintf(name, sizeof name, "crash%s", when);
  if (is_switched(transaction, name)) raise(SIGSEGV);
  snprintf(name, sizeof name, "hang%s", when);
  if (is_switched(transaction, name)) for (;;) pause();
  snprintf(name, sizeof name, "exit%s", when);
  if (is_switched(transaction, name)) exit(7);
}

#ifdef WITHOUT_ARGUMENT
int INIT(void) {
  misbehave("INIT", "");
  initialised = 1;
  return 0;
}
#else
int INIT(char *message) {
  misbehave("INIT", "");
  if (is_switched("INIT", "fail")) {
    strcpy(message, "\xB2\xBB\xCD\xA8"); /* 不通 */
    return -1;
  }
  initialised = 1;
  return 0;
}
#endif

static int port(void) {
  int number = 0;
  FILE *file = fopen("port", "r");
  if (!file || fscanf(file, "%d", &number) != 1) number = 0;
  if (file) fclose(file);
  return number;
}

static int forward(const char *in, char *out) {
  static const char hex[] = "0123456789ABCDEF";
  size_t length = strlen(in), used = 0, capacity = 1 << 20, count = 0;
  char *form = malloc(3 * length + 64);
  char *reply = malloc(capacity);
  used = (size_t)sprintf(form, "Command=BUSINESS_HANDLE&CommandCont=");
  for (size_t i = 0; i < length; i++) {
    unsigned char byte = (unsigned char)in[i];
    form[used++] = '%';
    form[used++] = hex[byte >> 4];
    form[used++] = hex[byte & 15];
  }
  int link = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port())};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(link, (struct sockaddr *)&address, sizeof address)) {
    strcpy(out, "-1|\xC1\xAC\xBD\xD3\xCA\xA7\xB0\xDC"); /* 连接失败 */
    return -1;
  }
  char head[256];
  int size = snprintf(head, sizeof head,
                      "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                      "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n",
                      used);
  send(link, head, (size_t)size, MSG_NOSIGNAL);
  for (size_t sent = 0; sent < used;) {
    ssize_t now = send(link, form + sent, used - sent, MSG_NOSIGNAL);
    if (now <= 0) break;
    sent += (size_t)now;
  }
  for (;;) {
    if (count + 1 >= capacity) reply = realloc(reply, capacity *= 2);
    ssize_t now = recv(link, reply + count, capacity - count - 1, 0);
    if (now <= 0) break;
    count += (size_t)now;
  }
  close(link);
  reply[count] = 0;
  char *body = strstr(reply, "\r\n\r\n");
  if (!body || strncmp(reply, "HTTP/1.1 200", 12)) {
    strcpy(out, "-1|\xCE\xDE\xD3\xA6\xB4\xF0"); /* 无应答 */
    return -1;
  }
  strcpy(out, body + 4);
  free(reply);
  free(form);
  return 0;
}

int BUSINESS_HANDLE(char *in, char *out) {
  char transaction[3] = {in[0], in[1], 0};
  note(in);
  if (!initialised) {
    strcpy(out, "-1|INIT");
    return -1;
  }
  printf("a library may print what it likes\n");
  fflush(stdout);
  misbehave(transaction, "-before");
  if (is_switched(transaction, "refuse")) {
    strcpy(out, "-2|\xBE\xDC\xBE\xF8"); /* 拒绝 */
    return -2;
  }
  if (is_switched(transaction, "system")) {
    strcpy(out, "1|x");
    return -1;
  }
  if (is_switched(transaction, "long")) {
    memset(out, 'A', 11u << 20);
    memcpy(out, "1|", 2);
    out[11u << 20] = 0;
    return 0;
  }
  if (is_switched(transaction, "overflow")) {
    memset(out, 'A', 17u << 20);
    return 0;
  }
  if (is_switched(transaction, "full")) {
    memset(out, 'A', 16u << 20);
    return 0;
  }
  if (is_switched(transaction, "garbage")) {
    strcpy(out, "1|\x81 ");
    return 0;
  }
  int result = forward(in, out);
  misbehave(transaction, "-after");
  return result;
}
