//! What is attached to an image.

use seaworthy_model::Digest;
use seaworthy_registry::{
    Descriptor, Document, ListError, OCI_INDEX, OCI_MANIFEST, ReadBlobError, Referrer,
};
use seaworthy_testkit::registry::{Fault, Route, sha256};

use crate::setup::{NAME, Setup, descriptor_text};

const SBOM: &str = "application/vnd.cyclonedx+json";
const EMPTY: &str = "application/vnd.oci.empty.v1+json";

/// Attaches a document to the image `team/app:1` and gives the image's digest.
fn attach(setup: &Setup, kind: &str, content: &[u8]) -> anyhow::Result<Digest> {
    let manifest = setup.registry.manifest(NAME, "1").expect("the image");
    setup.registry.put_blob(b"{}");
    setup.registry.put_blob(content);
    let text = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","artifactType":"{kind}",
            "config":{{{}}},"layers":[{{{}}}],"subject":{{{}}}}}"#,
        descriptor_text(EMPTY, b"{}"),
        descriptor_text(kind, content),
        descriptor_text(OCI_MANIFEST, &manifest),
    );
    let digest = sha256(text.as_bytes());
    setup
        .registry
        .put_manifest(NAME, &digest, OCI_MANIFEST, text.as_bytes());
    Ok(sha256(&manifest).parse()?)
}

fn only(found: Vec<Referrer>) -> Descriptor {
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().expect("one").descriptor
}

#[test]
fn an_attached_document_is_found_and_read() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    setup.registry.list_referrers();
    let image = attach(&setup, SBOM, b"a bill")?;
    attach(&setup, "application/vnd.other", b"else")?;
    let (client, reference) = (setup.client(), setup.reference(":1"));
    assert_eq!(client.referrers(&reference, &image, None)?.len(), 2);
    let found = only(client.referrers(&reference, &image, Some(SBOM))?);

    let fetched = client.document(&reference.at_digest(found.digest))?;
    let Document::Manifest(manifest) = fetched.document else {
        panic!("no manifest")
    };
    assert_eq!(manifest.artifact_type.as_deref(), Some(SBOM));
    let layer = manifest.layers.first().expect("one layer");
    assert_eq!(client.blob_bytes(&reference, layer, 6)?, b"a bill");
    let error = client
        .blob_bytes(&reference, layer, 5)
        .expect_err("too large");
    assert!(matches!(error, ReadBlobError::TooLarge { .. }), "{error}");
    Ok(())
}

#[test]
fn a_registry_without_the_list_is_asked_for_the_tag() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let image = attach(&setup, SBOM, b"a bill")?;
    let (client, reference) = (setup.client(), setup.reference(":1"));
    assert_eq!(client.referrers(&reference, &image, None)?, []);

    let entry = descriptor_text(OCI_MANIFEST, b"some manifest");
    let index = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}",
            "manifests":[{{{entry},"artifactType":"{SBOM}"}}]}}"#
    );
    let tag = image.as_str().replace(':', "-");
    setup
        .registry
        .put_manifest(NAME, &tag, OCI_INDEX, index.as_bytes());
    let found = client.referrers(&reference, &image, Some(SBOM))?;
    assert_eq!(only(found).digest, Digest::sha256(b"some manifest"));
    assert_eq!(client.referrers(&reference, &image, Some("a/b"))?, []);
    Ok(())
}

#[test]
fn a_list_of_referrers_that_is_none_or_too_long_is_told() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let digest = Digest::sha256(b"x");
    let entry = format!("{{{}}}", descriptor_text(OCI_MANIFEST, b"m"));
    let long = format!(r#"{{"manifests":[{}]}}"#, vec![entry; 1_001].join(","));
    for (body, many) in [
        ("[]", false),
        (r#"{"manifests":[{}]}"#, false),
        (&long, true),
    ] {
        let fault = Fault::Status(200, Vec::new(), body.to_owned());
        setup.registry.fail(Route::Referrers, fault, 1);
        let found = setup
            .client()
            .referrers(&setup.reference(":1"), &digest, None);
        match found.expect_err("no list") {
            ListError::Malformed { .. } => assert!(!many),
            ListError::TooMany { limit, .. } => assert!(many && limit == 1_000),
            other => panic!("{other}"),
        }
    }
    Ok(())
}
