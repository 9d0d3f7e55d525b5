//! Reads the types of one release of Kubernetes out of the sources of `k8s-openapi`.
//!
//! Each file of the crate holds one type, made by a generator from the published schema: a `struct`
//! with a field on each line, the names of the fields in JSON as arms of a `match`, and, for what
//! an API server serves, constants with group, version and kind. Types with a form of their own are
//! a tuple or an `enum`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// A type of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Type {
    /// `apiVersion`, for a kind that an API server serves.
    pub(crate) api_version: Option<String>,
    /// By name in JSON.
    pub(crate) fields: BTreeMap<String, Field>,
}

/// A field of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Field {
    /// What it holds, as the table writes it; names of types are full.
    pub(crate) shape: String,
    /// Whether an object without it is refused by the schema.
    pub(crate) required: bool,
}

/// The types in a folder such as `src/v1_36`, by package and name: `api/core/v1.Pod`.
pub(crate) fn read_release(folder: &Path) -> Result<BTreeMap<String, Type>> {
    let mut types = BTreeMap::new();
    read_folder(folder, "", &mut types)?;
    if types.is_empty() {
        bail!("no type in {}", folder.display());
    }
    Ok(types)
}

fn read_folder(folder: &Path, package: &str, types: &mut BTreeMap<String, Type>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("listing {}", folder.display()))?;
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if path.is_dir() {
            let slash = if package.is_empty() { "" } else { "/" };
            read_folder(&path, &format!("{package}{slash}{name}"), types)?;
        } else if name.ends_with(".rs") && name != "mod.rs" {
            let text =
                fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
            let found =
                read_type(&text).with_context(|| format!("reading types in {}", path.display()))?;
            if let Some((name, found)) = found {
                types.insert(format!("{package}.{name}"), found);
            }
        }
    }
    Ok(())
}

/// The type of a file, with its name; nothing for those that are no structs.
fn read_type(text: &str) -> Result<Option<(String, Type)>> {
    let mut lines = text.lines();
    let Some(name) = lines.find_map(|line| line.strip_prefix("pub struct ")?.strip_suffix(" {"))
    else {
        return Ok(None);
    };
    if name.contains('<') {
        return Ok(None);
    }
    let keys = keys(text);
    let mut fields = BTreeMap::new();
    let own = lines.take_while(|line| *line != "}");
    for line in own
        .map(str::trim)
        .filter_map(|line| line.strip_prefix("pub "))
    {
        let (rust_name, form) = line
            .trim_end_matches(',')
            .split_once(": ")
            .with_context(|| format!("no type in `{line}`"))?;
        let key = rust_name.trim_start_matches("r#");
        let key = keys
            .get(key)
            .with_context(|| format!("no name in JSON for `{rust_name}`"))?;
        let (bare, required) = match inner(form, "Option") {
            Some(bare) => (bare, false),
            // The crate makes it whole for its users; the schema does not ask for it.
            None => (form, *key != "metadata"),
        };
        let shape = shape(bare)?;
        fields.insert((*key).to_owned(), Field { shape, required });
    }
    let constant = |start: &str| {
        let found = text
            .lines()
            .find_map(|line| line.trim().strip_prefix(start));
        found.map(|rest| rest.trim_end_matches("\";").to_owned())
    };
    let api_version = constant("const API_VERSION: &'static str = \"");
    if api_version.is_some() {
        if constant("const KIND: &'static str = \"").as_deref() != Some(name) {
            bail!("the kind of `{name}` has another name");
        }
        for key in ["apiVersion", "kind"] {
            let field = Field {
                shape: "s".to_owned(),
                required: false,
            };
            fields.insert(key.to_owned(), field);
        }
    }
    Ok(Some((
        name.to_owned(),
        Type {
            api_version,
            fields,
        },
    )))
}

/// The names in JSON by the names in Rust.
fn keys(text: &str) -> BTreeMap<&str, &str> {
    let arms = text.lines().filter_map(|line| {
        let (key, field) = line.trim().split_once(" => Field::Key_")?;
        Some((field.trim_end_matches(','), key.trim_matches('"')))
    });
    arms.collect()
}

/// What stands in the angle brackets behind a name.
fn inner<'a>(form: &'a str, name: &str) -> Option<&'a str> {
    form.strip_prefix(name)?
        .strip_prefix('<')?
        .strip_suffix('>')
}

/// A type of Rust as the table writes it.
fn shape(form: &str) -> Result<String> {
    // Older releases of the crate import what newer ones name in full.
    let form = [
        "std::string::",
        "std::vec::",
        "std::collections::",
        "std::boxed::",
    ]
    .iter()
    .find_map(|module| form.strip_prefix(module))
    .unwrap_or(form);
    if let Some(item) = inner(form, "Vec") {
        return Ok(format!("[{}]", shape(item)?));
    }
    if let Some(item) = inner(form, "Box") {
        return shape(item);
    }
    if let Some((_, value)) = inner(form, "BTreeMap").and_then(|pair| pair.split_once(", ")) {
        return Ok(format!("{{{}}}", shape(value)?));
    }
    let code = match form {
        "String" => "s",
        "i32" => "i",
        "i64" => "l",
        "f64" => "n",
        "bool" => "b",
        "crate::ByteString" => "y",
        _ => "",
    };
    if !code.is_empty() {
        return Ok(code.to_owned());
    }
    let path = form
        .strip_prefix("crate::")
        .with_context(|| format!("`{form}` is no type that is known"))?;
    let (package, name) = path
        .rsplit_once("::")
        .with_context(|| format!("`{form}` has no package"))?;
    let package = package.replace("::", "/");
    Ok(match name {
        "Quantity" => "q".to_owned(),
        "IntOrString" => "x".to_owned(),
        "Time" | "MicroTime" => "t".to_owned(),
        "RawExtension" | "JSON" | "FieldsV1" | "CustomResourceSubresourceStatus" => "a".to_owned(),
        "JSONSchemaPropsOrArray" | "JSONSchemaPropsOrBool" | "JSONSchemaPropsOrStringArray" => {
            format!("~{package}.JSONSchemaProps")
        }
        _ => format!("{package}.{name}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
/// Words.
pub struct Cup {
    /// Words.
    pub metadata: crate::apimachinery::pkg::apis::meta::v1::ObjectMeta,

    pub r#type: std::string::String,

    pub sizes: Option<std::collections::BTreeMap<std::string::String, crate::q::Quantity>>,

    pub spoons: Option<Vec<crate::api::table::v1::Spoon>>,
}

impl crate::Resource for Cup {
    const API_VERSION: &'static str = "table.example.com/v1";
    const KIND: &'static str = "Cup";
}
                            "metadata" => Field::Key_metadata,
                            "type" => Field::Key_type,
                            "cupSizes" => Field::Key_sizes,
                            "spoons" => Field::Key_spoons,
"#;

    #[test]
    fn a_struct_is_read_with_its_names_in_json() {
        let (name, found) = read_type(SOURCE).unwrap().unwrap();
        assert_eq!(name, "Cup");
        assert_eq!(found.api_version.as_deref(), Some("table.example.com/v1"));
        let fields = found.fields.iter();
        let fields: Vec<String> = fields
            .map(|(name, field)| format!("{name} {} {}", field.shape, field.required))
            .collect();
        assert_eq!(
            fields,
            [
                "apiVersion s false",
                "cupSizes {q} false",
                "kind s false",
                "metadata apimachinery/pkg/apis/meta/v1.ObjectMeta false",
                "spoons [api/table/v1.Spoon] false",
                "type s true",
            ]
        );
    }

    #[test]
    fn a_type_of_an_unknown_form_is_an_error() {
        let text = SOURCE.replace("Vec<", "HashSet<");
        let error = read_type(&text).unwrap_err().to_string();
        assert!(error.contains("HashSet"), "{error}");
    }
}
