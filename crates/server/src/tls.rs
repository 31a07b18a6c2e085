//! Certificates: a configured PEM pair, or a local authority that the first start creates.
//!
//! In: paths and the present moment. Out: a rustls configuration that offers h2 and http/1.1.
//! Never: network, and never a key that others on the machine may read.
//!
//! Browsers and phones insist on `wss`, so TLS cannot be optional; a local authority makes the first start easy:
//! its certificate is added once to the trust store of each test device.

use crate::ServerError;
use crate::private_file;
use catchlight_types::EpochMillis;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// Where the server's certificate comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsSource {
    /// A certificate chain and its private key, both PEM.
    Pem {
        /// The chain, leaf first.
        certificate: PathBuf,
        /// The private key.
        key: PathBuf,
    },
    /// A local authority in `directory`, created when absent; it issues a fresh certificate at every start.
    LocalAuthority {
        /// Holds `ca.pem`, to be trusted by clients, and `ca.key`.
        directory: PathBuf,
        /// Host names and IP addresses the certificate is for.
        names: Vec<String>,
    },
}

/// Reads or creates the certificate and returns the TLS configuration.
///
/// # Errors
/// [`ServerError`] when a file cannot be used or holds something else.
pub(crate) fn server_config(source: &TlsSource, now: EpochMillis) -> Result<ServerConfig, ServerError> {
    let identity = match source {
        TlsSource::Pem { certificate, key } => Identity::read(certificate, key)?,
        TlsSource::LocalAuthority { directory, names } => Identity::issue(directory, names, now)?,
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(identity.chain, identity.key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Path of the authority's certificate, which clients have to trust.
#[must_use]
pub fn authority_path(directory: &Path) -> PathBuf {
    directory.join("ca.pem")
}

struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    fn read(certificate: &Path, key: &Path) -> Result<Self, ServerError> {
        let chain = CertificateDer::pem_slice_iter(&read(certificate)?)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|source| ServerError::Pem { path: certificate.into(), what: "certificate", source })?;
        let key_der = PrivateKeyDer::from_pem_slice(&read(key)?).map_err(|source| ServerError::Pem {
            path: key.into(),
            what: "private key",
            source,
        })?;
        Ok(Self { chain, key: key_der })
    }

    fn issue(directory: &Path, names: &[String], now: EpochMillis) -> Result<Self, ServerError> {
        let now = OffsetDateTime::from_unix_timestamp(now.as_secs()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let issuer = authority(directory, now)?;
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = named("Catchlight server");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        params.not_before = now - CLOCK_TOLERANCE;
        params.not_after = now + LEAF_LIFE;
        let certificate = params.signed_by(&key, &issuer)?;
        Ok(Self {
            chain: vec![certificate.der().clone()],
            key: PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
        })
    }
}

/// Opens the authority in `directory`, or creates one that is valid from `now`.
fn authority(directory: &Path, now: OffsetDateTime) -> Result<Issuer<'static, KeyPair>, ServerError> {
    let key_path = directory.join("ca.key");
    let mut params = CertificateParams::default();
    params.distinguished_name = named("Catchlight local authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = now - CLOCK_TOLERANCE;
    params.not_after = now + AUTHORITY_LIFE;
    if key_path.exists() {
        let pem = String::from_utf8_lossy(&read(&key_path)?).into_owned();
        // Name and key are all an issuer lends to what it signs; the certificate file stays as it is.
        return Ok(Issuer::new(params, KeyPair::from_pem(&pem)?));
    }
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    std::fs::create_dir_all(directory)
        .map_err(|source| ServerError::File { path: directory.into(), source })?;
    let public_path = authority_path(directory);
    std::fs::write(&public_path, certificate.pem())
        .map_err(|source| ServerError::File { path: public_path, source })?;
    private_file::write(&key_path, key.serialize_pem().as_bytes())?;
    Ok(Issuer::new(params, key))
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

fn read(path: &Path) -> Result<Vec<u8>, ServerError> {
    std::fs::read(path).map_err(|source| ServerError::File { path: path.into(), source })
}

/// How far a client's clock may lag behind ours.
const CLOCK_TOLERANCE: Duration = Duration::days(1);
/// Apple's platforms refuse server certificates above 825 days; public ones live 398.
const LEAF_LIFE: Duration = Duration::days(397);
/// A person adds the authority to each device by hand and does not want to repeat that.
const AUTHORITY_LIFE: Duration = Duration::days(3650);

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: EpochMillis = EpochMillis::new(1_800_000_000_000);

    #[test]
    fn the_authority_is_made_once_and_kept() {
        let directory = tempfile::tempdir().unwrap();
        let source = TlsSource::LocalAuthority {
            directory: directory.path().join("tls"),
            names: vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
        };
        let first = server_config(&source, NOW).unwrap();
        assert_eq!(first.alpn_protocols, [b"h2".to_vec(), b"http/1.1".to_vec()]);
        let authority = std::fs::read(directory.path().join("tls/ca.pem")).unwrap();
        server_config(&source, NOW).unwrap();
        assert_eq!(std::fs::read(directory.path().join("tls/ca.pem")).unwrap(), authority);
    }

    #[test]
    fn a_configured_pair_is_used_and_a_wrong_one_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let certificate = directory.path().join("cert.pem");
        let key = directory.path().join("key.pem");
        let pair = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(&certificate, pair.cert.pem()).unwrap();
        std::fs::write(&key, pair.signing_key.serialize_pem()).unwrap();
        let source = TlsSource::Pem { certificate: certificate.clone(), key: key.clone() };
        server_config(&source, NOW).unwrap();
        let swapped = TlsSource::Pem { certificate: key.clone(), key: certificate };
        let error = server_config(&swapped, NOW).unwrap_err();
        assert!(matches!(error, ServerError::Pem { .. } | ServerError::Tls { .. }), "{error:?}");
    }
}
