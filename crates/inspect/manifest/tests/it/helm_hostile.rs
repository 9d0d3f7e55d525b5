//! Charts that are written to harm: each ends, and says why.

use std::io::Write as _;

use seaworthy_manifest::helm::{
    Budget, ChartFile, ProblemKind, RenderSettings, read_archive, render,
};

use crate::charts::{chart, rendered};

/// The problem that a template ends with.
fn problem(template: &str) -> (ProblemKind, String) {
    problem_with(template, "")
}

fn problem_with(template: &str, values: &str) -> (ProblemKind, String) {
    let files = chart(&[("templates/a.yaml", template), ("values.yaml", values)]);
    let settings = RenderSettings {
        budget: Budget {
            steps_max: 300_000,
            output_bytes_max: 1 << 20,
            ..Budget::default()
        },
        ..RenderSettings::default()
    };
    let rendered = render(&files, &settings);
    let problem = rendered.problems.first();
    let problem = problem.unwrap_or_else(|| panic!("{template} ended without a problem"));
    (problem.kind, problem.text.clone())
}

fn limited(template: &str, what: &str) {
    let (kind, text) = problem(template);
    assert_eq!(kind, ProblemKind::Limit, "{template}: {text}");
    assert!(text.contains(what), "{template}: {text}");
}

#[test]
fn templates_that_recurse_end_at_their_level() {
    limited(
        "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
        "levels",
    );
    limited(
        "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}",
        "levels",
    );
    let (kind, text) = problem_with("{{ tpl .Values.x . }}", "x: '{{ tpl .Values.x . }}'");
    assert_eq!(
        (kind, text.contains("levels")),
        (ProblemKind::Limit, true),
        "{text}"
    );
    let nested = "{{ define \"a\" }}{{ if true }}{{ with . }}{{ range list . }}\
        {{ include \"a\" (dict \"x\" (include \"b\" .)) }}{{ end }}{{ end }}{{ end }}{{ end }}\
        {{ define \"b\" }}{{ include \"a\" . | nindent 2 }}{{ end }}{{ include \"a\" 1 }}";
    limited(nested, "levels");
}

#[test]
fn loops_without_end_run_out_of_steps() {
    limited("{{ range until 1000000000 }}x{{ end }}", "bytes in a value");
    limited("{{ range 1000000000 }}{{ end }}", "steps");
    let loops = "{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}";
    limited(loops, "steps");
    limited(
        "{{ range 100000 }}{{ repeat 100 \"x\" }}{{ end }}",
        "more than",
    );
}

#[test]
fn values_that_grow_end_at_their_size() {
    limited("{{ repeat 1000000000 \"x\" }}", "bytes in a value");
    let double = "{{ $x := \"aaaaaaaa\" }}{{ range 60 }}{{ $x = print $x $x }}{{ end }}";
    limited(double, "more than");
    let lists = "{{ $x := list 1 2 }}{{ range 60 }}{{ $x = concat $x $x }}{{ end }}";
    limited(lists, "more than");
    limited("{{ indent 1000000000 \"x\" }}", "bytes in a value");
    limited(
        "{{ \"aaaaaaaaaa\" | replace \"a\" (repeat 7000000 \"b\") }}",
        "bytes in a value",
    );
    limited("{{ randAlphaNum 1000000000 }}", "bytes in a value");
    let wide = "{{ $x := dict \"a\" (list 1 2 3) }}{{ range 60 }}\
        {{ $x = dict \"a\" $x \"b\" $x }}{{ end }}{{ toYaml $x }}";
    limited(wide, "more than");
}

#[test]
fn maps_that_hold_themselves_are_not_followed_for_ever() {
    let own = "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}";
    for use_of_it in [
        "{{ $d }}",
        "{{ toYaml $d }}",
        "{{ toJson $d }}",
        "{{ toToml $d }}",
        "{{ deepCopy $d }}",
        "{{ printf \"%s\" $d }}",
        "{{ deepEqual $d (dict \"d\" (dict \"d\" $d)) }}",
    ] {
        let (kind, text) = problem(&format!("{own}{use_of_it}"));
        assert_eq!(kind, ProblemKind::Limit, "{use_of_it}: {text}");
    }
}

#[test]
fn values_nested_without_end_are_dropped() {
    let nest = "{{ $x := list }}{{ range 50000 }}{{ $x = list $x }}{{ end }}ok";
    let rendered = rendered(&[("templates/a.yaml", nest)], "");
    assert!(rendered.problems.is_empty(), "{:?}", rendered.problems);
}

#[test]
fn expressions_that_compile_too_large_are_refused() {
    limited(
        "{{ regexMatch \"((a{1000}){1000}){10}\" \"a\" }}",
        "bytes of a compiled",
    );
    let slow = "{{ regexMatch \"(a*)*(a*)*b\" (repeat 100000 \"a\") }}";
    let rendered = rendered(&[("templates/a.yaml", slow)], "");
    assert_eq!(rendered.files[0].text, "false");
}

#[test]
fn templates_that_nest_too_deep_are_no_templates() {
    let (_, text) = problem(&"{{ if 1 }}".repeat(100_000));
    assert!(text.contains("levels in a template"), "{text}");
    let (_, text) = problem(&format!("{{{{ {} }}}}", "(".repeat(100_000)));
    assert!(text.contains("levels in a template"), "{text}");
    let deep = "[".repeat(100_000);
    let (kind, _) = problem_with("a", &format!("x: {deep}"));
    assert_eq!(kind, ProblemKind::Broken);
}

#[test]
fn a_values_file_that_grows_by_its_aliases_is_refused() {
    let mut values = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for at in 1..12 {
        let before = format!("*a{}, ", at - 1).repeat(10);
        values.push_str(&format!("a{at}: &a{at} [{before}]\n"));
    }
    let (kind, _) = problem_with("{{ toYaml .Values }}", &values);
    assert_eq!(kind, ProblemKind::Broken);
}

#[test]
fn what_a_chart_makes_in_all_is_bounded() {
    let define = format!("{{{{ define \"x\" }}}}{}{{{{ end }}}}", "a".repeat(100));
    let limited = format!("{{{{ range 1000 }}}}{{{{ include \"x\" . }}}}{{{{ end }}}}{define}");
    let files = chart(&[
        ("templates/a.yaml", limited.as_str()),
        ("templates/b.yaml", "b"),
    ]);
    let settings = RenderSettings {
        budget: Budget {
            output_bytes_max: 10_000,
            ..Budget::default()
        },
        ..RenderSettings::default()
    };
    let rendered = render(&files, &settings);
    assert!(
        rendered.problems[0]
            .text
            .contains("bytes written by a chart")
    );
}

/// Files in a packed chart, under the folder `x`.
fn pack(files: &[(&str, &[u8])]) -> Vec<u8> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut archive = tar::Builder::new(gzip);
    for (path, bytes) in files {
        let mut header = tar::Header::new_gnu();
        let name = path.as_bytes();
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append(&header, *bytes).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

#[test]
fn charts_packed_into_each_other_end_at_their_level() {
    let mut inner = pack(&[("x/Chart.yaml", b"name: x\nversion: 1.0.0\n")]);
    for _ in 0..30 {
        let meta: &[u8] = b"name: x\nversion: 1.0.0\n";
        inner = pack(&[("x/Chart.yaml", meta), ("x/charts/x-1.0.0.tgz", &inner)]);
    }
    let mut files = chart(&[]);
    files.push(ChartFile {
        path: "charts/x-1.0.0.tgz".to_owned(),
        bytes: inner,
    });
    let rendered = render(&files, &RenderSettings::default());
    assert!(
        rendered
            .problems
            .iter()
            .any(|one| one.text.contains("charts in each other"))
    );
}

#[test]
fn an_archive_that_climbs_out_or_is_damaged_harms_nothing() {
    let bytes = pack(&[
        ("x/../../etc/passwd", b"no"),
        ("x/Chart.yaml", b"name: x\n"),
        ("x//abs", b"no"),
    ]);
    let files = read_archive(&bytes).unwrap();
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["Chart.yaml"]);
    assert!(read_archive(&bytes[..bytes.len() / 2]).is_err());
    assert!(read_archive(b"no archive").is_err());
}

#[test]
fn an_archive_bomb_is_stopped() {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let mut gzip = std::io::BufWriter::new(gzip);
    let mut header = tar::Header::new_gnu();
    header.set_path("x/big").unwrap();
    header.set_size(1 << 30);
    header.set_mode(0o644);
    header.set_cksum();
    gzip.write_all(header.as_bytes()).unwrap();
    for _ in 0..200 {
        gzip.write_all(&vec![0; 1 << 16]).unwrap();
    }
    let bytes = gzip.into_inner().unwrap().finish().unwrap();
    assert!(read_archive(&bytes).is_err());
}
