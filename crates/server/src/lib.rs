//! Sockets, TLS, authentication, routing and workers; the only place where wire and domain meet
