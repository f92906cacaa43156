"""The server: real sockets on the loopback, real TLS, real processes."""
