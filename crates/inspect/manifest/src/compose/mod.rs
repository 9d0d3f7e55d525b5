//! Compose files: a project from its files, as `docker compose config` makes it.
//!
//! Read after the Compose specification: several files merged in order, `include`, `extends`, short
//! and long forms, profiles, variables with defaults, `.env` and `env_file`. Values keep the place
//! in
//! the file that they come from. A variable without a value stays as it is written and is told.

mod env_file;
mod interpolate;
mod load;
mod merge;
mod node;

use std::sync::Arc;

use seaworthy_facts::manifest::compose::{Project, Service, Trouble};
use seaworthy_facts::manifest::{Dialect, NodeId, Tree, TreeBuilder, Value};

use self::load::Loader;
use self::node::Node;

pub use self::env_file::ENV_VARIABLES_MAX;
pub use self::interpolate::VALUE_BYTES_MAX;
pub use self::load::{EXTENDS_MAX, FILES_MAX};
pub use self::node::PROJECT_VALUES_MAX;

/// Gives the bytes of a file by its path, relative to the folder that is scanned; nothing where it
/// is
/// not there.
pub type Lookup<'f> = &'f dyn Fn(&str) -> Option<Vec<u8>>;

/// Whether a file of that name is read as a Compose file: `compose.yaml`, `docker-compose.yml`, and
/// both with something between (`docker-compose.prod.yml`).
#[must_use]
pub fn is_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let stem = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"));
    let stem = stem.and_then(|stem| {
        let kind = ["docker-compose", "podman-compose", "compose"];
        kind.into_iter().find_map(|kind| stem.strip_prefix(kind))
    });
    stem.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
}

/// Reads a project. `paths` are its files; each lies on those before it.
#[must_use]
pub fn read(lookup: Lookup<'_>, paths: &[&str]) -> Project {
    let mut loader = Loader::new(lookup, paths.first().copied().unwrap_or_default());
    let root = loader.project(paths);
    let mut unresolved = Vec::new();
    let tree = match root.as_ref().map(|root| build(root, &mut unresolved)) {
        Some(Ok(tree)) => tree,
        Some(Err(trouble)) => {
            loader.problems.push(trouble);
            Tree::default()
        }
        None => Tree::default(),
    };
    let mut services = Vec::new();
    let held = tree.root().and_then(|root| root.get("services"));
    for entry in held.into_iter().flat_map(Value::entries) {
        let name = entry.name().into_owned();
        services.push(Service {
            env_files: loader.env_files(root.as_ref(), &name),
            node: entry.value.id(),
            key: entry.key.id(),
            name,
        });
    }
    Project {
        tree: Arc::new(tree),
        services,
        unresolved,
        problems: loader.problems,
        files: loader.files,
    }
}

fn build(root: &Node, unresolved: &mut Vec<NodeId>) -> Result<Tree, Trouble> {
    let source = Arc::clone(&root.origin.source);
    let mut builder = TreeBuilder::new(Arc::clone(&source), Dialect::Core);
    builder.begin_document(0);
    let built = root.build(&mut builder, unresolved);
    built.map_err(|error| Trouble {
        path: source.path().to_owned(),
        place: root.place(),
        reason: error.to_string(),
    })?;
    builder.end_document(0);
    Ok(builder.finish())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use seaworthy_facts::manifest::compose::ServiceView;

    use super::*;

    fn project(files: &[(&str, &str)], paths: &[&str]) -> Project {
        let held: BTreeMap<&str, &str> = files.iter().copied().collect();
        read(
            &|path| held.get(path).map(|text| text.as_bytes().to_vec()),
            paths,
        )
    }

    fn sound(files: &[(&str, &str)], paths: &[&str]) -> Project {
        let project = project(files, paths);
        assert!(project.problems.is_empty(), "{:?}", project.problems);
        project
    }

    fn one(text: &str) -> Project {
        sound(&[("compose.yaml", text)], &["compose.yaml"])
    }

    fn reasons(files: &[(&str, &str)]) -> Vec<(String, u32, String)> {
        let problems = project(files, &["compose.yaml"]).problems.into_iter();
        problems.map(|p| (p.path, p.place.line, p.reason)).collect()
    }

    fn texts<'a>(service: ServiceView<'a>, path: &str) -> Vec<&'a str> {
        service.list(path).filter_map(Value::text).collect()
    }

    #[test]
    fn ports_and_volumes_have_one_form() {
        let project = one(
            "services:\n  a:\n    ports: ['80', '8080:80', '127.0.0.1:53:53/udp', \
             '[::1]:1-2:3-4', 443,\n      \
             {target: 9, published: '10', host_ip: 0.0.0.0}]\n    volumes: [/x, 'vol:/y:ro', \
              './z:/z',\n      \
             {type: bind, source: /var/run/docker.sock, target: /s, read_only: true}, \
              'C:\\\\a:/b']\n    \
             tmpfs: /tmp\n",
        );
        let service = project.service("a").unwrap();
        let ports: Vec<_> = service
            .ports()
            .map(|p| {
                let side = p.host_ip.unwrap_or_default();
                format!(
                    "{side}|{}|{}|{}",
                    p.published.unwrap_or_default(),
                    p.target,
                    p.protocol
                )
            })
            .collect();
        assert_eq!(
            ports,
            [
                "||80|tcp",
                "|8080|80|tcp",
                "127.0.0.1|53|53|udp",
                "::1|1-2|3-4|tcp",
                "||443|tcp",
                "0.0.0.0|10|9|tcp"
            ]
        );
        let mounts: Vec<_> = service
            .mounts()
            .map(|m| {
                let source = m.source.unwrap_or_default();
                format!("{} {source} {} {}", m.kind, m.target, m.read_only)
            })
            .collect();
        assert_eq!(
            mounts,
            [
                "volume  /x false",
                "volume vol /y true",
                "bind ./z /z false",
                "bind /var/run/docker.sock /s true",
                "bind C:\\\\a /b false",
                "tmpfs  /tmp false",
            ]
        );
    }

    #[test]
    fn a_later_file_lies_on_an_earlier_one_and_places_stay() {
        let project = sound(
            &[
                (
                    "compose.yaml",
                    "services:\n  a:\n    image: x\n    command: [a, b]\n    environment: [A=1, \
                     B=2]\n    \
                     ports: ['1:1']\n    cap_add: [X]\n    dns: 1.1.1.1\n    privileged: true\n",
                ),
                (
                    "compose.prod.yaml",
                    "services:\n  a:\n    command: [c]\n    environment: {B: 3}\n    ports: \
                     ['1:1', '2:2']\n    \
                     cap_add: [Y]\n    privileged: !reset null\n    dns: !override [9.9.9.9]\n  \
                      b: {image: y}\n",
                ),
            ],
            &["compose.yaml", "compose.prod.yaml"],
        );
        let service = project.service("a").unwrap();
        assert_eq!(texts(service, "command"), ["c"]);
        assert_eq!(texts(service, "ports"), ["1:1", "2:2"]);
        assert_eq!(texts(service, "cap_add"), ["X", "Y"]);
        assert_eq!(texts(service, "dns"), ["9.9.9.9"]);
        assert!(service.at("privileged").is_none());
        let environment = service.environment();
        let held: Vec<_> = environment
            .iter()
            .map(|v| {
                (
                    v.name.as_str(),
                    v.value.as_deref(),
                    v.path.as_str(),
                    v.place.line,
                )
            })
            .collect();
        assert_eq!(held[0], ("A", Some("1"), "compose.yaml", 5));
        assert_eq!(held[1].1, Some("3"));
        let added = service.at("cap_add.1").unwrap();
        assert_eq!(added.source().unwrap().path(), "compose.prod.yaml");
        assert_eq!((added.place().line, added.place().column), (6, 15));
        assert_eq!(project.services.len(), 2);
    }

    #[test]
    fn a_service_extends_another_through_files() {
        let project = sound(
            &[
                (
                    "compose.yaml",
                    "services:\n  a:\n    extends: {file: base/c.yaml, service: b}\n    user: \
                     app\n  d: {extends: a}\n",
                ),
                (
                    "base/c.yaml",
                    "services:\n  b:\n    extends: c\n    read_only: true\n    env_file: \
                     x.env\n  c: {image: i, user: root}\n",
                ),
                ("base/x.env", "# c\nexport K=\"v\"\nL=${K}w # n\nM\n"),
            ],
            &["compose.yaml"],
        );
        let service = project.service("d").unwrap();
        assert_eq!(service.at("image").and_then(Value::text), Some("i"));
        assert_eq!(service.at("user").and_then(Value::text), Some("app"));
        assert_eq!(service.flag("read_only"), Some(true));
        assert!(service.at("extends").is_none());
        let held = service.environment();
        let held: Vec<_> = held
            .iter()
            .map(|v| (v.name.as_str(), v.value.as_deref()))
            .collect();
        assert_eq!(held, [("K", Some("v")), ("L", Some("vw")), ("M", None)]);
        assert!(!format!("{:?}", service.environment()).contains("vw"));
    }

    #[test]
    fn variables_come_from_env_and_defaults() {
        let project = sound(
            &[
                (
                    "app/compose.yaml",
                    "services:\n  a:\n    image: web:${TAG}\n    privileged: ${P:-true}\n    \
                     user: \"${UID}\"\n    \
                     command: echo $$HOME\n",
                ),
                ("app/.env", "TAG=1.2\n"),
            ],
            &["app/compose.yaml"],
        );
        let service = project.service("a").unwrap();
        assert_eq!(service.at("image").and_then(Value::text), Some("web:1.2"));
        assert_eq!(service.flag("privileged"), Some(true));
        let user = service.at("user").unwrap();
        assert!(project.is_unresolved(user));
        assert_eq!(user.text(), Some("${UID}"));
        assert_eq!((user.place().line, user.place().column), (5, 11));
        assert_eq!(texts(service, "command"), ["echo $HOME"]);
    }

    #[test]
    fn included_files_belong_to_the_project() {
        let project = sound(
            &[
                (
                    "compose.yaml",
                    "include:\n- sub/c.yaml\n- path: [d.yaml]\nservices: {a: {image: x}}\n",
                ),
                (
                    "sub/c.yaml",
                    "services: {b: {build: ., profiles: [dev]}}\nvolumes: {v: {}}\n",
                ),
                (
                    "d.yaml",
                    "services: {c: {build: {context: c, dockerfile: D}}}\n",
                ),
            ],
            &["compose.yaml"],
        );
        let names: Vec<_> = project.views().map(ServiceView::name).collect();
        assert_eq!(names, ["b", "c", "a"]);
        let built = project.service("b").unwrap();
        assert_eq!(built.build_context().and_then(Value::text), Some("."));
        assert_eq!(built.profiles().collect::<Vec<_>>(), ["dev"]);
        assert_eq!(project.service("c").unwrap().dockerfile(), Some("D"));
        assert!(project.definition("volumes", "v").is_some());
        assert_eq!(project.files.len(), 3);
    }

    #[test]
    fn a_file_that_many_include_is_in_the_project_once() {
        let text = |next: usize| format!("include: [a{next}.yaml, b{next}.yaml]\nservices: [\n");
        let names = (0..12).flat_map(|i| {
            [
                (format!("a{i}.yaml"), text(i + 1)),
                (format!("b{i}.yaml"), text(i + 1)),
            ]
        });
        let mut held: Vec<(String, String)> = names.collect();
        held.push((
            "compose.yaml".to_owned(),
            "include: [a0.yaml, b0.yaml]\n".to_owned(),
        ));
        let sound = held
            .iter()
            .map(|(n, t)| (n.clone(), t.replace("services: [\n", "")));
        let sound: Vec<(String, String)> = sound.collect();
        let files: Vec<(&str, &str)> = sound
            .iter()
            .map(|(n, t)| (n.as_str(), t.as_str()))
            .collect();
        let missing = reasons(&files);
        assert_eq!(missing.len(), 2, "{missing:?}");
        let files: Vec<(&str, &str)> = held.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        assert_eq!(
            reasons(&files).len(),
            2,
            "a broken file includes nothing and is told once"
        );
    }

    #[test]
    fn anchors_and_merge_keys_are_followed() {
        let project = one(
            "x-base: &b\n  restart: always\n  cap_drop: [ALL]\nservices:\n  a:\n    <<: *b\n    \
             restart: 'no'\n",
        );
        let service = project.service("a").unwrap();
        assert_eq!(texts(service, "cap_drop"), ["ALL"]);
        assert_eq!(service.at("restart").and_then(Value::text), Some("no"));
        assert_eq!(service.at("cap_drop").unwrap().place().line, 3);
    }

    #[test]
    fn what_is_missing_or_goes_round_is_told() {
        for (text, line, reason) in [
            (
                "services: {a: {extends: {file: no.yaml, service: b}}}\n",
                1,
                "there is no file `no.yaml`",
            ),
            (
                "services:\n  a: {extends: b}\n",
                2,
                "there is no service `b` to extend",
            ),
            (
                "services:\n  a: {extends: b}\n  b: {extends: a}\n",
                3,
                "the service extends itself",
            ),
            ("include: [compose.yaml]\n", 1, "the file includes itself"),
            (
                "include: [../x.yaml]\n",
                1,
                "`../x.yaml` is outside of what is scanned",
            ),
            (
                "include: ['https://example.com/x.git']\n",
                1,
                "`https://example.com/x.git` is not a file here",
            ),
            (
                "services: {a: {env_file: [no.env]}}\n",
                1,
                "there is no file `no.env`",
            ),
            ("services: [\n", 2, "did not find"),
        ] {
            let found = reasons(&[("compose.yaml", text)]);
            let (_, at, told) = found.first().unwrap();
            if line == 1 || !reason.starts_with("did") {
                assert_eq!((*at, told.as_str()), (line, reason), "{text}");
            }
        }
        let optional = "services: {a: {env_file: [{path: no.env, required: false}]}}\n";
        assert!(reasons(&[("compose.yaml", optional)]).is_empty());
        assert_eq!(reasons(&[]).len(), 1);
    }

    #[test]
    fn files_chains_variables_and_values_are_bounded() {
        let chain: String = (0..EXTENDS_MAX + 3)
            .map(|i| format!("  s{i}: {{extends: s{}}}\n", i + 1))
            .collect();
        let text = format!("services:\n{chain}  s{}: {{image: x}}\n", EXTENDS_MAX + 3);
        let found = reasons(&[("compose.yaml", &text)]);
        let reason = format!("services extend each other more than {EXTENDS_MAX} times");
        assert!(
            found.iter().any(|(_, _, told)| *told == reason),
            "{found:?}"
        );
        let names: Vec<String> = (0..FILES_MAX + 3).map(|i| format!("f{i}.yaml")).collect();
        let root = format!("include: [{}]\n", names.join(", "));
        let mut files: Vec<(&str, &str)> = names
            .iter()
            .map(|name| (name.as_str(), "x-a: 1\n"))
            .collect();
        files.push(("compose.yaml", &root));
        let reason = format!("the project has more than {FILES_MAX} files");
        assert_eq!(reasons(&files).first().unwrap().2, reason);
        let large = format!("x-a: [{}]\n", "1,".repeat(PROJECT_VALUES_MAX));
        let reason = format!("the project has more than {PROJECT_VALUES_MAX} values");
        assert_eq!(
            reasons(&[("compose.yaml", &large)]).first().unwrap().2,
            reason
        );
        let many = "A=1\n".repeat(ENV_VARIABLES_MAX + 1);
        let reason = format!("the file has more than {ENV_VARIABLES_MAX} variables");
        let found = reasons(&[
            ("compose.yaml", "services: {a: {env_file: e}}\n"),
            ("e", &many),
        ]);
        assert_eq!(found.first().unwrap().2, reason);
    }

    #[test]
    fn cut_off_and_changed_files_end_in_services_or_problems() {
        let text = "include: [{path: x}]\nservices:\n  a: &a\n    extends: {service: b, file: \
         f}\n    ports: ['1:2', {target: 3}]\n    volumes: ['a:b:c:d', {}]\n    environment: [A, \
          B=${C:-d}]\n    env_file: [{path: e}]\n  b: *a\n";
        for end in 0..text.len() {
            for cut in [
                text.get(..end).unwrap_or_default().to_owned(),
                text.replacen(&text[end..=end], "[", 1),
            ] {
                let project = project(
                    &[
                        ("compose.yaml", &cut),
                        ("f", &cut),
                        ("x", &cut),
                        ("e", &cut),
                    ],
                    &["compose.yaml"],
                );
                for view in project.views() {
                    let _ = (
                        view.ports().count(),
                        view.mounts().count(),
                        view.environment().len(),
                    );
                }
            }
        }
    }

    #[test]
    fn names_of_files_tell_compose_files() {
        for name in [
            "compose.yaml",
            "docker-compose.yml",
            "docker-compose.prod.yml",
            "compose-dev.yaml",
        ] {
            assert!(is_name(name), "{name}");
        }
        for name in ["composer.yaml", "compose.json", "mycompose.yaml"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
