//! Which proxy, if any, a request goes through.

use std::net::IpAddr;

use crate::error::SetupError;
use crate::secret::Secret;
use crate::url::{Scheme, Url};

/// LIMIT: most entries of `NO_PROXY` that are kept. Real lists have a few dozen; a longer one is a
/// mistake, and cutting it would send requests through the wrong door, so it is an error.
pub const NO_PROXY_ENTRIES_MAX: usize = 1_000;

/// Proxies by scheme, and the hosts that are reached without one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// Address of the proxy for `https` requests; may carry a password.
    pub https: Option<Secret>,
    /// Address of the proxy for `http` requests; may carry a password.
    pub http: Option<Secret>,
    /// Hosts reached directly, in the notation of `NO_PROXY`: `*`, a host (which covers its
    /// subdomains), a host with a leading dot (only its subdomains), an IP address, a CIDR block,
    /// each with an optional port.
    pub no_proxy: Vec<String>,
}

impl Proxies {
    /// Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` through `variable`. The lower
    /// case spelling of a name goes first, as in curl.
    ///
    /// # Errors
    /// [`SetupError::NoProxyTooLong`] when `NO_PROXY` has too many entries.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, SetupError> {
        let either = |name: &str| {
            variable(&name.to_ascii_lowercase())
                .or_else(|| variable(name))
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        let all = either("ALL_PROXY");
        let no_proxy: Vec<String> = either("NO_PROXY")
            .unwrap_or_default()
            .split([',', ' '])
            .filter(|entry| !entry.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        if no_proxy.len() > NO_PROXY_ENTRIES_MAX {
            return Err(SetupError::NoProxyTooLong);
        }
        Ok(Self {
            https: either("HTTPS_PROXY")
                .or_else(|| all.clone())
                .map(Secret::new),
            http: either("HTTP_PROXY").or(all).map(Secret::new),
            no_proxy,
        })
    }

    /// The same from the environment of this process.
    ///
    /// # Errors
    /// As [`Proxies::from_variables`].
    pub fn from_environment() -> Result<Self, SetupError> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// Whether a request to `url` goes through the proxy of its scheme. Loopback never does.
    pub(crate) fn covers(&self, url: &Url) -> bool {
        let present = match url.scheme() {
            Scheme::Https => self.https.is_some(),
            Scheme::Http => self.http.is_some(),
        };
        let host = url.host().trim_start_matches('[').trim_end_matches(']');
        let address = host.parse::<IpAddr>().ok();
        let loopback = host == "localhost" || address.is_some_and(|address| address.is_loopback());
        let direct = |entry: &String| entry_matches(entry, host, address, url.port());
        present && !loopback && !self.no_proxy.iter().any(direct)
    }
}

fn entry_matches(entry: &str, host: &str, address: Option<IpAddr>, port: u16) -> bool {
    if entry == "*" {
        return true;
    }
    if let Some((network, bits)) = entry.split_once('/') {
        let network = network.parse::<IpAddr>().ok();
        let bits = bits.parse::<u32>().ok();
        return matches!((network, bits, address), (Some(network), Some(bits), Some(address))
            if block_contains(network, bits, address));
    }
    let (name, wanted_port) = split_port(entry);
    if wanted_port.is_some_and(|wanted| wanted != port) {
        return false;
    }
    if let Some(address) = address {
        return name.parse::<IpAddr>().is_ok_and(|listed| listed == address);
    }
    let name = name.strip_prefix('*').unwrap_or(name);
    match name.strip_prefix('.') {
        Some(domain) => is_subdomain(host, domain),
        None => host == name || is_subdomain(host, name),
    }
}

fn is_subdomain(host: &str, domain: &str) -> bool {
    !domain.is_empty()
        && host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
}

fn split_port(entry: &str) -> (&str, Option<u16>) {
    if let Some(rest) = entry.strip_prefix('[') {
        let (host, tail) = rest.split_once(']').unwrap_or((rest, ""));
        return (
            host,
            tail.strip_prefix(':').and_then(|port| port.parse().ok()),
        );
    }
    match entry.split_once(':') {
        // More than one colon is an IPv6 address without brackets.
        Some((host, port)) if !port.contains(':') => (host, port.parse().ok()),
        _ => (entry, None),
    }
}

fn block_contains(network: IpAddr, bits: u32, address: IpAddr) -> bool {
    match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) if bits <= 32 => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            network.to_bits() & mask == address.to_bits() & mask
        }
        (IpAddr::V6(network), IpAddr::V6(address)) if bits <= 128 => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            network.to_bits() & mask == address.to_bits() & mask
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(no_proxy: &str) -> Proxies {
        let no_proxy = no_proxy.to_owned();
        Proxies::from_variables(move |name| match name {
            "https_proxy" => Some("http://user:pw@proxy:3128".to_owned()),
            "NO_PROXY" => Some(no_proxy.clone()),
            _ => None,
        })
        .expect("a valid environment")
    }

    fn covers(no_proxy: &str, url: &str) -> bool {
        proxies(no_proxy).covers(&Url::parse(url).expect(url))
    }

    #[test]
    fn a_proxy_serves_its_own_scheme_only() {
        assert!(covers("", "https://host/"));
        assert!(!covers("", "http://host/"));
        let all =
            Proxies::from_variables(|name| (name == "ALL_PROXY").then(|| "http://p".to_owned()));
        let all = all.expect("a valid environment");
        assert!(all.https.is_some() && all.http.is_some());
    }

    #[test]
    fn loopback_is_always_direct() {
        for url in [
            "https://localhost:5000/",
            "https://127.0.0.9/",
            "https://[::1]/",
        ] {
            assert!(!covers("", url), "{url}");
        }
    }

    #[test]
    fn no_proxy_names_hosts_subdomains_ports_and_blocks() {
        let cases = [
            ("*", "https://host/", false),
            ("example.com", "https://example.com/", false),
            ("example.com", "https://a.example.com/", false),
            ("example.com", "https://notexample.com/", true),
            (".example.com", "https://example.com/", true),
            ("*.example.com", "https://a.example.com/", false),
            ("a, Example.com", "https://example.com/", false),
            ("example.com:8443", "https://example.com/", true),
            ("example.com:8443", "https://example.com:8443/", false),
            ("10.0.0.0/8", "https://10.1.2.3/", false),
            ("10.0.0.0/8", "https://11.1.2.3/", true),
            ("0.0.0.0/0", "https://11.1.2.3/", false),
            ("fd00::/8", "https://[fd00::1]/", false),
            ("10.0.0.0/99", "https://10.1.2.3/", true),
            ("10.1.2.3", "https://10.1.2.3/", false),
        ];
        for (no_proxy, url, covered) in cases {
            assert_eq!(covers(no_proxy, url), covered, "{no_proxy} {url}");
        }
    }

    #[test]
    fn too_long_a_list_is_an_error() {
        let list = "h,".repeat(NO_PROXY_ENTRIES_MAX + 1);
        let read = Proxies::from_variables(|name| (name == "no_proxy").then(|| list.clone()));
        assert!(matches!(read, Err(SetupError::NoProxyTooLong)));
    }

    #[test]
    fn the_password_of_a_proxy_is_not_shown() {
        assert!(!format!("{:?}", proxies("")).contains("pw"));
    }
}
