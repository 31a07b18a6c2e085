//! Start and stop of a server.
//!
//! In: settings and the parts that the server drives. Out: a handle with the bound addresses.
//! Never: reads the environment, prints, or exits the process.

use crate::limits::{KEY_FILE_INTERVAL, KEY_USE_INTERVAL, STOP_GRACE, SWEEP_INTERVAL};
use crate::node::{Node, Parts};
use crate::{ServerError, Settings, listen, operators, tls};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A running server; it stops when [`Server::stop`] is called, not when it is dropped.
#[derive(Debug)]
pub struct Server {
    https: SocketAddr,
    http: Option<SocketAddr>,
    node: Arc<Node>,
}

impl Server {
    /// Binds the sockets and starts to serve requests.
    ///
    /// # Errors
    /// [`ServerError`] when an address cannot be bound or the certificate cannot be used.
    pub async fn start(settings: Settings, parts: Parts) -> Result<Self, ServerError> {
        let tls = tls::server_config(&settings.tls, parts.clock.now())?;
        let https = bind(settings.listen).await?;
        let http = match settings.http_listen {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        let https_address = bound(&https, settings.listen)?;
        let http_listen = settings.http_listen;
        let node = Arc::new(Node::new(settings, parts, https_address)?);
        let http_address = match (&http, http_listen) {
            (Some(listener), Some(address)) => Some(bound(listener, address)?),
            _ => None,
        };
        node.tasks().spawn(listen::serve(Arc::clone(&node), https, Some(TlsAcceptor::from(Arc::new(tls)))));
        if let Some(listener) = http {
            node.tasks().spawn(listen::serve(Arc::clone(&node), listener, None));
        }
        node.tasks().spawn(sweep(Arc::clone(&node)));
        node.tasks().spawn(watch_keys(Arc::clone(&node)));
        node.tasks().spawn(write_key_uses(Arc::clone(&node)));
        Ok(Self { https: https_address, http: http_address, node })
    }

    /// Address of https and wss.
    #[must_use]
    pub const fn https(&self) -> SocketAddr {
        self.https
    }

    /// Address of plain http, if it is enabled.
    #[must_use]
    pub const fn http(&self) -> Option<SocketAddr> {
        self.http
    }

    /// A link that signs an admin in to the console once, within 15 minutes, for the person who started the server.
    ///
    /// # Errors
    /// [`ServerError::Store`] when the link cannot be stored.
    pub async fn sign_in_link(&self) -> Result<String, ServerError> {
        let (store, now) = (&self.node.parts.store, self.node.parts.clock.now());
        let admin = operators::first_admin(store, now).await?;
        let place = operators::make_sign_in_link(store, &admin, now).await?;
        Ok(format!("{}{place}", self.node.console_url()))
    }

    /// Accepts no new work, gives open requests a few seconds to end, then returns.
    pub async fn stop(self) {
        self.node.ask_to_stop();
        self.node.tasks().close();
        if tokio::time::timeout(STOP_GRACE, self.node.tasks().wait()).await.is_err() {
            tracing::warn!(open = self.node.tasks().len(), "stopping although connections are still open");
        }
        self.node.write_key_uses().await;
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServerError> {
    TcpListener::bind(address).await.map_err(|source| ServerError::Listen { address, source })
}

fn bound(listener: &TcpListener, address: SocketAddr) -> Result<SocketAddr, ServerError> {
    listener.local_addr().map_err(|source| ServerError::Listen { address, source })
}

/// Expires and deletes old sessions at intervals, until the server stops.
async fn sweep(node: Arc<Node>) {
    loop {
        let now = node.parts.clock.now();
        match node.parts.store.sweep_expired(now).await {
            Ok(swept) => tracing::debug!(swept.expired, swept.deleted, "deleted expired sessions"),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "cannot delete expired sessions")
            }
        }
        if !node.sleep_until(now.plus(SWEEP_INTERVAL)).await {
            return;
        }
    }
}

/// Reloads the access keys when the command line changed their file, until the server stops.
async fn watch_keys(node: Arc<Node>) {
    loop {
        let keys = node.parts.access_keys.clone();
        match tokio::task::spawn_blocking(move || keys.reload()).await {
            Ok(Ok(false)) | Err(_) => {}
            Ok(Ok(true)) => tracing::info!("reloaded the access keys from their file"),
            Ok(Err(error)) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "cannot reload the access keys; the ones in memory stay valid"
                );
            }
        }
        if !node.sleep_until(node.parts.clock.now().plus(KEY_FILE_INTERVAL)).await {
            return;
        }
    }
}

/// Stores when each access key was last used, until the server stops.
async fn write_key_uses(node: Arc<Node>) {
    while node.sleep_until(node.parts.clock.now().plus(KEY_USE_INTERVAL)).await {
        node.write_key_uses().await;
    }
}
