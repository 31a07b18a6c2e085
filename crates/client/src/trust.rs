//! Whose certificates are accepted.
//!
//! In: the choice of the user. Out: the TLS settings of a connection.
//! Never: falls back to less than what was chosen.

use crate::ClientError;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Whose certificates are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// The authorities that the operating system trusts.
    System,
    /// Only the authorities in this PEM file.
    AuthoritiesFile(PathBuf),
    /// Any certificate; anyone on the network can read and change everything.
    Anything,
}

impl Trust {
    /// TLS settings without ALPN.
    pub(crate) fn tls(&self) -> Result<ClientConfig, ClientError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|source| ClientError::Tls { source: source.into() })?;
        let roots = match self {
            Self::System => system_roots()?,
            Self::AuthoritiesFile(path) => file_roots(path)?,
            Self::Anything => {
                let verifier = Arc::new(AcceptAnything(provider));
                let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
                return Ok(builder.with_no_client_auth());
            }
        };
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    }
}

fn system_roots() -> Result<RootCertStore, ClientError> {
    let loaded = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(loaded.certs);
    if added == 0 {
        let told: Vec<String> = loaded.errors.iter().map(ToString::to_string).collect();
        let source = format!("the system trusts no authority {}", told.join("; "));
        return Err(ClientError::Tls { source: source.into() });
    }
    Ok(roots)
}

fn file_roots(path: &Path) -> Result<RootCertStore, ClientError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| ClientError::TrustFile {
        path: path.to_owned(),
        source,
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| failed(error.into()))? {
        let certificate = certificate.map_err(|error| failed(error.into()))?;
        roots.add(certificate).map_err(|error| failed(error.into()))?;
    }
    if roots.is_empty() { Err(failed("the file holds no certificate".into())) } else { Ok(roots) }
}

/// Checks that the other side holds the key of its certificate, but not who it is.
#[derive(Debug)]
struct AcceptAnything(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptAnything {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        let told = |path: &Path| Trust::AuthoritiesFile(path.to_owned()).tls().unwrap_err().to_string();
        let expected = format!("cannot read certificates from {}", path.display());
        assert_eq!(told(&path), expected);
        std::fs::write(&path, "no certificate").unwrap();
        assert_eq!(told(&path), expected);
    }
}
