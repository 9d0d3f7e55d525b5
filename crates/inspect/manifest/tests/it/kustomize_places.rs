//! Every value of a built object is where a person edits it.

use std::collections::BTreeMap;

use seaworthy_facts::manifest::Value;
use seaworthy_manifest::kustomize::{Built, Files, build};

/// Builds `overlay` of files that are given as text.
pub(crate) fn built(files: &[(&str, &str)]) -> Built {
    let held: BTreeMap<&str, &str> = files.iter().copied().collect();
    let lookup = |path: &str| held.get(path).map(|text| text.as_bytes().to_vec());
    build(&lookup, "overlay")
}

/// File and line of the value behind a path of the object of a kind.
fn place(built: &Built, kind: &str, path: &[&str]) -> String {
    let roots = built.objects.iter().filter_map(|tree| tree.root());
    let mut roots = roots.filter(|root| root.get("kind").and_then(Value::text) == Some(kind));
    let root = roots.next().unwrap_or_else(|| panic!("no {kind}"));
    let value = path.iter().fold(root, |value, step| {
        let next = match step.parse() {
            Ok(at) => value.index(at),
            Err(_) => value.get(step),
        };
        next.unwrap_or_else(|| panic!("no {step} in {path:?}"))
    });
    let text = value.text().unwrap_or_default().replace('\n', "|");
    format!(
        "{}:{}: {text}",
        value.source().unwrap().path(),
        value.place().line
    )
}

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: web
          image: nginx:1
          securityContext:
            privileged: true
        - name: old
          image: old:1
";

#[test]
fn values_of_a_base_stay_there_and_those_of_a_patch_are_in_the_patch() {
    let built = built(&[
        ("base/web.yaml", DEPLOYMENT),
        ("base/kustomization.yaml", "resources: [web.yaml]\n"),
        (
            "overlay/kustomization.yaml",
            "resources:\n  - ../base\nnamePrefix: p-\nnamespace: prod\npatches:\n  - path: \
             patch.yaml\n  - patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      \
             metadata:\n        name: web\n      spec:\n        # words\n        \
             paused: true\n  - target: {kind: Deployment}\n    patch: |\n      - op: \
             replace\n        path: /spec/template/spec/containers/2/image\n        value: \
             old:2\n  - target: {kind: Deployment}\n    patch: \
             '[{op: add, path: /spec/quoted, value: 1}]'\n",
        ),
        (
            "overlay/patch.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    \
             spec:\n      hostNetwork: true\n      containers:\n        - name: new\n          \
             image: new:1\n        - name: web\n          command: [x]\n",
        ),
    ]);
    assert!(built.problems.is_empty(), "{:?}", built.problems);
    let at = |path: &[&str]| place(&built, "Deployment", path);
    let pod = |path: &[&str]| at(&[&["spec", "template", "spec"], path].concat());
    assert_eq!(
        pod(&["containers", "1", "securityContext", "privileged"]),
        "base/web.yaml:13: true"
    );
    assert_eq!(
        pod(&["containers", "1", "command", "0"]),
        "overlay/patch.yaml:12: x"
    );
    assert_eq!(
        pod(&["containers", "0", "image"]),
        "overlay/patch.yaml:10: new:1"
    );
    assert_eq!(pod(&["hostNetwork"]), "overlay/patch.yaml:7: true");
    let file = "overlay/kustomization.yaml";
    assert_eq!(at(&["spec", "paused"]), format!("{file}:14: true"));
    assert_eq!(
        pod(&["containers", "2", "image"]),
        format!("{file}:19: old:2")
    );
    assert_eq!(at(&["spec", "quoted"]), format!("{file}:21: 1"));
    assert_eq!(at(&["metadata", "namespace"]), format!("{file}:4: prod"));
    assert_eq!(at(&["metadata", "name"]), "base/web.yaml:4: p-web");
    assert_eq!(built.folders, ["overlay", "base"]);
    assert_eq!(
        built.files,
        [
            "base/kustomization.yaml",
            "base/web.yaml",
            file,
            "overlay/patch.yaml"
        ]
    );
}

#[test]
fn values_that_a_kustomization_sets_are_in_its_entries() {
    let built = built(&[
        ("overlay/web.yaml", DEPLOYMENT),
        ("overlay/a.txt", "one\ntwo\n"),
        ("overlay/b.env", "# x\nB=2\n"),
        (
            "overlay/kustomization.yaml",
            "resources: [web.yaml]\nimages:\n  - name: nginx\n    newName: other\n    newTag: \
             '2'\n  - name: old\n    newName: older\nreplicas:\n  - name: web\n    count: 3\n\
             labels:\n  - pairs:\n      team: red\ncommonAnnotations:\n  note: x\n\
             configMapGenerator:\n  - name: c\n    files: [a.txt]\n    envs: [b.env]\n    \
             literals:\n      - d=4\nreplacements:\n  - source: {kind: ConfigMap, name: c, \
             fieldPath: data.d}\n    targets:\n      - select: {kind: Deployment}\n        \
             fieldPaths: [spec.extra]\n        options: {create: true}\n",
        ),
    ]);
    assert!(built.problems.is_empty(), "{:?}", built.problems);
    let at = |path: &[&str]| place(&built, "Deployment", path);
    let file = "overlay/kustomization.yaml";
    let image = |at: &str| {
        place(
            &built,
            "Deployment",
            &["spec", "template", "spec", "containers", at, "image"],
        )
    };
    assert_eq!(image("0"), format!("{file}:5: other:2"));
    assert_eq!(image("1"), format!("{file}:7: older:1"));
    assert_eq!(at(&["spec", "replicas"]), format!("{file}:10: 3"));
    assert_eq!(
        at(&["metadata", "labels", "team"]),
        format!("{file}:13: red")
    );
    assert_eq!(
        at(&["metadata", "annotations", "note"]),
        format!("{file}:15: x")
    );
    assert_eq!(at(&["spec", "extra"]), format!("{file}:21: 4"));
    let data = |key: &str| place(&built, "ConfigMap", &["data", key]);
    assert_eq!(data("a.txt"), "overlay/a.txt:1: one|two|");
    assert_eq!(data("B"), "overlay/b.env:2: 2");
    assert_eq!(data("d"), format!("{file}:21: 4"));
}

#[test]
fn what_is_elsewhere_or_not_done_is_named_and_the_rest_is_built() {
    let built = built(&[
        ("overlay/web.yaml", DEPLOYMENT),
        (
            "overlay/kustomization.yaml",
            "resources:\n  - web.yaml\n  - github.com/o/r//base?ref=v1\n  - \
             https://example.com/x.yaml\n  - ../../outside\n  - /etc/passwd\n  - gone.yaml\n\
             components: [https://example.com/r]\ngenerators: [plugin.yaml]\ntransformers:\n  - \
             |-\n    apiVersion: builtin\n    kind: PrefixTransformer\nvalidators: [v.yaml]\n\
             openapi: {path: schema.json}\ncrds: [crd.yaml]\nhelmCharts:\n  - {name: chart, repo: \
             'https://example.com', version: 1.0.0}\n",
        ),
    ]);
    assert_eq!(built.objects.len(), 1);
    let told = built.problems.iter();
    let told: Vec<String> = told
        .map(|p| format!("{} {:?}: {}", p.place.line, p.kind, p.text))
        .collect();
    let expected = [
        "9 Unsupported: `generators` (`plugin.yaml`) is not done here",
        "11 Unsupported: `transformers` is not done here",
        "14 Unsupported: `validators` (`v.yaml`) is not done here",
        "15 Unsupported: `openapi` is not done here",
        "16 Unsupported: `crds` (`crd.yaml`) is not done here",
        "3 Unsupported: `github.com/o/r//base?ref=v1` is not in this repository",
        "4 Unsupported: `https://example.com/x.yaml` is not in this repository",
        "5 Missing: `../../outside` is outside of what is scanned",
        "6 Missing: `/etc/passwd` is outside of what is scanned",
        "7 Missing: there is no `overlay/gone.yaml`",
        "18 Unsupported: the chart `chart` is not in this repository",
        "8 Unsupported: `https://example.com/r` is not in this repository",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_chart_in_the_repository_is_rendered_and_its_values_are_in_its_templates() {
    let disk = Memory(vec![
        (
            "overlay/kustomization.yaml",
            "namespace: ns\nnamePrefix: p-\nhelmGlobals: {chartHome: ../charts}\nhelmCharts:\n  - \
             name: app\n    releaseName: rel\n    valuesFile: v.yaml\n    valuesInline: {tag: \
             '3'}\n    skipTests: true\npatches:\n  - target: {kind: Pod}\n    patch: '[{op: add, \
             path: /spec/hostIPC, value: true}]'\n",
        ),
        ("overlay/v.yaml", "tag: '2'\nname: mine\n"),
        (
            "charts/app/Chart.yaml",
            "name: app\nversion: 1.0.0\napiVersion: v2\n",
        ),
        ("charts/app/values.yaml", "tag: '1'\nname: app\n"),
        (
            "charts/app/templates/pod.yaml",
            "# a comment\n{{- $x := 1 }}\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ \
             .Values.name }}\n  namespace: {{ .Release.Namespace }}\nspec:\n  hostPID: true\n  \
             containers:\n    - image: x:{{ .Values.tag }}\n",
        ),
        (
            "charts/app/templates/test.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: t\n  annotations: {helm.sh/hook: \
             test}\n",
        ),
        (
            "charts/app/crds/crd.yaml",
            "kind: CustomResourceDefinition\nmetadata: {name: c}\n",
        ),
    ]);
    let built = build(&disk, "overlay");
    assert!(built.problems.is_empty(), "{:?}", built.problems);
    assert_eq!(built.objects.len(), 1);
    let at = |path: &[&str]| place(&built, "Pod", path);
    let template = "charts/app/templates/pod.yaml";
    assert_eq!(at(&["metadata", "name"]), format!("{template}:6: p-mine"));
    assert_eq!(at(&["metadata", "namespace"]), format!("{template}:7: ns"));
    assert_eq!(at(&["spec", "hostPID"]), format!("{template}:9: true"));
    assert_eq!(
        at(&["spec", "containers", "0", "image"]),
        format!("{template}:11: x:3")
    );
    assert_eq!(
        at(&["spec", "hostIPC"]),
        "overlay/kustomization.yaml:12: true"
    );
}

/// Files in memory, with their folders.
pub(crate) struct Memory(pub(crate) Vec<(&'static str, &'static str)>);

impl Files for Memory {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let found = self.0.iter().find(|(name, _)| *name == path);
        found.map(|(_, text)| text.as_bytes().to_vec())
    }

    fn below(&self, folder: &str) -> Vec<String> {
        let inside = self.0.iter().map(|(path, _)| *path);
        let inside = inside.filter(|path| path.starts_with(&format!("{folder}/")));
        inside.map(str::to_owned).collect()
    }
}
