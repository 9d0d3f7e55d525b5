//! Public manifests, Dockerfiles and Compose files, read whole.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use seaworthy_facts::manifest::dockerfile::Base;
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_facts::manifest::{Dialect, Kind, Style, Value};
use seaworthy_manifest::{dockerfile, kubernetes, yaml};

/// The files of the corpus by path.
fn files() -> Option<BTreeMap<String, Vec<u8>>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared");
    let shared = std::env::var_os("SEAWORTHY_SHARED");
    let shared = shared.map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let file = std::fs::File::open(shared.join("corpora/manifests.tar.zst")).ok()?;
    let mut archive = tar::Archive::new(zstd::Decoder::new(file).unwrap());
    let mut files = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.insert(path.trim_start_matches("./").to_owned(), bytes);
    }
    Some(files)
}

/// Every value lies within its parent, and a plain scalar is what stands at its place.
fn check_places(value: Value<'_>, path: &str) -> usize {
    let place = value.place();
    let written = value.source().unwrap().slice(place.start, place.end);
    if value.style() == Style::Plain && !written.contains('\n') && value.tag().is_none() {
        assert_eq!(Some(written), value.text(), "{path}:{}", place.line);
    }
    if value.style() == Style::Alias {
        return 1;
    }
    let inside = |child: Value<'_>| {
        let inner = child.place();
        assert!(
            inner.start >= place.start && inner.end <= place.end,
            "{path}:{} holds {}",
            place.line,
            inner.line
        );
    };
    let mut values = 1;
    for item in value.items() {
        inside(item);
        values += check_places(item, path);
    }
    for entry in value.entries().filter(|entry| !entry.merged) {
        inside(entry.key);
        inside(entry.value);
        assert_eq!(entry.value.path(), entry.key.path(), "{path}");
        values += 1 + check_places(entry.value, path);
    }
    values
}

#[test]
fn every_manifest_is_read_with_sound_places() {
    let Some(files) = files() else {
        println!("skipped: there is no corpora/manifests.tar.zst in the shared material");
        return;
    };
    let (mut values, mut objects, mut pods, mut containers) = (0, 0, 0, 0);
    for (path, bytes) in &files {
        if !path.ends_with(".yaml") && !path.ends_with(".yml") && !path.ends_with(".json") {
            continue;
        }
        let tree = Arc::new(yaml::read(path, bytes, Dialect::Kubernetes));
        let is_template = bytes.windows(2).any(|pair| pair == b"{{");
        assert!(
            tree.problems().is_empty() || is_template,
            "{path} {:?}",
            tree.problems()
        );
        for root in tree.roots() {
            values += check_places(root, path);
        }
        let found = kubernetes::objects(&tree);
        objects += found.objects.len();
        for pod in found.objects.iter().flat_map(Object::pods) {
            pods += 1;
            for container in pod.containers() {
                containers += 1;
                assert_ne!(container.value.kind(), Kind::Null);
                let found = pod.object().at(&index_path(&container.path()));
                assert_eq!(
                    found.map(Value::target),
                    Some(container.value.target()),
                    "{path}"
                );
            }
        }
    }
    println!("{values} values, {objects} objects, {pods} pod templates, {containers} containers");
    assert!(objects >= 612 && pods >= 302 && containers >= 313);
}

/// `a.b[0]` as [`Value::at`] takes it.
fn index_path(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}

#[test]
fn every_dockerfile_is_read_without_a_problem() {
    let Some(files) = files() else {
        println!("skipped: there is no corpora/manifests.tar.zst in the shared material");
        return;
    };
    let (mut read, mut images) = (0, 0);
    for (path, bytes) in &files {
        if !dockerfile::is_name(path.rsplit('/').next().unwrap_or_default()) {
            continue;
        }
        let file = dockerfile::read(path, bytes);
        assert!(file.problems.is_empty(), "{path} {:?}", file.problems);
        read += 1;
        for stage in &file.stages {
            images += usize::from(matches!(stage.base, Base::Image(_)));
        }
        for instruction in &file.instructions {
            let place = instruction.keyword_place;
            let keyword = file.source.slice(place.start, place.end);
            assert!(
                keyword.eq_ignore_ascii_case(instruction.keyword.name()),
                "{path}"
            );
            for word in instruction.arguments.words() {
                let written = file.source.slice(word.place.start, word.place.end);
                let same = written == word.text || written.contains('\n');
                assert!(same, "{path}:{} {written:?}", word.place.line);
            }
        }
    }
    assert!(read >= 40 && images >= 40, "{read} files, {images} images");
}
