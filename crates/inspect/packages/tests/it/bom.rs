//! Bills of materials: what each form tells, and what damage does to it.

use std::fs;
use std::path::PathBuf;

use seaworthy_facts::{ImageFacts, Package};
use seaworthy_packages::bom::{self, Bom, ReadBomError};

fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../fuzz/corpus/bom"
    ));
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a corpus")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").display().to_string();
            (name, fs::read(path).expect("a file"))
        })
        .collect();
    files.sort();
    files
}

fn image(bom: &Bom) -> &ImageFacts {
    &bom.facts.images[0]
}

fn package<'b>(bom: &'b Bom, name: &str) -> &'b Package {
    let found = image(bom).packages.iter().find(|one| one.name == name);
    found.unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn every_form_tells_packages_edges_and_the_distribution() {
    for (name, content) in corpus() {
        let bom = bom::read(&name, &content).unwrap();
        assert_eq!(image(&bom).name, "registry.example/team/web:1", "{name}");
        let ssl = package(&bom, "libssl1.1");
        assert_eq!(ssl.source.as_ref().unwrap().name, "openssl", "{name}");
        assert_eq!(ssl.version, "1.1.1n-0+deb11u3", "{name}");
        let django = package(&bom, "django");
        assert_eq!(django.depends, ["libssl1.1"], "{name}");
        assert_eq!(django.hashes[0].hex(), "b".repeat(64), "{name}");
        assert_eq!(image(&bom).distro.as_ref().unwrap().id, "debian", "{name}");
        assert!(!django.places[0].path.is_empty(), "{name}");
    }
}

#[test]
fn xml_says_what_json_says() {
    let read = |name: &str, content: &[u8]| {
        let bom = bom::read(name, content).unwrap();
        (
            bom.format.clone(),
            package(&bom, "libssl1.1").clone(),
            package(&bom, "django").clone(),
        )
    };
    let files = corpus();
    let of = |wanted: &str| &files.iter().find(|(name, _)| name == wanted).unwrap().1;
    let (json_format, _, json) = read("b", of("cyclonedx.json"));
    let (xml_format, ssl, xml) = read("b", of("cyclonedx.xml"));
    assert_eq!(
        (json_format.as_str(), xml_format.as_str()),
        ("CycloneDX 1.5", "CycloneDX 1.4")
    );
    assert_eq!(json, xml);
    assert_eq!(xml.places[0].line, Some(3));
    assert_eq!(ssl.licences, ["OpenSSL", "A & B A"]);
}

#[test]
fn a_component_without_package_url_is_told() {
    let files = corpus();
    let (_, content) = files
        .iter()
        .find(|(name, _)| name == "cyclonedx.json")
        .unwrap();
    let bom = bom::read("bill", content).unwrap();
    let reasons: Vec<&str> = image(&bom)
        .unread
        .iter()
        .map(|one| one.reason.as_str())
        .collect();
    assert!(
        reasons.iter().any(|reason| reason.contains("home-made 2")),
        "{reasons:?}"
    );
    assert!(
        reasons
            .iter()
            .any(|reason| reason.contains("1 entries are malformed")),
        "{reasons:?}"
    );
}

#[test]
fn cut_and_changed_bills_are_survived() {
    for (name, content) in corpus() {
        let step = (content.len() / 300).max(1);
        for at in (0..content.len()).step_by(step) {
            let _ = bom::read(&name, &content[..at]);
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = content.clone();
                changed[at] ^= flip;
                let _ = bom::read(&name, &changed);
            }
        }
    }
}

#[test]
fn what_stands_before_a_break_is_kept_and_the_break_told() {
    let files = corpus();
    let (_, content) = files
        .iter()
        .find(|(name, _)| name == "cyclonedx.json")
        .unwrap();
    let text = std::str::from_utf8(content).unwrap();
    let cut = text.find("home-made").unwrap();
    let bom = bom::read("bill", &content[..cut]).unwrap();
    assert_eq!(package(&bom, "libssl1.1").version, "1.1.1n-0+deb11u3");
    assert!(
        image(&bom)
            .unread
            .iter()
            .any(|one| one.reason.contains("malformed"))
    );
}

#[test]
fn depth_and_entities_are_bounded() {
    let deep = format!(
        "{{\"bomFormat\":\"CycloneDX\",\"components\":{}",
        "[".repeat(200_000)
    );
    let error = bom::read("bill", deep.as_bytes()).unwrap_err();
    assert!(matches!(error, ReadBomError::Json(_)), "{error}");
    let nested = "<component><components>".repeat(5_000);
    let head = "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"><components>";
    let told = |document: String| {
        let bom = bom::read("bill", document.as_bytes()).unwrap();
        format!("{:?}", bom.facts.tree.unwrap().unread)
    };
    assert!(told(format!("{head}{nested}")).contains("deeper than 128"));
    let bomb = format!(
        "<!DOCTYPE b [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>{head}<component><name>&b;</name>"
    );
    assert!(told(bomb).contains("the entity `b` is not known"));
}

#[test]
fn endless_lists_are_cut_and_told() {
    let one = r#"{"name":"a","purl":"pkg:npm/a@1"},"#;
    let components = one.repeat(bom::COMPONENTS_MAX + 1);
    let text = format!("{{\"bomFormat\":\"CycloneDX\",\"components\":[{components}{{}}]}}");
    let bom = bom::read("bill", text.as_bytes()).unwrap();
    let tree = bom.facts.tree.unwrap();
    assert_eq!(tree.packages.len(), bom::COMPONENTS_MAX);
    assert!(
        tree.unread
            .iter()
            .any(|one| one.reason.contains("more than 500000 components"))
    );
}

#[test]
fn a_bill_beyond_the_limit_is_refused() {
    let large = vec![b' '; bom::BOM_BYTES_MAX + 1];
    assert!(matches!(
        bom::read("bill", &large),
        Err(ReadBomError::TooLarge)
    ));
}

#[test]
fn several_images_in_one_bill_keep_their_packages() {
    let text = r#"{"bomFormat":"CycloneDX",
        "metadata":{"component":{"type":"application","bom-ref":"t","name":"folder"}},
        "components":[
          {"type":"container","bom-ref":"i1","name":"one"},
          {"type":"container","bom-ref":"i2","name":"two"},
          {"type":"operating-system","bom-ref":"os2","name":"alpine","version":"3.19.1"},
          {"type":"library","bom-ref":"a","name":"a","purl":"pkg:npm/a@1"},
          {"type":"library","bom-ref":"b","name":"musl","purl":"pkg:apk/alpine/musl@1.2.4-r2"},
          {"type":"library","bom-ref":"c","name":"c","purl":"pkg:npm/c@1"}],
        "dependencies":[{"ref":"t","dependsOn":["i1","i2","c"]},{"ref":"i1","dependsOn":["a"]},{"ref":"i2","dependsOn":["os2","b"]}]}"#;
    let bom = bom::read("bill", text.as_bytes()).unwrap();
    let held: Vec<(&str, Vec<&str>)> = bom
        .facts
        .images
        .iter()
        .map(|image| {
            (
                image.name.as_str(),
                image.packages.iter().map(|p| p.name.as_str()).collect(),
            )
        })
        .collect();
    assert_eq!(held, [("one", vec!["a"]), ("two", vec!["musl"])]);
    assert_eq!(
        bom.facts.images[1].distro.as_ref().unwrap().version_id,
        "3.19.1"
    );
    let tree = bom.facts.tree.unwrap();
    assert_eq!(
        (tree.name.as_str(), tree.packages[0].name.as_str()),
        ("folder", "c")
    );
}

fn of_our_annotation(annotation: &str) -> Bom {
    let document = serde_json::json!({
        "spdxVersion": "SPDX-2.3",
        "documentDescribes": ["SPDXRef-image"],
        "packages": [{
            "SPDXID": "SPDXRef-image",
            "name": "web",
            "primaryPackagePurpose": "CONTAINER",
            "annotations": [{ "comment": annotation }],
        }],
    });
    bom::read("bill", document.to_string().as_bytes()).unwrap()
}

fn reasons(bom: &Bom) -> String {
    let unread = image(bom).unread.iter().map(|one| one.reason.as_str());
    unread.collect::<Vec<_>>().join("\n")
}

#[test]
fn our_annotation_of_an_image_is_read_and_a_malformed_one_is_told() {
    let whole = r#"seaworthy {"base":{"name":"debian:12","layers":1,"found_by":"label",
        "confidence":"medium"},"changelogs":[{"path":"c","kind":"deb","package":"a",
        "version":"1","fixes":[{"cve":"CVE-2024-0001","version":"1"}]}],
        "programs":[{"path":"bin/a","symbols":"AAAA"}]}"#;
    let bom = of_our_annotation(whole);
    let read = image(&bom);
    assert_eq!(read.stated_base.as_ref().unwrap().layers, 1);
    assert_eq!(read.changelogs[0].fixes.len(), 1);
    assert_eq!(read.programs[0].path, "bin/a");
    for cut in "seaworthy ".len()..whole.len() {
        let bom = of_our_annotation(&whole[..cut]);
        assert!(image(&bom).stated_base.is_none(), "{cut}");
        assert!(reasons(&bom).contains("1 of our own annotations"), "{cut}");
    }
}

#[test]
fn programs_and_changelogs_beyond_their_limits_are_told() {
    let program = r#"{"path":"a","symbols":"AA"}"#;
    let list = vec![program; 10_001].join(",");
    let bom = of_our_annotation(&format!("seaworthy {{\"programs\":[{list}]}}"));
    assert_eq!(image(&bom).programs.len(), 10_000);
    assert!(
        reasons(&bom).contains("more than 10000 programs"),
        "{}",
        reasons(&bom)
    );
    let changelog = r#"{"path":"c","kind":"deb","package":"a","version":"1","fixes":[]}"#;
    let list = vec![changelog; 100_001].join(",");
    let bom = of_our_annotation(&format!("seaworthy {{\"changelogs\":[{list}]}}"));
    assert_eq!(image(&bom).changelogs.len(), 100_000);
    assert!(
        reasons(&bom).contains("more than 100000 changelogs"),
        "{}",
        reasons(&bom)
    );
}
