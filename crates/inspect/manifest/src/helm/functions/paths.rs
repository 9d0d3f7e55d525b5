//! Paths, as Go's package `path` takes them.

use super::{Args, Function, Param, string};
use crate::helm::value::Value;

const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base", &[STR], |_, args| string(base(args.str(0)))),
    Function::new("osBase", &[STR], |_, args| string(base(args.str(0)))),
    Function::new("dir", &[STR], |_, args| string(dir(args.str(0)))),
    Function::new("osDir", &[STR], |_, args| string(dir(args.str(0)))),
    Function::new("clean", &[STR], |_, args| string(clean(args.str(0)))),
    Function::new("osClean", &[STR], |_, args| string(clean(args.str(0)))),
    Function::new("ext", &[STR], |_, args| string(ext(args.str(0)))),
    Function::new("osExt", &[STR], |_, args| string(ext(args.str(0)))),
    Function::new("isAbs", &[STR], |_, args| is_absolute(args)),
    Function::new("osIsAbs", &[STR], |_, args| is_absolute(args)),
];

fn is_absolute(args: Args<'_>) -> crate::helm::fault::Outcome<Value> {
    Ok(Value::Bool(args.str(0).starts_with('/')))
}

fn base(path: &str) -> String {
    if path.is_empty() {
        return ".".to_owned();
    }
    let path = path.trim_end_matches('/');
    match path.rsplit('/').next() {
        Some("") | None => "/".to_owned(),
        Some(name) => name.to_owned(),
    }
}

fn dir(path: &str) -> String {
    let end = path.rfind('/').map_or(0, |at| at + 1);
    clean(path.get(..end).unwrap_or_default())
}

fn ext(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let start = name.rfind('.').unwrap_or(name.len());
    name.get(start..).unwrap_or_default().to_owned()
}

fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        _ => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_apart_as_go_does() {
        assert_eq!(
            (
                base("/a/b/").as_str(),
                base("").as_str(),
                base("/").as_str()
            ),
            ("b", ".", "/")
        );
        assert_eq!((dir("/a/b").as_str(), dir("b").as_str()), ("/a", "."));
        assert_eq!(clean("/a/../b/./c//d"), "/b/c/d");
        assert_eq!(ext("a/b.tar.gz"), ".gz");
    }
}
