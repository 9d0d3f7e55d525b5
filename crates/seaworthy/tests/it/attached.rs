//! Bills of materials that are attached to images of a registry.

use serde_json::{Value, json};

use seaworthy_testkit::image::{Image, Layer, Packing};
use seaworthy_testkit::registry::FakeRegistry;

use crate::program::{json as parsed, root, run};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// A registry with one image, whose layer no scan of its bill may ask for.
fn registry() -> (FakeRegistry, String) {
    let image = Image::new().layer(
        Layer::new().file("etc/motd", "ahoy"),
        Packing::Gzip,
        "COPY motd /etc",
    );
    let registry = FakeRegistry::plain().expect("a registry");
    let (mut blobs, _) = image.blobs();
    let (digest, manifest) = blobs.pop().expect("a manifest");
    let layer = &image.layers[0].0;
    for (_, bytes) in blobs.iter().filter(|(_, bytes)| bytes != layer) {
        registry.put_blob(bytes);
    }
    registry.put_manifest("team/web", "1", MANIFEST, &manifest);
    (registry, digest.hex().to_owned())
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(root().join("fuzz/corpus/bom").join(name)).expect("a sample")
}

/// A statement about an image, in the envelope that cosign writes.
fn envelope(subject: &str) -> Vec<u8> {
    let bill: Value = serde_json::from_slice(&sample("cyclonedx.json")).expect("JSON");
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "predicateType": "https://cyclonedx.org/bom",
        "subject": [{ "name": "web", "digest": { "sha256": subject } }],
        "predicate": bill,
    });
    let payload = base64(statement.to_string().as_bytes());
    json!({ "payloadType": "application/vnd.in-toto+json", "payload": payload, "signatures": [] })
        .to_string()
        .into_bytes()
}

/// RFC 4648, section 4.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= three.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

/// Attaches a document: under cosign's tag, or as a referrer.
pub(crate) fn attach(
    registry: &FakeRegistry,
    image: &str,
    kind: &str,
    bytes: &[u8],
    tag: Option<&str>,
) {
    let blob = registry.put_blob(bytes);
    let config = registry.put_blob(b"{}");
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": { "mediaType": "application/vnd.oci.empty.v1+json", "digest": config, "size": 2 },
        "layers": [{ "mediaType": kind, "digest": blob, "size": bytes.len() }],
        "subject": { "mediaType": MANIFEST, "digest": format!("sha256:{image}"), "size": 1 },
    })
    .to_string();
    match tag {
        Some(ending) => {
            let tag = format!("sha256-{image}.{ending}");
            registry.put_manifest("team/web", &tag, MANIFEST, manifest.as_bytes());
        }
        None => {
            registry.list_referrers();
            registry.put_manifest("team/web", "attached", MANIFEST, manifest.as_bytes());
        }
    }
}

fn scan(registry: &FakeRegistry) -> crate::program::Run {
    let target = format!("attached:{}/team/web:1", registry.host());
    run(&[
        "scan",
        &target,
        "--plain-http",
        "--at",
        "2026-11-22",
        "-o",
        "json",
    ])
}

fn tells_the_bill(registry: &FakeRegistry) {
    let scanned = scan(registry);
    assert!(matches!(scanned.code, 0 | 1), "{}", scanned.stderr);
    let assessment = parsed(&scanned.stdout);
    assert_eq!(assessment["target"]["kind"], "sbom");
    let image = &assessment["facts"]["images"][0];
    assert_eq!(image["packages"].as_array().map(Vec::len), Some(3));
    assert!(
        image["config"].is_object(),
        "the registry tells the configuration"
    );
    let unknowns = assessment["unknowns"].to_string();
    assert!(
        unknowns.contains("signature was not verified"),
        "{unknowns}"
    );
    let findings = assessment["findings"].to_string();
    assert!(findings.contains("libssl1.1") && findings.contains("root-user"));
}

#[test]
fn an_attestation_under_the_tag_of_cosign_is_judged() {
    let (registry, image) = registry();
    let kind = "application/vnd.dsse.envelope.v1+json";
    attach(&registry, &image, kind, &envelope(&image), Some("att"));
    tells_the_bill(&registry);
}

#[test]
fn a_referrer_is_judged_and_no_layer_is_asked_for() {
    let (registry, image) = registry();
    let kind = "application/vnd.cyclonedx+json";
    attach(&registry, &image, kind, &sample("cyclonedx.json"), None);
    tells_the_bill(&registry);
}

#[test]
fn a_bill_about_another_image_is_refused() {
    let (registry, image) = registry();
    let kind = "application/vnd.dsse.envelope.v1+json";
    attach(
        &registry,
        &image,
        kind,
        &envelope(&"0".repeat(64)),
        Some("att"),
    );
    let scanned = scan(&registry);
    assert_eq!(scanned.code, 2, "{}", scanned.stdout);
    assert!(
        scanned.stderr.contains("about another image"),
        "{}",
        scanned.stderr
    );
}

#[test]
fn an_image_without_a_bill_is_no_clean_image() {
    let (registry, image) = registry();
    attach(
        &registry,
        &image,
        "application/vnd.in-toto+json",
        b"{\"predicateType\":\"x\"}",
        Some("att"),
    );
    let scanned = scan(&registry);
    assert_eq!(scanned.code, 2, "{}", scanned.stdout);
    let said = "no bill of materials is attached";
    assert!(scanned.stderr.contains(said), "{}", scanned.stderr);
}
