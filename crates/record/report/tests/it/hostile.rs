//! Names from a hostile image: nothing in them acts on the reader.

use std::sync::Arc;

use proptest::prelude::*;
use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Location, Unknown};
use seaworthy_report::{RenderOptions, TemplateSource, formats};
use unicode_width::UnicodeWidthStr;

use crate::builder::{docs, everything, render};
use crate::{schemas, xml};

/// A template of the kind that users write: what it prints goes through the escaping of JSON.
const TEMPLATE: TemplateSource<'static> = TemplateSource {
    name: "findings.json.j2",
    text: "[{% for finding in findings %}{{ finding.message }},{% endfor %}\
           {{ target.name }}]",
};

/// Whether a terminal or a reader's eye would obey it.
fn acts(c: char) -> bool {
    c != '\n' && (c.is_control() || "\u{202a}\u{202e}\u{2066}\u{2069}\u{200b}\u{feff}".contains(c))
}

/// An assessment in which every text that comes from an image is `name`.
fn named(name: &str) -> Assessment<Facts> {
    let mut assessment = everything();
    assessment.target.name = name.to_owned();
    assessment.verdict.policy = name.to_owned();
    for image in &mut assessment.facts.images {
        image.name = name.to_owned();
        for layer in &mut image.layers {
            layer.created_by = Some(name.to_owned());
        }
        for package in &mut image.packages {
            package.name = name.to_owned();
            package.version = name.to_owned();
            package.licences = vec![name.to_owned()];
            for place in &mut package.places {
                place.path = name.to_owned();
            }
        }
    }
    for finding in &mut assessment.findings {
        finding.message = name.to_owned();
        finding.rule = Some(name.to_owned());
        finding.subject.name = name.to_owned();
        finding.location = match &finding.location {
            Location::Layer { index, diff_id, .. } => Location::Layer {
                index: *index,
                diff_id: diff_id.clone(),
                created_by: Some(name.to_owned()),
                path: Some(name.to_owned()),
                line: Some(1),
                column: None,
            },
            Location::File { .. } => Location::file(name),
            Location::Object { .. } => Location::object(name),
            Location::Url { .. } => Location::Url {
                url: name.to_owned(),
                method: Some(name.to_owned()),
                parameter: Some(name.to_owned()),
            },
        };
        if let Some(weakness) = &mut finding.vulnerability {
            let weakness = Arc::make_mut(weakness);
            weakness.id = name.to_owned();
            weakness.package = name.to_owned();
            weakness.installed = name.to_owned();
            weakness.fixed = vec![name.to_owned()];
        }
        if let Some(remedy) = &mut finding.remedy {
            remedy.action = name.to_owned();
        }
    }
    for source in &mut assessment.data.sources {
        source.ecosystem = name.to_owned();
    }
    assessment.unknowns = vec![Unknown::new(name, name).at(Location::file(name))];
    assessment
}

fn assert_tame(name: &str) {
    let assessment = named(name);
    for all in [false, true] {
        for format in formats() {
            let options = RenderOptions {
                template: Some(TEMPLATE),
                all,
                vulnerabilities: true,
                docs: &docs,
                ..RenderOptions::default()
            };
            let text = render(format.id(), &assessment, &options).replace("\r\n", "\n");
            assert!(!text.chars().any(acts), "{format} of {name:?}");
            if format.id() == "table" {
                for line in text.lines() {
                    assert!(line.width() <= options.width, "{line:?} of {name:?}");
                }
            }
            match format.media_type() {
                kind if kind.contains("json") => {
                    let _: serde_json::Value = serde_json::from_str(&text).unwrap();
                }
                kind if kind.contains("xml") => xml::assert_well_formed(&text),
                _ => {}
            }
        }
    }
}

#[test]
fn known_tricks_do_nothing() {
    for name in [
        "\u{1b}[2J\u{1b}]0;owned\u{7}",
        "\u{9b}31m",
        "a\r\nALLOW  everything",
        "exe.\u{202e}gpj",
        "日本語のとても長いパッケージの名前".repeat(8).as_str(),
        "x".repeat(10_000).as_str(),
        "",
        " ",
        "{0}[click](javascript:alert(1))<script>",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
        "../../etc/passwd",
        "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}",
    ] {
        assert_tame(name);
    }
}

#[test]
fn hostile_names_leave_documents_valid() {
    let sarif = schemas::sarif();
    let cyclonedx = schemas::cyclonedx();
    for name in [
        "\u{1b}[2J",
        "a b\"c",
        "%zz",
        "",
        "日本",
        "::",
        "http://[",
        "MIT OR",
    ] {
        let options = RenderOptions {
            vulnerabilities: true,
            ..RenderOptions::default()
        };
        for (format, schema) in [("sarif", &sarif), ("cyclonedx", &cyclonedx)] {
            let text = render(format, &named(name), &options);
            schemas::assert_valid(schema, &serde_json::from_str(&text).unwrap());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_passes_untamed(name in any::<String>()) {
        assert_tame(&name);
    }

    #[test]
    fn no_mix_of_controls_passes_untamed(name in "[\u{0}-\u{ff}\u{200b}-\u{206f}日é]{0,60}") {
        assert_tame(&name);
    }
}

/// The environment, labels and history stand in the native document only, where the secret engine
/// has replaced what it found. What it missed must not spread to reports that are passed around.
#[test]
fn values_of_the_environment_stand_in_no_report_but_the_native_one() {
    let mut assessment = everything();
    let config = assessment.facts.images[0].config.as_mut().unwrap();
    config.env.insert("PASSWORD".into(), "hunter2-value".into());
    config.labels.insert("note".into(), "hunter2-value".into());
    config.cmd.push("--password=hunter2-value".into());
    for format in formats().iter().filter(|format| format.id() != "json") {
        let options = RenderOptions {
            template: Some(TEMPLATE),
            all: true,
            vulnerabilities: true,
            ..RenderOptions::default()
        };
        let text = render(format.id(), &assessment, &options);
        // Markdown writes the colon of the tag as a reference.
        assert!(text.contains("registry.example/shop/web"), "{format}");
        assert!(!text.contains("hunter2"), "{format}");
    }
}
