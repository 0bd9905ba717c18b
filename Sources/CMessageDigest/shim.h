// SHA-256 with the processor's own instructions. Only the general interface of OpenSSL 3 can load other
// implementations, which nothing here wants; the plain one is marked as deprecated for that.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
