//! Where the lines of a rendered chart come from.

use seaworthy_manifest::helm::{Rendered, RenderedFile};

use crate::charts::{file, rendered};

const VALUES: &str = "\
image:
  repository: web
  tag: \"1.0\"
resources:
  limits:
    cpu: 1
env:
  - name: A
    value: x
db:
  password: {length: 5}
";

const TEMPLATE: &str = "\
{{- if .Values.image }}
kind: Deployment
image: {{ include \"probe.image\" .Values.image }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
{{- range .Values.env }}
- name: {{ .name }}
  value: {{ .value | quote }}
{{- end }}
labels: {{ include \"probe.labels\" . | nindent 2 }}
{{- end }}
";

const HELPERS: &str = "\
{{- define \"probe.image\" -}}
{{- $tag := .tag | default \"latest\" -}}
{{ printf \"%s:%s\" .repository $tag }}
{{- end -}}
{{- define \"probe.labels\" -}}
app: web
release: {{ .Release.Name }}
{{- end -}}
";

fn example() -> Rendered {
    let files = [
        ("templates/web.yaml", TEMPLATE),
        ("templates/_helpers.tpl", HELPERS),
        ("values.yaml", VALUES),
        ("charts/db/Chart.yaml", "name: db\nversion: 1.0.0\n"),
        (
            "charts/db/values.yaml",
            "user: root\npassword:\n  length: 8\n",
        ),
        (
            "charts/db/templates/s.yaml",
            "user: {{ .Values.user }}\nlength: {{ .Values.password.length }}\n",
        ),
    ];
    rendered(&files, "")
}

/// The origin of the first line that holds a text, as one line of words.
fn origin(rendered: &Rendered, file: &RenderedFile, text: &str) -> String {
    let at = file
        .text
        .lines()
        .position(|line| line.contains(text))
        .unwrap();
    let Some(origin) = rendered.origin(file, u32::try_from(at).unwrap() + 1) else {
        return "unknown".to_owned();
    };
    let place =
        |place: &seaworthy_manifest::helm::SourcePlace| format!("{}:{}", place.path, place.line);
    let mut words = place(&origin.template);
    if let Some(caller) = &origin.caller {
        words.push_str(&format!(" from {}", place(caller)));
    }
    for value in &origin.values {
        let at = value
            .place
            .as_ref()
            .map_or_else(|| "nowhere".to_owned(), place);
        words.push_str(&format!(" | {} at {at}", value.names.join(".")));
    }
    words
}

#[test]
fn a_line_names_its_template_and_the_values_that_were_read() {
    let rendered = example();
    assert!(rendered.problems.is_empty(), "{:?}", rendered.problems);
    let web = file(&rendered, "templates/web.yaml");
    assert_eq!(origin(&rendered, web, "kind:"), "templates/web.yaml:2");
    assert_eq!(
        origin(&rendered, web, "image:"),
        "templates/web.yaml:3 | image.repository at values.yaml:2 | image.tag at values.yaml:3"
    );
    assert_eq!(
        origin(&rendered, web, "name: A"),
        "templates/web.yaml:7 | env.0.name at values.yaml:8"
    );
    assert_eq!(
        origin(&rendered, web, "value:"),
        "templates/web.yaml:8 | env.0.value at values.yaml:9"
    );
}

#[test]
fn each_line_of_a_dumped_map_names_its_own_value() {
    let rendered = example();
    let web = file(&rendered, "templates/web.yaml");
    let limits = origin(&rendered, web, "limits:");
    assert!(limits.starts_with("templates/web.yaml:5 | resources.limits at values.yaml:5"));
    let cpu = origin(&rendered, web, "cpu:");
    assert!(cpu.starts_with("templates/web.yaml:5 | resources.limits.cpu at values.yaml:6"));
}

#[test]
fn a_line_of_a_helper_names_the_helper_and_who_called_it() {
    let rendered = example();
    let web = file(&rendered, "templates/web.yaml");
    assert_eq!(
        origin(&rendered, web, "app: web"),
        "templates/_helpers.tpl:6 from templates/web.yaml:10"
    );
}

#[test]
fn a_value_of_a_sub_chart_stands_in_the_parent_or_in_the_sub_chart() {
    let rendered = example();
    let secret = file(&rendered, "charts/db/templates/s.yaml");
    assert_eq!(
        origin(&rendered, secret, "user:"),
        "charts/db/templates/s.yaml:1 | db.user at charts/db/values.yaml:1"
    );
    assert_eq!(
        origin(&rendered, secret, "length:"),
        "charts/db/templates/s.yaml:2 | db.password.length at values.yaml:11"
    );
}
