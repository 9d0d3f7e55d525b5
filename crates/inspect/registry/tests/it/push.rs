//! Storing an artifact.

use seaworthy_registry::{Document, NewArtifact, NewBlob, PushError};
use seaworthy_testkit::registry::{Access, Fault, Route};

use crate::setup::Setup;

const KIND: &str = "application/vnd.example.thing";

fn artifact<'a>(layers: &'a [NewBlob<'a>]) -> NewArtifact<'a> {
    NewArtifact {
        artifact_type: KIND,
        layers,
        annotations: &[("a", "b")],
    }
}

fn layers() -> [NewBlob<'static>; 1] {
    [NewBlob {
        media_type: "application/vnd.example.thing+zstd",
        bytes: b"some bytes",
    }]
}

#[test]
fn an_artifact_is_stored_and_read_back() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    setup.registry.set_access(Access::Token { realm: None });
    let (client, name) = (setup.client(), setup.reference(":thing"));
    let digest = client.push_artifact(&name, &artifact(&layers()))?;
    let fetched = client.document(&name)?;
    assert_eq!(fetched.digest, digest);
    let Document::Manifest(manifest) = fetched.document else {
        panic!("no manifest")
    };
    assert_eq!(manifest.artifact_type.as_deref(), Some(KIND));
    let layer = manifest.layers.first().expect("one");
    assert_eq!(client.blob_bytes(&name, layer, 100)?, b"some bytes");
    let scopes = setup.registry.requests();
    let token = scopes
        .iter()
        .find(|request| request.target.contains("push"));
    assert!(token.is_some(), "a token for pushing was asked for");
    Ok(())
}

#[test]
fn an_upload_is_not_led_elsewhere() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let location = "https://evil.example/v2/team/app/blobs/uploads/1".to_owned();
    for headers in [vec![("Location".to_owned(), location)], Vec::new()] {
        let fault = Fault::Status(202, headers, String::new());
        setup.registry.fail(Route::Upload, fault, 1);
        let pushed = setup
            .client()
            .push_artifact(&setup.reference(":thing"), &artifact(&layers()));
        let error = pushed.expect_err("elsewhere");
        assert!(matches!(error, PushError::UploadPlace { .. }), "{error}");
    }
    Ok(())
}

#[test]
fn a_registry_that_refuses_or_stores_something_else_is_told() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let push = || {
        setup
            .client()
            .push_artifact(&setup.reference(":thing"), &artifact(&layers()))
    };
    let denied = r#"{"errors":[{"code":"DENIED","message":"read only"}]}"#;
    let fault = Fault::Status(403, Vec::new(), denied.to_owned());
    setup.registry.fail(Route::Upload, fault, 1);
    let error = push().expect_err("read only");
    assert!(crate::setup::chain(&error).contains("read only"), "{error}");
    let fault = Fault::DigestHeader("sha256:0".to_owned());
    setup.registry.fail(Route::Manifest, fault, 1);
    let error = push().expect_err("something else");
    assert!(matches!(error, PushError::Digest { .. }), "{error}");
    Ok(())
}
