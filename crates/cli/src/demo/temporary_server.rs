//! A server for one demonstration, with its own authority and access key, in a temporary folder.
//!
//! In: an engine. Out: a running server on a free port and a client that trusts it. Never: outlives the command.

use crate::data_folder;
use crate::service_options::explained;
use anyhow::Context;
use catchlight_client::{ClientSettings, Credentials, Endpoint, LivenessClient, Trust};
use catchlight_engine::Engine;
use catchlight_server::{
    AccessKey, AccessKeys, Clock, PageSettings, Pages, Parts, Server, Settings, TlsSource, authority_path,
};
use catchlight_store::{Store, StoreSettings};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tempfile::TempDir;

/// A running server and everything to call it.
#[derive(Debug)]
pub(crate) struct TemporaryServer {
    server: Server,
    /// The store of the server; the demonstration reads the verdicts there.
    pub(crate) store: Store,
    /// A client of the server.
    pub(crate) client: LivenessClient,
    /// Removes the folder when it is dropped.
    _directory: TempDir,
}

impl TemporaryServer {
    pub(crate) async fn start(engine: Engine) -> anyhow::Result<Self> {
        let directory = tempfile::tempdir().context("cannot create a temporary folder; set TMPDIR")?;
        let root = directory.path();
        let store = Store::open(&StoreSettings {
            database_url: data_folder::database_url(root),
            images_url: data_folder::images_url(root),
        })
        .await
        .context("cannot open a database in the temporary folder; set TMPDIR to a folder with free space")?;
        let settings = Settings {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            http_listen: None,
            tls: TlsSource::LocalAuthority {
                directory: root.to_owned(),
                names: vec!["127.0.0.1".to_owned()],
            },
            retention: Settings::DEFAULT_RETENTION,
            concurrent_checks: Settings::DEFAULT_CONCURRENT_CHECKS,
            requests_per_second: None,
            test_seed: None,
            oidc: None,
            page: PageSettings::default(),
        };
        let key = AccessKey::generate();
        let credentials = Credentials::new(&key.id, key.secret.as_str());
        let parts = Parts {
            clock: Clock::system(),
            access_keys: AccessKeys::new([key]),
            evaluated: None,
            store: store.clone(),
            analyzer: Arc::new(engine),
            pages: Pages::none(),
        };
        let server = Server::start(settings, parts).await?;
        let endpoint: Endpoint = format!("https://{}", server.https()).parse().map_err(explained)?;
        let mut client = ClientSettings::new(endpoint, credentials);
        client.trust = Trust::AuthoritiesFile(authority_path(root));
        let client = LivenessClient::new(client).map_err(explained)?;
        Ok(Self { server, store, client, _directory: directory })
    }

    pub(crate) async fn stop(self) {
        self.server.stop().await;
        self.store.close().await;
    }
}
