//! The certificate authorities that a client trusts.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use ureq::tls::{Certificate, PemItem, parse_pem};

use crate::error::SetupError;

/// LIMIT: longest file of certificates, in bytes. The bundle of a Linux distribution has about
/// 220 KiB.
pub const CERTIFICATE_FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Whom to trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    /// Whether the certificate store of the operating system counts (`SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` included). No list of authorities is compiled in: on a machine without a
    /// store, `https` fails until a file is named.
    pub system_store: bool,
    /// Files of further authorities, in PEM.
    pub files: Vec<PathBuf>,
    /// Texts of further authorities, in PEM.
    pub texts: Vec<String>,
}

impl Default for Trust {
    fn default() -> Self {
        Self {
            system_store: true,
            files: Vec::new(),
            texts: Vec::new(),
        }
    }
}

impl Trust {
    /// Reads all certificates.
    pub(crate) fn load(&self) -> Result<Vec<Certificate<'static>>, SetupError> {
        let mut certificates = Vec::new();
        for path in &self.files {
            let text = read_bounded(path)?;
            collect_pem(&text, &path.display().to_string(), &mut certificates)?;
        }
        for text in &self.texts {
            collect_pem(
                text.as_bytes(),
                "the given certificate text",
                &mut certificates,
            )?;
        }
        if self.system_store {
            // Single files of the system store that cannot be read are passed over, as by every
            // other TLS client; a missing authority shows as an unknown issuer later.
            let found = rustls_native_certs::load_native_certs();
            certificates.extend(
                found
                    .certs
                    .iter()
                    .map(|der| Certificate::from_der(der).to_owned()),
            );
        }
        Ok(certificates)
    }
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, SetupError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| {
            file.take(CERTIFICATE_FILE_BYTES_MAX + 1)
                .read_to_end(&mut bytes)
        })
        .map_err(|source| SetupError::ReadCertificates {
            path: path.to_owned(),
            source,
        })?;
    Ok(bytes)
}

fn collect_pem(
    text: &[u8],
    name: &str,
    certificates: &mut Vec<Certificate<'static>>,
) -> Result<(), SetupError> {
    if text.len() as u64 > CERTIFICATE_FILE_BYTES_MAX {
        return Err(SetupError::CertificatesTooLong {
            name: name.to_owned(),
        });
    }
    let none = || SetupError::NoCertificate {
        name: name.to_owned(),
    };
    let before = certificates.len();
    for item in parse_pem(text) {
        // A key in the same file is no fault of the certificates beside it.
        if let PemItem::Certificate(certificate) = item.map_err(|_| none())? {
            certificates.push(certificate);
        }
    }
    if certificates.len() == before {
        Err(none())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<usize, SetupError> {
        let trust = Trust {
            system_store: false,
            files: Vec::new(),
            texts: vec![text.to_owned()],
        };
        trust.load().map(|certificates| certificates.len())
    }

    #[test]
    fn a_text_without_certificate_is_an_error() {
        for text in [
            "",
            "hello",
            "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
        ] {
            assert!(
                matches!(load(text), Err(SetupError::NoCertificate { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_an_error() {
        let text = "x".repeat(CERTIFICATE_FILE_BYTES_MAX as usize + 1);
        assert!(matches!(
            load(&text),
            Err(SetupError::CertificatesTooLong { .. })
        ));
    }

    #[test]
    fn a_missing_file_is_named() {
        let trust = Trust {
            system_store: false,
            files: vec![PathBuf::from("/nonexistent/ca.pem")],
            texts: Vec::new(),
        };
        let error = trust.load().expect_err("no such file");
        assert_eq!(
            error.to_string(),
            "cannot read the certificates in /nonexistent/ca.pem"
        );
    }
}
