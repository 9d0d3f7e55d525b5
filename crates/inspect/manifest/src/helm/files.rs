//! `.Files`: the files of a chart that are no templates.

use std::collections::BTreeMap;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use globset::{GlobBuilder, GlobMatcher};

use super::fault::{Fault, Outcome};
use super::object::Object;
use super::output::Reads;
use super::value::{Entries, List, Map, Value};
use super::yaml_write;

/// Files by their path below the chart.
#[derive(Clone, Debug, Default)]
pub(super) struct FileSet(Rc<BTreeMap<Rc<str>, Rc<[u8]>>>);

impl FileSet {
    pub(super) fn new(files: BTreeMap<Rc<str>, Rc<[u8]>>) -> Self {
        Self(Rc::new(files))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The files as `range` goes over them.
    pub(super) fn entries(&self) -> Vec<(Rc<str>, Value)> {
        let files = self.0.iter();
        files
            .map(|(path, bytes)| (path.clone(), Value::Bytes(bytes.clone())))
            .collect()
    }

    /// A method, or a file by its name.
    pub(super) fn method(&self, name: &str, arguments: &[Value]) -> Outcome<Value> {
        let text = |at: usize| match arguments.get(at) {
            Some(Value::Str(text)) => Ok(text.clone()),
            _ => Err(Fault::new(format!("wrong arguments for {name}"))),
        };
        match name {
            "Get" => Ok(Value::str(self.read(&text(0)?))),
            "GetBytes" => {
                let bytes = self.0.get(text(0)?.as_str()).cloned();
                Ok(Value::Bytes(bytes.unwrap_or_else(|| Rc::from([]))))
            }
            "Lines" => {
                let all = self.read(&text(0)?);
                let all = all.strip_suffix('\n').unwrap_or(&all);
                let found = self.0.contains_key(text(0)?.as_str());
                let lines = all.split('\n').filter(|_| found);
                Ok(Value::List(List::new(lines.map(Value::str).collect())))
            }
            "Glob" => {
                let matcher = glob(&text(0)?);
                let files = self.0.iter().filter(|(path, _)| {
                    matcher
                        .as_ref()
                        .is_some_and(|matcher| matcher.is_match(&***path))
                });
                let files = files
                    .map(|(path, bytes)| (path.clone(), bytes.clone()))
                    .collect();
                Ok(Value::Object(Rc::new(Object::Files(Self::new(files)))))
            }
            "AsConfig" => self.as_yaml(|bytes| String::from_utf8_lossy(bytes).into_owned()),
            "AsSecrets" => self.as_yaml(|bytes| STANDARD.encode(bytes)),
            name => match self.0.get(name) {
                Some(bytes) => Ok(Value::Bytes(bytes.clone())),
                None => Ok(Value::Nil),
            },
        }
    }

    fn read(&self, path: &str) -> String {
        let bytes = self.0.get(path);
        bytes.map_or_else(String::new, |bytes| {
            String::from_utf8_lossy(bytes).into_owned()
        })
    }

    /// The files under their names without folders, as the data of a ConfigMap or Secret.
    fn as_yaml(&self, show: fn(&[u8]) -> String) -> Outcome<Value> {
        let mut entries = Entries::new();
        for (path, bytes) in self.0.iter() {
            let name = path.rsplit('/').next().unwrap_or(path);
            entries.insert(Rc::from(name), Value::str(show(bytes)));
        }
        let map = Value::Map(Map::from(entries));
        yaml_write::write(&map, &mut Reads::default(), false).map(Value::Str)
    }
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .ok()?;
    Some(glob.compile_matcher())
}
