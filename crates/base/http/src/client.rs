//! The client: one request in, one response out, redirects and retries in between.

use std::time::{Duration, Instant};

use ureq::http::{self, header};

use crate::body::{Body, Deadline};
use crate::error::{HttpError, SetupError};
use crate::limits::Limits;
use crate::proxy::Proxies;
use crate::retry::{Pause, is_transient, retry_after, wait_before_next};
use crate::secret::Authorization;
use crate::transport::{Agents, Phase, translate};
use crate::trust::Trust;
use crate::url::{Scheme, Url};

/// How the client names itself.
pub const USER_AGENT: &str = concat!("seaworthy/", env!("CARGO_PKG_VERSION"));

/// Settings of a [`Client`].
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Limits of every exchange.
    pub limits: Limits,
    /// Trusted certificate authorities.
    pub trust: Trust,
    /// Proxies; see [`Proxies::from_environment`].
    pub proxies: Proxies,
    /// How to wait between tries.
    pub pause: Pause,
}

/// A blocking HTTP/1.1 client. It can be shared between threads; clones share connections.
#[derive(Debug, Clone)]
pub struct Client {
    agents: Agents,
    limits: Limits,
    pause: Pause,
}

/// What to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Read the header alone.
    Head,
    /// Send a form or begin an upload. Never tried again, never redirected.
    Post,
    /// Store content. Never tried again, never redirected.
    Put,
}

impl Method {
    /// Whether the request only reads (RFC 9110 section 9.2.1), so that it may be sent again.
    fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head)
    }
}

/// What a request stores.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// Its media type.
    pub media_type: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// What to ask for.
    pub method: Method,
    /// The address.
    pub url: &'a Url,
    /// Further headers. They follow every redirect, so they hold no secrets.
    pub headers: Vec<(&'static str, String)>,
    /// Credentials for the origin of `url`.
    pub authorization: Option<&'a Authorization>,
    /// The form of a POST, encoded (see [`encode_form`](crate::encode_form)).
    pub form: Option<String>,
    /// What a PUT or POST carries instead of a form.
    pub content: Option<Content<'a>>,
    /// LIMIT: longest body that is taken, in bytes; chosen by the caller, who knows what comes.
    pub body_bytes_max: u64,
    /// Time for all of it when shorter than the limit of the client.
    pub total_time_max: Option<Duration>,
    /// Whether plain HTTP is allowed, at first and after redirects.
    pub plain_http: bool,
}

impl<'a> Request<'a> {
    /// A GET without credentials over TLS.
    #[must_use]
    pub fn get(url: &'a Url, body_bytes_max: u64) -> Self {
        Self {
            method: Method::Get,
            url,
            headers: Vec::new(),
            authorization: None,
            form: None,
            content: None,
            body_bytes_max,
            total_time_max: None,
            plain_http: false,
        }
    }
}

/// A response of any status.
#[derive(Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Where the response came from, after redirects.
    pub url: Url,
    /// Whether a redirect led to another origin on the way. What such a response asks for
    /// concerning credentials must be ignored.
    pub left_origin: bool,
    headers: http::HeaderMap,
    body: Body,
}

impl Response {
    /// The first value of a header, if it is visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// All values of a header that are visible ASCII.
    pub fn header_all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
    }

    /// The body as a stream.
    #[must_use]
    pub fn into_body(self) -> Body {
        self.body
    }

    /// The whole body.
    ///
    /// # Errors
    /// A limit was reached or the connection broke.
    pub fn read_all(self) -> Result<Vec<u8>, HttpError> {
        self.body.read_all()
    }
}

/// Where a request is on its way through redirects.
struct Hop {
    url: Url,
    left_origin: bool,
}

impl Client {
    /// Sets up a client; reads the certificates.
    ///
    /// # Errors
    /// See [`SetupError`].
    pub fn new(options: Options) -> Result<Self, SetupError> {
        let Options {
            limits,
            trust,
            proxies,
            pause,
        } = options;
        let agents = Agents::new(&limits, &trust, proxies, USER_AGENT)?;
        Ok(Self {
            agents,
            limits,
            pause,
        })
    }

    /// Sends a request and follows its redirects. Any status is a response; busy servers (429,
    /// 502, 503, 504) and broken connections are tried again for GET and HEAD.
    ///
    /// Credentials go to the origin of the request alone: after a redirect to another scheme,
    /// host or port they are left out, also when a later redirect leads back.
    ///
    /// # Errors
    /// See [`HttpError`].
    pub fn send(&self, request: &Request<'_>) -> Result<Response, HttpError> {
        if request.url.scheme() == Scheme::Http && !request.plain_http {
            return Err(HttpError::PlainHttp {
                url: request.url.clone(),
            });
        }
        let limit = self.limits.total_time_max;
        let limit = request
            .total_time_max
            .map_or(limit, |asked| asked.min(limit));
        let deadline = Deadline {
            start: Instant::now(),
            limit,
        };
        let mut hop = Hop {
            url: request.url.clone(),
            left_origin: false,
        };
        for _ in 0..=self.limits.redirects_max {
            let response = self.send_until_answered(request, &hop, deadline)?;
            if !is_redirect(response.status) || !request.method.is_safe() {
                return Ok(response);
            }
            let target = redirect_target(request, &hop.url, &response)?;
            hop.left_origin |= !target.same_origin(request.url);
            hop.url = target;
        }
        Err(HttpError::Redirects {
            url: request.url.clone(),
            limit: self.limits.redirects_max,
        })
    }

    /// Sends to one address, again while the server is busy.
    fn send_until_answered(
        &self,
        request: &Request<'_>,
        hop: &Hop,
        deadline: Deadline,
    ) -> Result<Response, HttpError> {
        let mut attempt = 1;
        loop {
            deadline.check(&hop.url)?;
            let result = self.send_once(request, hop, deadline);
            let asked = match &result {
                _ if !request.method.is_safe() => return result,
                Ok(response) if is_transient(response.status) => {
                    retry_after(response.header("retry-after"), response.header("date"))
                }
                Err(error) if error.is_interruption() => None,
                _ => return result,
            };
            match wait_before_next(attempt, asked, &self.limits) {
                Some(wait) if deadline.start.elapsed() + wait <= deadline.limit => {
                    // The connection of the answer that is not read must not stay open meanwhile.
                    drop(result);
                    self.pause.wait(wait);
                }
                _ => return result,
            }
            attempt += 1;
        }
    }

    fn send_once(
        &self,
        request: &Request<'_>,
        hop: &Hop,
        deadline: Deadline,
    ) -> Result<Response, HttpError> {
        let invalid = |_| HttpError::RequestHeader {
            url: hop.url.clone(),
        };
        let head = build_head(request, hop)?;
        let agent = self.agents.of(&hop.url);
        let answered = match (&request.content, &request.form) {
            (Some(content), _) => {
                let sent = head.body(content.bytes).map_err(invalid)?;
                // Content of any size is sent; the server's patience and the whole time bound it.
                let time = Some(self.limits.total_time_max);
                agent.run(
                    agent
                        .configure_request(sent)
                        .timeout_send_body(time)
                        .build(),
                )
            }
            (None, Some(form)) => agent.run(head.body(form.as_str()).map_err(invalid)?),
            (None, None) if !request.method.is_safe() => {
                agent.run(head.body(&[] as &[u8]).map_err(invalid)?)
            }
            (None, None) => agent.run(head.body(()).map_err(invalid)?),
        };
        let answered =
            answered.map_err(|error| translate(error, &hop.url, &self.limits, Phase::Header))?;
        let (parts, body) = answered.into_parts();
        let bytes_max = request.body_bytes_max;
        let announced = body
            .content_length()
            .filter(|_| request.method != Method::Head);
        if announced.is_some_and(|bytes| bytes > bytes_max) && parts.status.is_success() {
            return Err(HttpError::BodyBytes {
                url: hop.url.clone(),
                limit_bytes: bytes_max,
            });
        }
        let body = Body::new(
            body.into_reader(),
            hop.url.clone(),
            self.limits.clone(),
            bytes_max,
            deadline,
        );
        Ok(Response {
            status: parts.status.as_u16(),
            url: hop.url.clone(),
            left_origin: hop.left_origin,
            headers: parts.headers,
            body,
        })
    }
}

fn build_head(request: &Request<'_>, hop: &Hop) -> Result<http::request::Builder, HttpError> {
    let method = match request.method {
        Method::Get => http::Method::GET,
        Method::Head => http::Method::HEAD,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
    };
    let mut builder = http::Request::builder()
        .method(method)
        .uri(hop.url.with_secrets());
    for (name, value) in &request.headers {
        builder = builder.header(*name, value);
    }
    if let Some(authorization) = request.authorization.filter(|_| !hop.left_origin) {
        let mut value =
            http::HeaderValue::from_str(&authorization.header_value()).map_err(|_| {
                HttpError::RequestHeader {
                    url: hop.url.clone(),
                }
            })?;
        value.set_sensitive(true);
        builder = builder.header(header::AUTHORIZATION, value);
    }
    if let Some(content) = &request.content {
        builder = builder.header(header::CONTENT_TYPE, content.media_type);
    } else if request.form.is_some() {
        builder = builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    Ok(builder)
}

fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

fn redirect_target(
    request: &Request<'_>,
    from: &Url,
    response: &Response,
) -> Result<Url, HttpError> {
    let fail = |source| HttpError::RedirectTarget {
        url: from.clone(),
        source,
    };
    let location = response.header("location").ok_or_else(|| fail(None))?;
    let target = from.join(location).map_err(|error| fail(Some(error)))?;
    if target.scheme() == Scheme::Http && !request.plain_http {
        return Err(HttpError::RedirectDowngrade {
            url: from.clone(),
            target,
        });
    }
    Ok(target)
}
