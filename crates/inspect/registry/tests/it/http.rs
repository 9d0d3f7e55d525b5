//! The HTTP client underneath: redirects, retries, limits.

use std::time::Duration;

use seaworthy_http::{
    Authorization, Client, Fault as Blame, HEADER_BYTES_MAX, HttpError, Method, Options, Request,
    Response, Secret, Url,
};
use seaworthy_testkit::registry::{FakeRegistry, Fault, Route};

use crate::setup::{Setup, Waits};

/// A client and the address of a blob of 26 bytes that its registry has.
fn start(change: impl Fn(&mut Setup)) -> anyhow::Result<(Setup, Client, Url)> {
    let mut setup = Setup::new()?;
    change(&mut setup);
    let client = Client::new(setup.options.http.clone())?;
    let digest = setup.registry.put_blob(b"abcdefghijklmnopqrstuvwxyz");
    let url = Url::parse(&format!("{}/v2/a/blobs/{digest}", setup.registry.base()))?;
    Ok((setup, client, url))
}

fn get(client: &Client, url: &Url) -> Result<Response, HttpError> {
    client.send(&Request::get(url, 1_000))
}

fn waits(waits: &Waits) -> Vec<u64> {
    waits
        .lock()
        .expect("no panic while recording")
        .iter()
        .map(|time| time.as_millis() as u64)
        .collect()
}

fn status(code: u16, headers: &[(&str, &str)]) -> Fault {
    let owned = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Fault::Status(code, owned.collect(), String::new())
}

#[test]
fn a_body_arrives() -> anyhow::Result<()> {
    let (_setup, client, url) = start(|_| {})?;
    let response = get(&client, &url)?;
    assert_eq!((response.status, response.left_origin), (200, false));
    assert_eq!(
        response.header("content-type"),
        Some("application/octet-stream")
    );
    assert_eq!(response.read_all()?, b"abcdefghijklmnopqrstuvwxyz");
    let head = client.send(&Request {
        method: Method::Head,
        ..Request::get(&url, 0)
    })?;
    assert_eq!((head.status, head.read_all()?), (200, Vec::new()));
    Ok(())
}

#[test]
fn a_busy_server_is_asked_again() -> anyhow::Result<()> {
    for code in [429, 502, 503, 504] {
        let (setup, client, url) = start(|_| {})?;
        setup.registry.fail(Route::Blob, status(code, &[]), 2);
        assert_eq!(get(&client, &url)?.status, 200);
        assert_eq!(waits(&setup.waits), [500, 1_000]);
        setup.registry.fail(Route::Blob, status(code, &[]), 9);
        assert_eq!(get(&client, &url)?.status, code);
        assert_eq!(waits(&setup.waits), [500, 1_000, 500, 1_000, 2_000]);
    }
    Ok(())
}

#[test]
fn the_server_says_how_long_to_wait_within_bounds() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    setup
        .registry
        .fail(Route::Blob, status(429, &[("Retry-After", "7")]), 1);
    assert_eq!(get(&client, &url)?.status, 200);
    assert_eq!(waits(&setup.waits), [7_000]);
    setup
        .registry
        .fail(Route::Blob, status(429, &[("Retry-After", "3600")]), 1);
    assert_eq!(get(&client, &url)?.status, 429);
    assert_eq!(waits(&setup.waits), [7_000]);
    Ok(())
}

#[test]
fn other_statuses_are_answers() -> anyhow::Result<()> {
    for code in [400, 401, 403, 404, 500, 501] {
        let (setup, client, url) = start(|_| {})?;
        setup.registry.fail(Route::Blob, status(code, &[]), 1);
        assert_eq!(get(&client, &url)?.status, code);
        assert_eq!(setup.registry.requests().len(), 1);
    }
    Ok(())
}

#[test]
fn a_broken_connection_is_tried_again_for_reads_only() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    setup.registry.fail(Route::Blob, Fault::Close, 1);
    assert_eq!(get(&client, &url)?.status, 200);
    assert_eq!(setup.registry.requests().len(), 2);
    setup.registry.fail(Route::Blob, Fault::Close, 1);
    let post = Request {
        method: Method::Post,
        form: Some("a=b".to_owned()),
        ..Request::get(&url, 1_000)
    };
    let error = client.send(&post).expect_err("no second try");
    assert!(matches!(error, HttpError::Broken { .. }), "{error}");
    assert_eq!(setup.registry.requests().len(), 3);
    Ok(())
}

#[test]
fn credentials_stay_with_their_origin() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    let other = FakeRegistry::tls(&setup.authority)?;
    // There and back again: the first server is asked without credentials the second time.
    setup
        .registry
        .fail(Route::Blob, Fault::Redirect(other.base()), 1);
    other.fail(Route::Blob, Fault::Redirect(setup.registry.base()), 1);
    let bearer = Authorization::Bearer(Secret::new("t"));
    let request = Request {
        authorization: Some(&bearer),
        ..Request::get(&url, 1_000)
    };
    let response = client.send(&request)?;
    assert_eq!((response.status, response.left_origin), (200, true));
    let sent = |registry: &FakeRegistry| -> Vec<bool> {
        registry
            .requests()
            .iter()
            .map(|request| request.authorization().is_some())
            .collect()
    };
    assert_eq!(sent(&setup.registry), [true, false]);
    assert_eq!(sent(&other), [false]);
    Ok(())
}

#[test]
fn credentials_follow_a_redirect_within_their_origin() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    setup
        .registry
        .fail(Route::Blob, Fault::Redirect(setup.registry.base()), 1);
    let bearer = Authorization::Bearer(Secret::new("t"));
    let request = Request {
        authorization: Some(&bearer),
        ..Request::get(&url, 1_000)
    };
    let response = client.send(&request)?;
    assert_eq!((response.status, response.left_origin), (200, false));
    assert!(
        setup
            .registry
            .requests()
            .iter()
            .all(|r| r.authorization() == Some("Bearer t"))
    );
    Ok(())
}

#[test]
fn a_redirect_to_plain_http_is_refused() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    let plain = FakeRegistry::plain()?;
    setup
        .registry
        .fail(Route::Blob, Fault::Redirect(plain.base()), 1);
    let error = get(&client, &url).expect_err("a downgrade");
    assert!(
        matches!(error, HttpError::RedirectDowngrade { .. }),
        "{error}"
    );
    assert!(plain.requests().is_empty());
    let direct = Url::parse(&plain.base())?;
    let error = get(&client, &direct).expect_err("plain HTTP");
    assert!(matches!(error, HttpError::PlainHttp { .. }), "{error}");
    Ok(())
}

#[test]
fn redirects_end() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    setup.registry.fail(
        Route::Blob,
        Fault::Redirect(setup.registry.base()),
        usize::MAX,
    );
    let error = get(&client, &url).expect_err("no end");
    assert!(
        matches!(error, HttpError::Redirects { limit: 5, .. }),
        "{error}"
    );
    assert_eq!(setup.registry.requests().len(), 6);
    Ok(())
}

#[test]
fn a_redirect_without_a_usable_target_is_refused() -> anyhow::Result<()> {
    for location in [
        "",
        "ftp://host/",
        "https://user:hunter2@host/",
        "https://:0/",
    ] {
        let (setup, client, url) = start(|_| {})?;
        let headers = [("Location", location)];
        let headers = if location.is_empty() {
            &headers[..0]
        } else {
            &headers[..]
        };
        setup.registry.fail(Route::Blob, status(302, headers), 1);
        let error = get(&client, &url).expect_err(location);
        assert!(matches!(error, HttpError::RedirectTarget { .. }), "{error}");
        assert_eq!(error.fault(), Blame::Server);
        assert!(!format!("{error:?}").contains("hunter2"));
    }
    Ok(())
}

#[test]
fn a_body_that_is_too_long_is_refused() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    let announced = client.send(&Request::get(&url, 25)).expect_err("announced");
    assert!(
        matches!(
            announced,
            HttpError::BodyBytes {
                limit_bytes: 25,
                ..
            }
        ),
        "{announced}"
    );
    setup.registry.fail(Route::Blob, Fault::Endless, 1);
    let endless = get(&client, &url)?.read_all().expect_err("endless");
    assert!(
        matches!(
            endless,
            HttpError::BodyBytes {
                limit_bytes: 1_000,
                ..
            }
        ),
        "{endless}"
    );
    Ok(())
}

#[test]
fn a_header_that_is_too_long_is_refused() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    setup.registry.fail(Route::Blob, Fault::EndlessHeader, 9);
    let error = get(&client, &url).expect_err("endless");
    assert!(
        matches!(
            error,
            HttpError::HeaderBytes {
                limit_bytes: HEADER_BYTES_MAX,
                ..
            }
        ),
        "{error:?}"
    );
    Ok(())
}

#[test]
fn what_is_not_http_is_refused() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    setup.registry.fail(Route::Blob, Fault::Garbage, 9);
    let error = get(&client, &url).expect_err("garbage");
    assert!(matches!(error, HttpError::Protocol { .. }), "{error:?}");
    Ok(())
}

#[test]
fn a_server_that_never_answers_is_given_up() -> anyhow::Result<()> {
    let short = Duration::from_millis(100);
    let (setup, client, url) = start(|setup| setup.limits().first_byte_time_max = short)?;
    setup.registry.fail(Route::Blob, Fault::Silence, 9);
    let error = get(&client, &url).expect_err("silence");
    assert!(
        matches!(error, HttpError::FirstByteTime { .. }),
        "{error:?}"
    );
    Ok(())
}

#[test]
fn a_body_that_stops_is_given_up() -> anyhow::Result<()> {
    let short = Duration::from_millis(200);
    let (setup, client, url) = start(|setup| setup.limits().stall_time_max = short)?;
    setup.registry.fail(Route::Blob, Fault::Stall, 9);
    let error = get(&client, &url)?.read_all().expect_err("a stall");
    assert!(matches!(error, HttpError::Stalled { .. }), "{error:?}");
    Ok(())
}

#[test]
fn a_body_that_drips_is_given_up() -> anyhow::Result<()> {
    let (setup, client, url) = start(|setup| {
        setup.limits().progress_window = Duration::from_millis(50);
        setup.limits().progress_bytes_min = 1_000;
    })?;
    setup
        .registry
        .fail(Route::Blob, Fault::Drip(1, Duration::from_millis(10)), 9);
    let error = get(&client, &url)?.read_all().expect_err("drops");
    assert!(
        matches!(
            error,
            HttpError::TooSlow {
                bytes_min: 1_000,
                ..
            }
        ),
        "{error:?}"
    );
    Ok(())
}

#[test]
fn an_exchange_ends_in_all() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    setup
        .registry
        .fail(Route::Blob, Fault::Drip(1, Duration::from_millis(20)), 9);
    let total_time_max = Some(Duration::from_millis(200));
    let request = Request {
        total_time_max,
        ..Request::get(&url, 1_000)
    };
    let error = client
        .send(&request)
        .and_then(Response::read_all)
        .expect_err("too long");
    assert!(matches!(error, HttpError::TotalTime { .. }), "{error:?}");
    Ok(())
}

#[test]
fn a_truncated_body_is_a_broken_connection() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    setup.registry.fail(Route::Blob, Fault::Truncate(5), 1);
    let error = get(&client, &url)?.read_all().expect_err("half a body");
    assert!(matches!(error, HttpError::Broken { .. }), "{error:?}");
    assert!(error.is_interruption());
    assert_eq!(error.fault(), Blame::Network);
    Ok(())
}

#[test]
fn nobody_there_is_said_at_once() -> anyhow::Result<()> {
    let client = Client::new(Options::default())?;
    let gone = FakeRegistry::plain()?.base();
    let url = Url::parse(&format!("{gone}/x?sig=hunter2"))?;
    let request = Request {
        plain_http: true,
        ..Request::get(&url, 1)
    };
    let error = client.send(&request).expect_err("nobody");
    assert!(matches!(error, HttpError::Connect { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    Ok(())
}

#[test]
fn a_credential_that_is_no_header_is_not_sent() -> anyhow::Result<()> {
    let (setup, client, url) = start(|_| {})?;
    let bearer = Authorization::Bearer(Secret::new("t\r\nX-Evil: 1"));
    let request = Request {
        authorization: Some(&bearer),
        ..Request::get(&url, 1_000)
    };
    let error = client.send(&request).expect_err("no header");
    assert!(
        matches!(error, HttpError::RequestHeader { .. }),
        "{error:?}"
    );
    assert!(setup.registry.requests().is_empty());
    Ok(())
}
