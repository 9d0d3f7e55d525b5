//! Blobs that verify themselves and go on after a break.

use std::io::Read;
use std::time::Duration;

use seaworthy_http::HttpError;
use seaworthy_registry::{ReadBlobError, RequestError};
use seaworthy_testkit::registry::{Access, FakeRegistry, Fault, Route};

use crate::setup::{LAYER_TYPE, Setup, chain, descriptor, layer_bytes, read_blob};

#[test]
fn a_blob_arrives_whole() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let mut bytes = Vec::new();
    let mut reader = setup
        .client()
        .blob(&setup.reference(":1"), &setup.layer())?;
    reader.read_to_end(&mut bytes)?;
    assert_eq!(bytes, layer_bytes());
    assert_eq!(reader.received_bytes(), 200_000);
    assert_eq!(reader.read(&mut [0; 8])?, 0);
    Ok(())
}

#[test]
fn an_empty_blob_is_verified_too() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    setup.registry.put_blob(b"");
    let empty = descriptor(LAYER_TYPE, b"");
    assert_eq!(
        read_blob(&setup.client(), &setup.reference(":1"), &empty)?,
        b""
    );
    let mut wrong = setup.layer();
    wrong.size_bytes = 0;
    let found = read_blob(&setup.client(), &setup.reference(":1"), &wrong);
    assert!(
        matches!(found, Err(ReadBlobError::TooLong { .. })),
        "{found:?}"
    );
    Ok(())
}

#[test]
fn wrong_bytes_are_not_handed_out_to_the_end() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    setup.registry.fail(Route::Blob, Fault::Corrupt, 1);
    let mut reader = setup
        .client()
        .blob(&setup.reference(":1"), &setup.layer())?;
    let mut seen = 0;
    let mut chunk = [0; 3_000];
    let error = loop {
        match reader.read_some(&mut chunk) {
            Ok(count) => seen += count,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, ReadBlobError::Digest { .. }), "{error}");
    assert!(seen < 200_000);
    let again = reader.read_some(&mut chunk);
    assert!(matches!(again, Err(ReadBlobError::Failed { .. })));
    setup.registry.fail(Route::Blob, Fault::Corrupt, 1);
    let reader = setup
        .client()
        .blob(&setup.reference(":1"), &setup.layer())?;
    assert!(matches!(reader.finish(), Err(ReadBlobError::Digest { .. })));
    Ok(())
}

#[test]
fn a_manifest_that_lies_about_a_size_is_found_out() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let client = setup.client();
    let image = setup.reference(":1");
    setup.registry.fail(Route::Blob, Fault::Append(1), 1);
    let longer = read_blob(&client, &image, &setup.layer());
    assert!(
        matches!(longer, Err(ReadBlobError::TooLong { .. })),
        "{longer:?}"
    );
    setup.registry.fail(Route::Blob, Fault::Endless, 1);
    let endless = read_blob(&client, &image, &setup.layer());
    assert!(
        matches!(endless, Err(ReadBlobError::Digest { .. })),
        "{endless:?}"
    );
    let mut wish = setup.layer();
    wish.size_bytes += 1;
    let shorter = read_blob(&client, &image, &wish);
    // The rest is asked for, and there is none.
    assert!(
        matches!(
            shorter,
            Err(ReadBlobError::Request(RequestError::Status {
                status: 416,
                ..
            }))
        ),
        "{shorter:?}"
    );
    let mut giant = setup.layer();
    giant.size_bytes = u64::MAX;
    let refused = read_blob(&client, &image, &giant);
    assert!(
        matches!(refused, Err(ReadBlobError::TooLarge { .. })),
        "{refused:?}"
    );
    Ok(())
}

#[test]
fn a_broken_transfer_goes_on_where_it_broke() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    setup.registry.fail(Route::Blob, Fault::Truncate(70_000), 1);
    setup.registry.fail(Route::Blob, Fault::Truncate(50_000), 1);
    let bytes = read_blob(&setup.client(), &setup.reference(":1"), &setup.layer())?;
    assert_eq!(bytes, layer_bytes());
    let ranges: Vec<_> = setup
        .registry
        .requests()
        .iter()
        .map(|r| r.headers.get("range").cloned())
        .collect();
    let range = |text: &str| Some(text.to_owned());
    assert_eq!(
        ranges,
        [None, range("bytes=70000-"), range("bytes=120000-")]
    );
    Ok(())
}

#[test]
fn a_transfer_that_keeps_breaking_ends() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    setup
        .registry
        .fail(Route::Blob, Fault::Truncate(10), usize::MAX);
    let error = read_blob(&setup.client(), &setup.reference(":1"), &setup.layer())
        .expect_err("breaks four times");
    assert!(
        matches!(
            error,
            ReadBlobError::TooShort {
                received_bytes: 40,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(setup.registry.requests().len(), 4);
    Ok(())
}

#[test]
fn a_server_without_ranges_cannot_be_resumed() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    setup.registry.fail(Route::Blob, Fault::Truncate(10), 1);
    setup.registry.fail(Route::Blob, Fault::IgnoreRange, 1);
    let error =
        read_blob(&setup.client(), &setup.reference(":1"), &setup.layer()).expect_err("no range");
    let text = chain(&error);
    assert!(
        text.contains("from byte 10") || text.contains("longer than"),
        "{text}"
    );
    Ok(())
}

#[test]
fn a_stalled_transfer_goes_on_after_the_limit() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    setup.limits().stall_time_max = Duration::from_millis(200);
    setup.registry.fail(Route::Blob, Fault::Stall, 1);
    let bytes = read_blob(&setup.client(), &setup.reference(":1"), &setup.layer())?;
    assert_eq!(bytes, layer_bytes());
    Ok(())
}

#[test]
fn a_transfer_that_drips_is_ended() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    setup.limits().progress_window = Duration::from_millis(100);
    setup.limits().progress_bytes_min = 100_000;
    setup
        .registry
        .fail(Route::Blob, Fault::Drip(10, Duration::from_millis(5)), 1);
    let error =
        read_blob(&setup.client(), &setup.reference(":1"), &setup.layer()).expect_err("too slow");
    assert!(
        matches!(
            error,
            ReadBlobError::Request(RequestError::Http(HttpError::TooSlow { .. }))
        ),
        "{error}"
    );
    Ok(())
}

#[test]
fn credentials_do_not_follow_a_blob_to_another_host() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let store = FakeRegistry::tls(&setup.authority)?;
    store.put_blob(&layer_bytes());
    let access = || Access::Basic {
        user: "ann".to_owned(),
        password: "pw".to_owned(),
    };
    setup.registry.set_access(access());
    crate::credentials::give(&mut setup, "ann", "pw");
    setup
        .registry
        .fail(Route::Blob, Fault::Redirect(store.base()), 9);
    let client = setup.client();
    let bytes = read_blob(&client, &setup.reference(":1"), &setup.layer())?;
    assert_eq!(bytes, layer_bytes());
    assert_eq!(store.requests().len(), 1);
    assert!(
        store
            .requests()
            .iter()
            .all(|request| request.authorization().is_none())
    );

    // Nor when the store asks for them in the registry's own words.
    store.set_access(access());
    let error = read_blob(&client, &setup.reference(":1"), &setup.layer()).expect_err("asked");
    assert!(
        matches!(
            error,
            ReadBlobError::Request(RequestError::Status { status: 401, .. })
        ),
        "{error}"
    );
    assert!(
        store
            .requests()
            .iter()
            .all(|request| request.authorization().is_none())
    );
    Ok(())
}
