//! A certificate authority made for one test, and server certificates for loopback.

use std::sync::Arc;

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certificate authority that nobody but the test knows.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate and its private key, each in PEM (RFC 7468).
pub struct ServerPem {
    /// The certificate.
    pub certificate: String,
    /// The private key in PKCS #8.
    pub key: String,
}

impl Authority {
    /// Makes a new authority with its own key.
    ///
    /// # Errors
    /// The key or the certificate could not be made.
    pub fn new() -> Result<Self> {
        let mut params = CertificateParams::new(Vec::<String>::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)
            .context("sign the certificate of the test authority")?;
        Ok(Self { issuer })
    }

    /// The certificate of the authority in PEM, for the client to trust.
    #[must_use]
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// Set-up of a server whose certificate names `names` (host names or IP addresses).
    ///
    /// # Errors
    /// The key, the certificate or the set-up could not be made.
    pub fn server(&self, names: &[&str]) -> Result<Arc<ServerConfig>> {
        let (certificate, key) = self.issue(names)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(Arc::new(config))
    }

    /// The same certificate and key as texts, for a server that reads files.
    ///
    /// # Errors
    /// The key or the certificate could not be made.
    pub fn server_pem(&self, names: &[&str]) -> Result<ServerPem> {
        let (certificate, key) = self.issue(names)?;
        Ok(ServerPem {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }

    fn issue(&self, names: &[&str]) -> Result<(Certificate, KeyPair)> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(names)?.signed_by(&key, &self.issuer)?;
        Ok((certificate, key))
    }
}
