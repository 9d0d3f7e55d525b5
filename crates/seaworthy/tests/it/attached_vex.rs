//! VEX documents that are attached to images of a registry.

use serde_json::{Value, json};

use seaworthy_testkit::image::{Image, Layer, Packing};
use seaworthy_testkit::registry::{FakeRegistry, sha256};

use crate::attached::{attach, base64};
use crate::program::{json as parsed, run};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const ENVELOPE: &str = "application/vnd.dsse.envelope.v1+json";
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const STATEMENT: &str = "application/vnd.in-toto+json";
const PYYAML: &str = "pkg:pypi/pyyaml@5.3.1";

/// A registry with one image, in which lies a package with weaknesses; the digest of its manifest.
fn registry() -> (FakeRegistry, String) {
    let image = Image::new().layer(
        Layer::new().file(
            "usr/lib/python3/dist-packages/PyYAML-5.3.1.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: PyYAML\nVersion: 5.3.1\n",
        ),
        Packing::Gzip,
        "RUN pip install",
    );
    let registry = FakeRegistry::plain().expect("a registry");
    let (mut blobs, _) = image.blobs();
    let (digest, manifest) = blobs.pop().expect("a manifest");
    for (_, bytes) in &blobs {
        registry.put_blob(bytes);
    }
    registry.put_manifest("team/web", "1", MANIFEST, &manifest);
    (registry, digest.hex().to_owned())
}

fn scan(registry: &FakeRegistry, more: &[&str]) -> Value {
    let target = format!("{}/team/web:1", registry.host());
    let mut arguments = vec![
        "scan",
        &target,
        "--plain-http",
        "--no-cache",
        "--no-newer-base",
    ];
    arguments.extend(["--at", "2026-11-22", "-o", "json"]);
    arguments.extend(more);
    let scanned = run(&arguments);
    assert!(matches!(scanned.code, 0 | 1), "{}", scanned.stderr);
    parsed(&scanned.stdout)
}

/// A weakness of the package.
fn weakness(registry: &FakeRegistry) -> String {
    let assessment = scan(registry, &[]);
    let findings = assessment["findings"].as_array().expect("findings");
    let found = findings
        .iter()
        .find_map(|finding| finding["vulnerability"]["id"].as_str());
    found.expect("PyYAML 5.3.1 has weaknesses").to_owned()
}

/// What is said of the weakness, if anything.
fn said(assessment: &Value, id: &str) -> Value {
    let findings = assessment["findings"].as_array().expect("findings");
    let is = |finding: &&Value| finding["vulnerability"]["id"] == id;
    findings.iter().find(is).expect("the weakness")["statement"].clone()
}

fn notes(assessment: &Value) -> String {
    assessment["notes"].to_string()
}

fn openvex(id: &str, products: &Value) -> Value {
    json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/1",
        "author": "Shop", "timestamp": "2026-01-01T00:00:00Z", "version": 1,
        "statements": [{
            "vulnerability": { "name": id }, "products": products, "status": "not_affected",
            "justification": "vulnerable_code_not_present",
        }],
    })
}

fn cyclonedx(id: &str) -> Value {
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": { "supplier": { "name": "Shop" } },
        "components": [{ "type": "library", "bom-ref": "a", "name": "pyyaml", "purl": PYYAML }],
        "vulnerabilities": [{
            "id": id, "analysis": { "state": "false_positive" }, "affects": [{ "ref": "a" }],
        }],
    })
}

fn statement(kind: &str, subject: &str, predicate: &Value) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1", "predicateType": kind,
        "subject": [{ "name": "web", "digest": { "sha256": subject } }],
        "predicate": predicate,
    })
}

fn envelope(statement: &Value) -> Value {
    let payload = base64(statement.to_string().as_bytes());
    json!({ "payloadType": STATEMENT, "payload": payload, "signatures": [] })
}

fn bytes(document: &Value) -> Vec<u8> {
    document.to_string().into_bytes()
}

/// The weakness is settled, with the registry as source and the warning.
fn settles(registry: &FakeRegistry, id: &str, case: &str) {
    let assessment = scan(registry, &["--vex", "attached"]);
    let said = said(&assessment, id);
    assert_eq!(
        said["status"],
        "not_affected",
        "{case}: {}",
        notes(&assessment)
    );
    assert_eq!(said["author"], "Shop", "{case}");
    let source = said["source"].as_str().expect("a source");
    assert!(source.contains("attached to"), "{case}: {source}");
    assert!(
        source.contains("signature not verified"),
        "{case}: {source}"
    );
}

#[test]
fn documents_are_found_at_every_place_where_tools_put_them() {
    let openvex_kind = "https://openvex.dev/ns/v0.2.0";
    let whole = |id: &str, image: &str| statement(openvex_kind, image, &openvex(id, &json!([])));
    let bill =
        |id: &str, image: &str| statement("https://cyclonedx.org/bom", image, &cyclonedx(id));
    type Write<'a> = &'a dyn Fn(&str, &str) -> Value;
    let bundled = |id: &str, image: &str| {
        let inner = envelope(&whole(id, image));
        json!({ "mediaType": BUNDLE, "dsseEnvelope": inner })
    };
    let cases: [(&str, Write<'_>, Option<&str>); 5] = [
        (
            ENVELOPE,
            &|id, image| envelope(&whole(id, image)),
            Some("att"),
        ),
        (
            ENVELOPE,
            &|id, image| envelope(&bill(id, image)),
            Some("att"),
        ),
        (STATEMENT, &whole, None),
        (BUNDLE, &bundled, None),
        (
            "application/vnd.openvex+json",
            &|id, _| openvex(id, &json!([{ "@id": PYYAML }])),
            None,
        ),
    ];
    for (kind, write, tag) in cases {
        let (registry, image) = registry();
        let id = weakness(&registry);
        attach(&registry, &image, kind, &bytes(&write(&id, &image)), tag);
        settles(&registry, &id, &format!("{kind} {tag:?}"));
        let unasked = scan(&registry, &[]);
        assert!(said(&unasked, &id).is_null(), "it must be asked for");
    }
}

#[test]
fn registries_without_a_list_keep_referrers_under_a_tag() {
    let (registry, image) = registry();
    let id = weakness(&registry);
    let document = bytes(&openvex(&id, &json!([{ "@id": PYYAML }])));
    attach(
        &registry,
        &image,
        "application/vnd.openvex+json",
        &document,
        Some("other"),
    );
    let attached = registry.manifest("team/web", &format!("sha256-{image}.other"));
    let attached = attached.expect("a manifest");
    let list = json!({
        "schemaVersion": 2, "mediaType": INDEX,
        "manifests": [{
            "mediaType": MANIFEST, "digest": sha256(&attached), "size": attached.len(),
        }],
    });
    registry.put_manifest("team/web", &format!("sha256-{image}"), INDEX, &bytes(&list));
    settles(&registry, &id, "the tag of referrers");
}

#[test]
fn an_attestation_beside_the_image_in_its_index_is_applied_and_one_of_the_index_too() {
    let (registry, image) = registry();
    let id = weakness(&registry);
    let manifest = registry.manifest("team/web", "1").expect("a manifest");
    let document = bytes(&statement(
        "https://openvex.dev/ns/v0.2.0",
        &image,
        &openvex(&id, &json!([])),
    ));
    attach(&registry, &image, STATEMENT, &document, Some("other"));
    let beside = registry.manifest("team/web", &format!("sha256-{image}.other"));
    let beside = beside.expect("a manifest");
    let index = json!({
        "schemaVersion": 2, "mediaType": INDEX,
        "manifests": [
            { "mediaType": MANIFEST, "digest": format!("sha256:{image}"), "size": manifest.len(),
              "platform": { "os": "linux", "architecture": "amd64" } },
            { "mediaType": MANIFEST, "digest": sha256(&beside), "size": beside.len(),
              "platform": { "os": "unknown", "architecture": "unknown" },
              "annotations": {
                "vnd.docker.reference.type": "attestation-manifest",
                "vnd.docker.reference.digest": format!("sha256:{image}"),
              } },
        ],
    });
    let digest = registry.put_manifest("team/web", "1", INDEX, &bytes(&index));
    let platform = ["--platform", "linux/amd64", "--vex", "attached"];
    let assessment = scan(&registry, &platform);
    assert_eq!(
        said(&assessment, &id)["status"],
        "not_affected",
        "{}",
        notes(&assessment)
    );
    assert_eq!(assessment["facts"]["images"][0]["index_digest"], digest);

    // The same of the index as a whole, under the tag of cosign.
    let (_, of_index) = digest.split_once(':').expect("a digest");
    let later = statement(
        "https://openvex.dev/ns/v0.2.0",
        of_index,
        &json!({
            "@context": "https://openvex.dev/ns/v0.2.0", "author": "Shop", "version": 1,
            "timestamp": "2026-02-01T00:00:00Z",
            "statements": [{ "vulnerability": { "name": id }, "status": "affected" }],
        }),
    );
    attach(
        &registry,
        of_index,
        ENVELOPE,
        &bytes(&envelope(&later)),
        Some("att"),
    );
    let assessment = scan(&registry, &platform);
    assert_eq!(
        said(&assessment, &id)["status"],
        "affected",
        "{}",
        notes(&assessment)
    );
}

#[test]
fn what_is_about_another_image_or_broken_is_told_and_not_applied() {
    let (registry, image) = registry();
    let id = weakness(&registry);
    let none = scan(&registry, &["--vex", "attached"]);
    assert!(
        notes(&none).contains("there is none (0 attached documents"),
        "{}",
        notes(&none)
    );

    let other = statement(
        "x",
        &"0".repeat(64),
        &openvex(&id, &json!([{ "@id": PYYAML }])),
    );
    attach(
        &registry,
        &image,
        ENVELOPE,
        &bytes(&envelope(&other)),
        Some("att"),
    );
    attach(
        &registry,
        &image,
        "application/vnd.openvex+json",
        b"{",
        None,
    );
    let assessment = scan(&registry, &["--vex", "attached"]);
    assert!(
        said(&assessment, &id).is_null(),
        "{}",
        said(&assessment, &id)
    );
    let told = notes(&assessment);
    for words in [
        &format!(
            "not applied: its 1 statements are about sha256:{}",
            "0".repeat(64)
        ),
        "cannot be read as VEX: the document is not JSON",
    ] {
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn number_and_size_of_attached_documents_have_limits() {
    const MIB: usize = 1024 * 1024;
    let (registry, image) = registry();
    let id = weakness(&registry);
    let layer = |number: usize, size: usize| {
        json!({
            "mediaType": "application/vnd.openvex+json", "size": size,
            "digest": sha256(&number.to_le_bytes()),
        })
    };
    let sizes = std::iter::once(17 * MIB)
        .chain([16 * MIB; 4])
        .chain([1; 70]);
    let layers: Vec<Value> = sizes
        .enumerate()
        .map(|(number, size)| layer(number, size))
        .collect();
    let config = registry.put_blob(b"{}");
    let manifest = json!({
        "schemaVersion": 2, "mediaType": MANIFEST, "layers": layers,
        "config": { "mediaType": "application/vnd.oci.empty.v1+json", "digest": config, "size": 2 },
    });
    let tag = format!("sha256-{image}.att");
    registry.put_manifest("team/web", &tag, MANIFEST, &bytes(&manifest));
    let referrers: Vec<Value> = (0..300_usize)
        .map(|number| {
            let digest = sha256(&number.to_be_bytes());
            json!({ "mediaType": MANIFEST, "digest": digest, "size": 1 })
        })
        .collect();
    let list = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": referrers });
    registry.put_manifest("team/web", &format!("sha256-{image}"), INDEX, &bytes(&list));
    let told = notes(&scan(&registry, &["--vex", "attached"]));
    let words = "more than 256 manifests are attached; the rest was not looked at";
    assert!(told.contains(words), "{told}");
    registry.put_manifest("team/web", &format!("sha256-{image}"), INDEX, b"{}");

    let assessment = scan(&registry, &["--vex", "attached"]);
    assert!(said(&assessment, &id).is_null());
    let told = notes(&assessment);
    for words in [
        "more than 64 documents are attached; the rest was not looked at",
        "has 17825792 bytes, more than 16777216",
        "not looked at: the attached documents have more than 67108864 bytes",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn what_is_not_read_from_a_registry_has_nothing_attached() {
    let image = "examples/storefront/image";
    let scanned = run(&[
        "scan",
        image,
        "--vex",
        "attached",
        "--at",
        "2026-11-22",
        "-o",
        "json",
    ]);
    let told = notes(&parsed(&scanned.stdout));
    assert!(
        told.contains("only an image that is read from its registry"),
        "{told}"
    );
}
