//! The library underneath: agents set up with the limits, and its errors in our words.

use std::io;
use std::sync::Arc;

use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Timeout};

use crate::error::{HttpError, SetupError};
use crate::limits::Limits;
use crate::proxy::Proxies;
use crate::secret::Secret;
use crate::trust::Trust;
use crate::url::{Scheme, Url};

/// One agent without a proxy and one for each proxy; each keeps its own idle connections.
#[derive(Debug, Clone)]
pub(crate) struct Agents {
    direct: Agent,
    https: Option<Agent>,
    http: Option<Agent>,
    proxies: Proxies,
}

impl Agents {
    pub(crate) fn new(
        limits: &Limits,
        trust: &Trust,
        proxies: Proxies,
        user_agent: &str,
    ) -> Result<Self, SetupError> {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .root_certs(RootCerts::Specific(Arc::new(trust.load()?)))
            .build();
        let build = |proxy| build_agent(limits, tls.clone(), proxy, user_agent);
        let through = |address: &Option<Secret>, scheme| match address {
            Some(address) => ureq::Proxy::new(address.expose())
                .map(|proxy| Some(build(Some(proxy))))
                .map_err(|_| SetupError::Proxy { scheme }),
            None => Ok(None),
        };
        Ok(Self {
            direct: build(None),
            https: through(&proxies.https, "https")?,
            http: through(&proxies.http, "http")?,
            proxies,
        })
    }

    /// The agent that a request to `url` goes through.
    pub(crate) fn of(&self, url: &Url) -> &Agent {
        let proxied = match url.scheme() {
            Scheme::Https => self.https.as_ref(),
            Scheme::Http => self.http.as_ref(),
        };
        proxied
            .filter(|_| self.proxies.covers(url))
            .unwrap_or(&self.direct)
    }
}

fn build_agent(
    limits: &Limits,
    tls: TlsConfig,
    proxy: Option<ureq::Proxy>,
    user_agent: &str,
) -> Agent {
    Agent::config_builder()
        .tls_config(tls)
        .proxy(proxy)
        .user_agent(user_agent)
        // Digests cover the bytes as stored, so nothing may encode them on the way.
        .accept_encoding("identity")
        .http_status_as_error(false)
        // Redirects are followed by the client, which knows whose credentials go where.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_response_header_size(limits.header_bytes_max)
        .timeout_resolve(Some(limits.connect_time_max))
        .timeout_connect(Some(limits.connect_time_max))
        .timeout_send_request(Some(limits.first_byte_time_max))
        .timeout_send_body(Some(limits.first_byte_time_max))
        .timeout_recv_response(Some(limits.first_byte_time_max))
        .timeout_per_read(Some(limits.stall_time_max))
        .timeout_per_write(Some(limits.stall_time_max))
        .timeout_global(Some(limits.total_time_max))
        .build()
        .new_agent()
}

/// How far an exchange had come when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Up to the end of the response header.
    Header,
    /// In the body.
    Body,
}

/// Puts an error of the library into our words. Texts of the library are kept only where they
/// cannot hold an address or a credential.
pub(crate) fn translate(error: ureq::Error, url: &Url, limits: &Limits, phase: Phase) -> HttpError {
    let url = url.clone();
    match error {
        ureq::Error::HostNotFound => HttpError::HostNotFound { url },
        ureq::Error::Timeout(reason) => translate_timeout(reason, url, limits, phase),
        ureq::Error::LargeResponseHeader(..) => HttpError::HeaderBytes {
            url,
            limit_bytes: limits.header_bytes_max,
        },
        ureq::Error::Protocol(source) => HttpError::Protocol {
            url,
            source: io::Error::other(source),
        },
        ureq::Error::Rustls(source) => translate_tls(io::Error::other(source), url),
        ureq::Error::Tls(reason) => HttpError::Tls {
            url,
            source: io::Error::other(reason),
        },
        ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => {
            HttpError::Proxy { url }
        }
        ureq::Error::Http(_) | ureq::Error::BadUri(_) => HttpError::RequestHeader { url },
        ureq::Error::ConnectionFailed => {
            let source = io::Error::from(io::ErrorKind::NotConnected);
            HttpError::Connect { url, source }
        }
        ureq::Error::Io(source) => translate_io(source, url),
        _ => HttpError::Broken {
            url,
            source: io::Error::from(io::ErrorKind::Other),
        },
    }
}

fn translate_timeout(reason: Timeout, url: Url, limits: &Limits, phase: Phase) -> HttpError {
    match reason {
        Timeout::Resolve | Timeout::Connect => HttpError::ConnectTime {
            url,
            limit: limits.connect_time_max,
        },
        Timeout::Global | Timeout::PerCall => HttpError::TotalTime {
            url,
            limit: limits.total_time_max,
        },
        Timeout::PerRead | Timeout::PerWrite if phase == Phase::Body => HttpError::Stalled {
            url,
            limit: limits.stall_time_max,
        },
        Timeout::PerRead | Timeout::PerWrite => HttpError::FirstByteTime {
            url,
            limit: limits.stall_time_max,
        },
        _ => HttpError::FirstByteTime {
            url,
            limit: limits.first_byte_time_max,
        },
    }
}

fn translate_tls(source: io::Error, url: Url) -> HttpError {
    let inner = source.get_ref().and_then(|inner| inner.downcast_ref());
    // The first byte of every TLS record says what it holds (RFC 8446, 5.1); `HTTP/1.1 400` begins
    // with none of these.
    let other = rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType);
    if inner == Some(&other) {
        return HttpError::NotTls { url };
    }
    HttpError::Tls { url, source }
}

fn translate_io(source: io::Error, url: Url) -> HttpError {
    use io::ErrorKind::{
        AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkUnreachable, PermissionDenied,
    };
    let from_tls = matches!(source.get_ref(), Some(inner) if inner.is::<rustls::Error>());
    match source.kind() {
        _ if from_tls => translate_tls(source, url),
        ConnectionRefused | HostUnreachable | NetworkUnreachable | AddrNotAvailable
        | PermissionDenied => HttpError::Connect { url, source },
        _ => HttpError::Broken { url, source },
    }
}

#[cfg(test)]
mod tests {
    use rustls::{AlertDescription, InvalidMessage};

    use super::*;

    #[test]
    fn a_server_without_tls_is_told_from_one_that_is_not_trusted() {
        let url = Url::parse("https://127.0.0.1:5000/v2/").unwrap();
        let told = |error: rustls::Error| {
            let direct = translate(
                ureq::Error::Rustls(error.clone()),
                &url,
                &Limits::default(),
                Phase::Header,
            );
            let wrapped = translate_io(io::Error::other(error), url.clone());
            [direct, wrapped]
        };
        for error in told(rustls::Error::InvalidMessage(
            InvalidMessage::InvalidContentType,
        )) {
            assert!(matches!(error, HttpError::NotTls { .. }), "{error}");
        }
        for error in told(rustls::Error::AlertReceived(
            AlertDescription::HandshakeFailure,
        )) {
            assert!(matches!(error, HttpError::Tls { .. }), "{error}");
        }
    }
}
