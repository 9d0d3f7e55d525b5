//! From a reference to one image.

use seaworthy_http::HttpError;
use seaworthy_model::{Digest, Platform};
use seaworthy_registry::{
    Compression, Descriptor, LayerKind, MANIFEST_BYTES_MAX, OCI_INDEX, OCI_MANIFEST,
    ReadManifestError, RequestError, ResolveError,
};
use seaworthy_testkit::registry::{FakeRegistry, Fault, Route};

use crate::setup::{
    NAME, Setup, chain, config_text, index_text, layer_bytes, manifest_text, put_image, reference,
};

fn platform(text: &str) -> Platform {
    text.parse().expect("a valid platform")
}

#[test]
fn an_image_resolves_by_tag_and_by_digest() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let client = setup.client();
    let manifest = manifest_text("amd64", &layer_bytes());
    let digest = Digest::sha256(manifest.as_bytes());
    for tail in [
        ":1".to_owned(),
        format!("@{}", digest.as_str()),
        format!(":9@{}", digest.as_str()),
    ] {
        let resolved = client.resolve(&setup.reference(&tail), None)?;
        assert_eq!(resolved.digest, digest);
        assert_eq!(resolved.index_digest, None);
        assert_eq!(resolved.manifest_bytes, manifest.as_bytes());
        assert_eq!(resolved.config_bytes, config_text("amd64").as_bytes());
        assert_eq!(resolved.platform, Some(platform("linux/amd64")));
        assert_eq!(resolved.layers(), [setup.layer()]);
        let kind = resolved.layers().first().map(Descriptor::layer_kind);
        assert_eq!(kind, Some(LayerKind::Tar(Compression::Gzip)));
    }
    let head = client.head(&setup.reference(":1"))?;
    assert_eq!(
        (head.digest, head.media_type.as_deref()),
        (digest, Some(OCI_MANIFEST))
    );
    Ok(())
}

#[test]
fn requests_name_the_program_and_the_accepted_types() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    setup.client().resolve(&setup.reference(":1"), None)?;
    let requests = setup.registry.requests();
    let first = requests.first().expect("a request");
    assert_eq!(first.target, "/v2/team/app/manifests/1");
    assert!(first.headers["user-agent"].starts_with("seaworthy/"));
    assert!(first.headers["accept"].contains(OCI_INDEX));
    assert_eq!(first.headers["accept-encoding"], "identity");
    assert_eq!(first.authorization(), None);
    Ok(())
}

/// An index with images for amd64 and arm64, an attestation, and an index around it all.
fn put_indexes(registry: &FakeRegistry) -> (String, String) {
    let amd64 = put_image(registry, "amd64", "amd64", &layer_bytes());
    let arm64 = put_image(registry, "arm64", "arm64", b"another layer");
    let index = index_text(&[
        (OCI_MANIFEST, "an attestation", "unknown/unknown"),
        (OCI_MANIFEST, &amd64, "linux/amd64"),
        (OCI_MANIFEST, &arm64, "linux/arm64"),
    ]);
    registry.put_manifest(NAME, "many", OCI_INDEX, index.as_bytes());
    (index, arm64)
}

#[test]
fn an_index_is_resolved_for_the_platform() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let (index, arm64) = put_indexes(&setup.registry);
    let client = setup.client();
    let many = setup.reference(":many");
    let resolved = client.resolve(&many, Some(&platform("linux/arm64")))?;
    assert_eq!(resolved.digest, Digest::sha256(arm64.as_bytes()));
    assert_eq!(
        resolved.index_digest,
        Some(Digest::sha256(index.as_bytes()))
    );
    let missing = client
        .resolve(&many, Some(&platform("linux/s390x")))
        .expect_err("not there");
    let ResolveError::Platform { available, .. } = &missing else {
        panic!("{missing}")
    };
    assert_eq!(available, &["linux/amd64", "linux/arm64"]);
    let single = client.resolve(&setup.reference(":1"), Some(&platform("linux/arm64")));
    assert!(matches!(single, Err(ResolveError::Platform { .. })));
    Ok(())
}

#[test]
fn nested_indexes_end_at_a_depth() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let (mut inner, _) = put_indexes(&setup.registry);
    let client = setup.client();
    let mut results = Vec::new();
    for depth in 2..=4 {
        let outer = index_text(&[(OCI_INDEX, &inner, "linux/arm64")]);
        let tag = format!("depth-{depth}");
        setup
            .registry
            .put_manifest(NAME, &tag, OCI_INDEX, outer.as_bytes());
        let resolved = client.resolve(
            &setup.reference(&format!(":{tag}")),
            Some(&platform("linux/arm64")),
        );
        results.push(resolved);
        inner = outer;
    }
    assert!(matches!(
        results.as_slice(),
        [Ok(_), Ok(_), Err(ResolveError::Depth { .. })]
    ));
    Ok(())
}

#[test]
fn an_index_cannot_lie_about_its_manifests() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let client = setup.client();
    let image = manifest_text("amd64", &layer_bytes());
    let honest = index_text(&[(OCI_MANIFEST, &image, "linux/amd64")]);
    let size = format!(r#""size":{}"#, image.len());
    let lies = [
        honest.replace(&size, r#""size":7"#),
        index_text(&[(OCI_INDEX, &image, "linux/amd64")]),
    ];
    for (number, lie) in lies.iter().enumerate() {
        let tag = format!("lie-{number}");
        setup
            .registry
            .put_manifest(NAME, &tag, OCI_INDEX, lie.as_bytes());
        let found = client
            .resolve(
                &setup.reference(&format!(":{tag}")),
                Some(&platform("linux/amd64")),
            )
            .expect_err("a lie");
        match number {
            0 => assert!(
                matches!(
                    found,
                    ResolveError::Size {
                        expected_bytes: 7,
                        ..
                    }
                ),
                "{found}"
            ),
            _ => assert!(
                matches!(
                    found,
                    ResolveError::Manifest {
                        source: ReadManifestError::MediaTypeConflict { .. },
                        ..
                    }
                ),
                "{found}"
            ),
        }
    }
    Ok(())
}

#[test]
fn manifests_that_cannot_be_trusted_are_refused() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let client = setup.client();
    let zeros = format!("sha256:{}", "0".repeat(64));
    let manifest = manifest_text("amd64", &layer_bytes());
    let pinned = format!("@{}", Digest::sha256(manifest.as_bytes()).as_str());
    let try_with = |fault, tail: &str| {
        setup.registry.fail(Route::Manifest, fault, 1);
        client
            .resolve(&setup.reference(tail), None)
            .expect_err("a faulty answer")
    };
    let error = try_with(Fault::Corrupt, ":1");
    assert!(matches!(error, ResolveError::Digest { .. }), "{error}");
    let error = try_with(Fault::Corrupt, &pinned);
    assert!(matches!(error, ResolveError::Digest { .. }), "{error}");
    let error = try_with(Fault::DigestHeader(zeros), ":1");
    assert!(matches!(error, ResolveError::Digest { .. }), "{error}");
    let error = try_with(Fault::ContentType("text/html".to_owned()), ":1");
    assert!(
        matches!(
            error,
            ResolveError::Manifest {
                source: ReadManifestError::MediaType(_),
                ..
            }
        ),
        "{error}"
    );
    let error = try_with(Fault::ContentType(OCI_INDEX.to_owned()), ":1");
    assert!(
        matches!(
            error,
            ResolveError::Manifest {
                source: ReadManifestError::MediaTypeConflict { .. },
                ..
            }
        ),
        "{error}"
    );
    let schema_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    let error = try_with(Fault::ContentType(schema_1.to_owned()), ":1");
    assert!(
        matches!(
            error,
            ResolveError::Manifest {
                source: ReadManifestError::Schema1,
                ..
            }
        ),
        "{error}"
    );
    Ok(())
}

#[test]
fn an_oversize_manifest_is_refused() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let client = setup.client();
    setup.registry.fail(
        Route::Manifest,
        Fault::Append(MANIFEST_BYTES_MAX as usize),
        1,
    );
    let announced = client
        .resolve(&setup.reference(":1"), None)
        .expect_err("too long");
    assert!(
        matches!(
            announced,
            ResolveError::Request(RequestError::Http(HttpError::BodyBytes { .. }))
        ),
        "{announced}"
    );
    setup.registry.fail(Route::Manifest, Fault::Endless, 1);
    let endless = client
        .resolve(&setup.reference(":1"), None)
        .expect_err("endless");
    assert!(
        matches!(
            endless,
            ResolveError::Manifest {
                source: ReadManifestError::TooLong,
                ..
            }
        ),
        "{endless}"
    );
    Ok(())
}

#[test]
fn an_artifact_is_not_an_image() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let text = manifest_text("amd64", &layer_bytes()).replace(
        "vnd.oci.image.config.v1+json",
        "vnd.cncf.helm.config.v1+json",
    );
    setup
        .registry
        .put_manifest(NAME, "chart", OCI_MANIFEST, text.as_bytes());
    let error = setup
        .client()
        .resolve(&setup.reference(":chart"), None)
        .expect_err("a chart");
    let expected = format!(
        "{}/team/app:chart is not an image: its configuration is \
         `application/vnd.cncf.helm.config.v1+json`",
        setup.registry.host()
    );
    assert_eq!(error.to_string(), expected);
    Ok(())
}

#[test]
fn a_configuration_must_be_small_right_and_json() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let client = setup.client();
    setup.registry.fail(Route::Blob, Fault::Corrupt, 1);
    let error = client
        .resolve(&setup.reference(":1"), None)
        .expect_err("corrupt");
    assert!(matches!(error, ResolveError::Config { .. }), "{error}");

    let config = config_text("amd64");
    let size = format!(r#""size":{}"#, config.len());
    let huge = manifest_text("amd64", b"l").replace(&size, r#""size":99999999"#);
    setup
        .registry
        .put_manifest(NAME, "huge", OCI_MANIFEST, huge.as_bytes());
    let error = client
        .resolve(&setup.reference(":huge"), None)
        .expect_err("huge");
    assert!(
        matches!(
            error,
            ResolveError::ConfigTooLong {
                size_bytes: 99_999_999,
                ..
            }
        ),
        "{error}"
    );

    let digest = setup.registry.put_blob(b"no JSON");
    let odd = manifest_text("amd64", b"l")
        .replace(Digest::sha256(config.as_bytes()).as_str(), &digest)
        .replace(&size, r#""size":7"#);
    setup
        .registry
        .put_manifest(NAME, "odd", OCI_MANIFEST, odd.as_bytes());
    let error = client
        .resolve(&setup.reference(":odd"), None)
        .expect_err("no JSON");
    assert!(
        matches!(error, ResolveError::ConfigMalformed { .. }),
        "{error}"
    );
    Ok(())
}

#[test]
fn statuses_become_errors_that_say_what_happened() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let client = setup.client();
    let body = r#"{"errors":[{"code":"CODE","message":"the text"}]}"#;
    let answer = |status: u16, times: usize| {
        let fault = Fault::Status(status, Vec::new(), body.to_owned());
        setup.registry.fail(Route::Manifest, fault, times);
        let error = client
            .resolve(&setup.reference(":1"), None)
            .expect_err("a refusal");
        chain(&error).replace(&setup.registry.host(), "r.io")
    };
    assert_eq!(
        answer(403, 1),
        "r.io forbids access to team/app: CODE: the text"
    );
    assert_eq!(
        answer(404, 1),
        "r.io has no manifest r.io/team/app:1: CODE: the text"
    );
    assert_eq!(
        answer(429, 4),
        "r.io limits the rate of requests: CODE: the text"
    );
    assert_eq!(
        answer(500, 1),
        "r.io answers manifest r.io/team/app:1 with status 500: CODE: the text"
    );
    assert_eq!(
        answer(503, 4),
        "r.io answers manifest r.io/team/app:1 with status 503: CODE: the text"
    );
    Ok(())
}

#[test]
fn plain_http_is_spoken_only_when_told() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let plain = FakeRegistry::plain()?;
    put_image(&plain, "1", "amd64", &layer_bytes());
    let image = reference(&plain, ":1");
    let refused = setup
        .client()
        .resolve(&image, None)
        .expect_err("TLS to a plain server");
    assert!(
        matches!(refused, ResolveError::Request(RequestError::Http(_))),
        "{refused}"
    );
    assert!(plain.requests().is_empty());
    setup.options.plain_http = true;
    setup.client().resolve(&image, None)?;
    Ok(())
}

#[test]
fn one_client_serves_several_threads() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let client = setup.client();
    let image = setup.reference(":1");
    std::thread::scope(|scope| {
        let resolve = || client.resolve(&image, None).map(|resolved| resolved.digest);
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(resolve)).collect();
        for thread in threads {
            let digest = thread.join().expect("no panic").expect("resolves");
            assert_eq!(
                digest,
                Digest::sha256(manifest_text("amd64", &layer_bytes()).as_bytes())
            );
        }
    });
    Ok(())
}
