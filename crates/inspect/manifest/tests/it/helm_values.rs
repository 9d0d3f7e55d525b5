//! Values laid over each other, and which sub-charts take part; the answers are those of Helm 4.2.

use seaworthy_manifest::helm::{ProblemKind, RenderSettings, ValuesInput, render};

use crate::charts::{chart, file, rendered};

const JSON: &str = "{{ toJson .Values }}";

/// What the values of chart and sub-chart become.
fn values(own: &str, sub: Option<&str>, depends: &str, set: &str) -> (String, Option<String>) {
    let meta = format!("apiVersion: v2\nname: probe\nversion: 0.1.0\n{depends}");
    let mut files = vec![
        ("Chart.yaml", meta.as_str()),
        ("values.yaml", own),
        ("templates/a.yaml", JSON),
    ];
    if let Some(sub) = sub {
        files.push(("charts/sub/Chart.yaml", "name: sub\nversion: 0.1.0\n"));
        files.push(("charts/sub/values.yaml", sub));
        files.push(("charts/sub/templates/s.yaml", JSON));
    }
    let rendered = rendered(&files, set);
    let below = rendered
        .files
        .iter()
        .find(|file| file.name.contains("/charts/"));
    let below = below.map(|file| file.text.clone());
    (file(&rendered, "templates/a.yaml").text.clone(), below)
}

fn own(values_file: &str, set: &str) -> String {
    values(values_file, None, "", set).0
}

fn sub(parent: &str, below: &str, set: &str) -> String {
    values(parent, Some(below), "", set).1.unwrap()
}

#[test]
fn null_takes_a_default_away() {
    let defaults = "a: null\nb: {c: null, d: 1}\nl: [null, {x: null}]\n";
    assert_eq!(own(defaults, ""), r#"{"b":{"d":1},"l":[null,{"x":null}]}"#);
    let given = "a=null,b.c=null,b.e=null";
    assert_eq!(
        own("a: 1\nb: {c: 2, d: 1}\n", given),
        r#"{"b":{"d":1,"e":null}}"#
    );
    assert_eq!(own("a: {x: 1}\n", "a=null"), "{}");
    assert_eq!(own("a: 1\n", "a.b=1"), r#"{"a":{"b":1}}"#);
}

#[test]
fn a_parent_overrides_and_a_user_overrides_both() {
    let below = "a: 1\nm: {x: 1, z: 2}\nw: {q: 1}\nk: null\n";
    let parent = "sub: {a: null, m: {x: null}, w: null}\n";
    assert_eq!(
        sub(parent, below, ""),
        r#"{"a":1,"global":{},"m":{"x":1,"z":2},"w":{"q":1}}"#
    );
    let below = "a: 1\nm: {x: 1, z: 2}\n";
    let taken = sub("sub: {a: 5}\n", below, "sub.a=null,sub.m.x=null");
    assert_eq!(taken, r#"{"global":{},"m":{"z":2}}"#);
}

#[test]
fn globals_come_from_above() {
    let parent = "global: {g: 1, m: {a: 1}, n: null}\nsub: {global: {s: 2, g: 9}}\n";
    let below = "global: {t: 3, m: {b: 2}, g: 7, z: null}\n";
    assert_eq!(
        sub(parent, below, ""),
        r#"{"global":{"g":1,"m":{"a":1,"b":2},"s":2,"t":3}}"#
    );
}

#[test]
fn conditions_and_tags_leave_charts_out() {
    let wanted = "dependencies:\n- name: sub\n  version: 0.1.0\n";
    let condition = format!("{wanted}  condition: foo.bar,sub.enabled\n");
    let (values_of_it, below) = values("", Some("enabled: false\n"), &condition, "");
    assert_eq!((values_of_it.as_str(), below), ("{}", None));
    let tags = format!("{wanted}  tags: [a]\n");
    assert_eq!(
        values("tags: {a: false}\n", Some("a: 1\n"), &tags, "").1,
        None
    );
    assert!(
        values("tags: {a: true}\n", Some("a: 1\n"), &tags, "")
            .1
            .is_some()
    );
}

#[test]
fn a_chart_can_be_there_twice_under_other_names() {
    let wanted = "dependencies:\n- {name: sub, version: 0.1.0, alias: one}\n\
        - {name: sub, version: 0.1.0, alias: two}\n";
    let (top, _) = values("one: {a: 2}\nglobal: {z: 1}\n", Some("a: 1\n"), wanted, "");
    assert_eq!(
        top,
        r#"{"global":{"z":1},"one":{"a":2,"global":{"z":1}},"two":{"a":1,"global":{"z":1}}}"#
    );
}

#[test]
fn what_a_chart_exports_goes_up() {
    let wanted = "dependencies:\n- name: sub\n  version: 0.1.0\n  import-values: [data, \
        {child: q, parent: my.q}]\n";
    let below = "exports: {data: {x: 1, a: 5}}\nq: {w: 3}\n";
    let (top, _) = values("a: 1\n", Some(below), wanted, "");
    assert_eq!(
        top,
        r#"{"a":1,"my":{"q":{"w":3}},"sub":{"exports":{"data":{"a":5,"x":1}},"global":{},"q":{"w":3}},"x":1}"#
    );
}

#[test]
fn a_dependency_that_is_not_there_is_told() {
    let meta = "name: probe\nversion: 0.1.0\ndependencies:\n- {name: gone, version: 1.0.0}\n";
    let rendered = rendered(&[("Chart.yaml", meta), ("templates/a.yaml", "a")], "");
    assert_eq!(rendered.problems[0].kind, ProblemKind::Missing);
    assert!(rendered.problems[0].text.contains("gone"));
    assert_eq!(rendered.files.len(), 1);
}

#[test]
fn values_files_are_laid_over_each_other_in_order() {
    let files = chart(&[
        ("values.yaml", "a: 1\nb: {c: 1}\n"),
        ("templates/a.yaml", JSON),
    ]);
    let input = |path: &str, text: &str| ValuesInput::File {
        path: path.to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let settings = RenderSettings {
        values: vec![
            input("one.yaml", "a: 2\nb: {d: 2}\n"),
            input("two.yaml", "b: {d: 3}\n"),
            ValuesInput::SetString("e=1".to_owned()),
        ],
        ..RenderSettings::default()
    };
    let rendered = render(&files, &settings);
    assert_eq!(
        rendered.files[0].text,
        r#"{"a":2,"b":{"c":1,"d":3},"e":"1"}"#
    );
}

#[test]
fn files_are_read_and_ignored_ones_are_not() {
    let template = "{{ .Files.Get \"files/x.txt\" }}|{{ .Files.Lines \"files/x.txt\" }}|\
        {{ (.Files.Glob \"files/*\").AsConfig }}|{{ (.Files.Glob \"files/*\").AsSecrets }}|\
        {{ range $p, $b := .Files.Glob \"**\" }}{{ $p }}={{ $b | toString }};{{ end }}\
        {{ .Files.Get \"no\" }}";
    let files = [
        ("templates/a.yaml", template),
        (".helmignore", "*.bak\nsecret/\n"),
        ("files/x.txt", "l1\nl2\n"),
        ("files/y.bak", "no"),
        ("secret/z", "no"),
    ];
    let rendered = rendered(&files, "");
    let wanted = "l1\nl2\n|[l1 l2]|x.txt: |\n  l1\n  l2|x.txt: bDEKbDIK|\
        .helmignore=*.bak\nsecret/\n;files/x.txt=l1\nl2\n;";
    assert_eq!(file(&rendered, "templates/a.yaml").text, wanted);
}

#[test]
fn what_is_not_supported_is_named_and_the_rest_is_rendered() {
    let files = [
        ("templates/a.yaml", "a: {{ doesNotExist 1 }}"),
        ("templates/b.yaml", "b: 1"),
        ("templates/c.yaml", "x\n{{ fail \"pick one\" }}"),
    ];
    let rendered = rendered(&files, "");
    assert_eq!(file(&rendered, "templates/b.yaml").text, "b: 1");
    let told: Vec<_> = rendered
        .problems
        .iter()
        .map(|one| (one.path.as_str(), one.line, one.kind, one.text.as_str()))
        .collect();
    let refused = "the chart refuses these values: pick one";
    assert_eq!(
        told,
        [
            ("templates/c.yaml", 2, ProblemKind::Refused, refused),
            (
                "templates/a.yaml",
                1,
                ProblemKind::Unsupported,
                "`doesNotExist` is not supported"
            ),
        ]
    );
}
