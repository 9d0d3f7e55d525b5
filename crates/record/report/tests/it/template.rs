//! Documents of users' own.

use seaworthy_report::{Format, RenderOptions, TemplateSource, WriteReportError};

use crate::builder::{clean, everything};

fn rendered(name: &str, text: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let options = RenderOptions {
        template: Some(TemplateSource { name, text }),
        ..RenderOptions::default()
    };
    let format: Format = "template".parse().unwrap();
    match format.write(&everything(), &options, &mut bytes) {
        Ok(()) => Ok(String::from_utf8(bytes).unwrap()),
        Err(WriteReportError::Template { name, source }) => Err(format!("{name}: {source}")),
        Err(other) => Err(other.to_string()),
    }
}

#[test]
fn a_template_sees_the_native_document() {
    let text = "{{ target.name }} {{ verdict.decision }}\n\
                {% for finding in findings if finding.severity == 'critical' -%}\n\
                {{ finding.rule }} {{ finding.vulnerability.fixed | first if \
                finding.vulnerability is defined else '-' }}\n\
                {% endfor %}";
    assert_eq!(
        rendered("list.txt", text).unwrap(),
        "registry.example/shop/web:1.4 deny\n\
         CVE-2024-5535 3.0.15-1~deb12u1\nCVE-2024-5535 3.0.15-1~deb12u1\ngithub-token -\n"
    );
}

#[test]
fn what_it_prints_is_escaped_for_its_file() {
    let text = "{{ '<b>' ~ target.name }}";
    assert_eq!(
        rendered("page.html.j2", text).unwrap(),
        "&lt;b&gt;registry.example&#x2f;shop&#x2f;web:1.4"
    );
    assert_eq!(
        rendered("page.txt.j2", text).unwrap(),
        "<b>registry.example/shop/web:1.4"
    );
}

#[test]
fn a_mistake_is_told_with_its_line() {
    let error = rendered("a.txt", "line\n{{ no_such_thing.x }}").unwrap_err();
    assert!(error.contains("a.txt:2"), "{error}");
    let error = rendered("a.txt", "{% for %}").unwrap_err();
    assert!(error.contains("a.txt:1"), "{error}");
}

#[test]
fn a_template_cannot_run_for_ever() {
    let loops = "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}";
    let error = rendered("a.txt", loops).unwrap_err();
    assert!(error.contains("fuel"), "{error}");
}

#[test]
fn a_template_reads_no_file() {
    let error = rendered("a.txt", "{% include '/etc/passwd' %}").unwrap_err();
    assert!(error.contains("/etc/passwd"), "{error}");
    assert!(!error.contains("root:"), "{error}");
}

#[test]
fn the_format_asks_for_its_template() {
    let format: Format = "template".parse().unwrap();
    let done = format.write(&clean(), &RenderOptions::default(), &mut Vec::new());
    assert!(matches!(done, Err(WriteReportError::NoTemplate)));
}
