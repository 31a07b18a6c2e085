//! Accepts connections: HTTP/1.1, HTTP/2 and upgrades on one port, inside TLS or plain.
//!
//! In: a bound listener. Out: requests for the router.
//! Never: reads a request.

use crate::limits::{HTTP2_PING, MAX_CONNECTIONS, MAX_HTTP2_STREAMS, REQUEST_HEAD, TLS_HANDSHAKE};
use crate::node::Node;
use crate::router::{self, Listener};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::convert::Infallible;
use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

/// Serves `listener` until the node stops; each connection is a task of its own.
pub(crate) async fn serve(node: Arc<Node>, listener: TcpListener, tls: Option<TlsAcceptor>) {
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        let (stream, address) = tokio::select! {
            () = node.stop_requested() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => (stream, peer.ip()),
                Err(error) => {
                    // Out of file descriptors, usually: wait for some connection to end.
                    tracing::warn!(error = &error as &dyn Error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let tls = tls.clone();
        let connection = Arc::clone(&node);
        node.tasks().spawn(async move {
            serve_stream(connection, stream, address, tls).await;
            drop(place);
        });
    }
}

async fn serve_stream(node: Arc<Node>, stream: TcpStream, address: IpAddr, tls: Option<TlsAcceptor>) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error = &error as &dyn Error, "cannot turn off Nagle's algorithm");
    }
    let Some(tls) = tls else {
        return serve_connection(node, Listener::Http, address, stream).await;
    };
    match tokio::time::timeout(TLS_HANDSHAKE, tls.accept(stream)).await {
        Ok(Ok(stream)) => serve_connection(node, Listener::Https, address, stream).await,
        Ok(Err(error)) => tracing::debug!(error = &error as &dyn Error, "TLS handshake failed"),
        Err(_) => tracing::debug!("TLS handshake timed out"),
    }
}

async fn serve_connection<S>(node: Arc<Node>, kind: Listener, address: IpAddr, stream: S)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(REQUEST_HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HTTP2_PING)
        .keep_alive_timeout(HTTP2_PING)
        .max_concurrent_streams(MAX_HTTP2_STREAMS);
    let requested = CancellationToken::new();
    let service = service_fn(|request| {
        requested.cancel();
        let node = Arc::clone(&node);
        async move { Ok::<_, Infallible>(router::answer(&node, kind, address, request).await) }
    });
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = idle(&requested) => return tracing::debug!("closed a connection that sent no request"),
        () = node.stop_requested() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(error, "connection ended with an error");
    }
}

/// Returns when a connection has sent no request in time. The limit of the HTTP/1.1 parser counts only from the moment
/// at which the protocol is known.
async fn idle(requested: &CancellationToken) {
    if tokio::time::timeout(REQUEST_HEAD, requested.cancelled()).await.is_ok() {
        std::future::pending().await
    }
}
