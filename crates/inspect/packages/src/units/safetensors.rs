//! AI models in the safetensors format: the header of `*.safetensors`.
//!
//! Format: huggingface.co/docs/safetensors: eight bytes with the length of a JSON object (little
//! endian), then the object, whose member `__metadata__` has texts. Which keys stand there is free;
//! those of the Stability model metadata standard (`modelspec.*`) are understood.

use seaworthy_facts::PackageKind;
use serde::de::MapAccess;

use crate::found::Found;
use crate::json::{Loose, Members, TakeMember, Value, read};
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "safetensors",
    title: "AI models in the safetensors format",
    evidence: Evidence::Installed,
    recognise: &[Recognise::HeadOfExtension("safetensors", anywhere)],
    knows: Knows {
        licences: true,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: the metadata stand at the beginning of the header; that of the largest models, with
    // all their tensors, has some hundred kilobytes.
    file_bytes_max: 1024 * 1024,
    parse,
};

/// LIMIT: bytes of the header that the library of the format takes (`MAX_HEADER_SIZE`).
const HEADER_BYTES_MAX: u64 = 100_000_000;

#[derive(Default)]
struct Header {
    title: Option<String>,
    version: Option<String>,
    author: Option<String>,
    licence: Option<String>,
    seen: bool,
}

struct Metadata<'h>(&'h mut Header);

impl<'de> TakeMember<'de> for &mut Header {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        if key != "__metadata__" {
            return value.skip();
        }
        value.seed(Members(Metadata(self)))?;
        self.seen = true;
        Ok(())
    }
}

impl<'de> TakeMember<'de> for Metadata<'_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        let slot = match key {
            "modelspec.title" => &mut self.0.title,
            "modelspec.version" => &mut self.0.version,
            "modelspec.author" => &mut self.0.author,
            "modelspec.license" | "license" => &mut self.0.licence,
            _ => return value.skip(),
        };
        *slot = value.read::<Loose>()?.text.filter(|text| !text.is_empty());
        Ok(())
    }
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let Some((length, rest)) = content.split_first_chunk::<8>() else {
        return found.unread("not a safetensors file");
    };
    let length = u64::from_le_bytes(*length);
    if length > HEADER_BYTES_MAX || !rest.starts_with(b"{") {
        return found.unread("not a safetensors file");
    }
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let json = rest.get(..length).unwrap_or(rest);
    let mut header = Header::default();
    if let Err(error) = read(json, Members(&mut header)) {
        // What follows the metadata are tensors, which say nothing of this kind.
        let is_over = header.seen && rest.len() < length;
        if !is_over {
            found.unread(format!("the header of a model: {error}"));
        }
    }
    let path = Path::of(found.path());
    let title = header.title.unwrap_or_else(|| path.name.to_owned());
    let version = header.version.or(path.revision.map(str::to_owned));
    let mut package = found.new_package(PackageKind::Model, title, version.unwrap_or_default());
    package.namespace = path.owner.map(str::to_owned);
    package.vendor = header.author;
    package.licences.extend(header.licence);
    found.push(package);
}

/// What the place of a file says of the model.
struct Path<'a> {
    owner: Option<&'a str>,
    name: &'a str,
    revision: Option<&'a str>,
}

impl<'a> Path<'a> {
    fn of(path: &'a str) -> Self {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        // The cache of Hugging Face: `models--OWNER--NAME/snapshots/REVISION/FILE`.
        let mut folders = path.split('/');
        if let Some(model) = folders.find_map(|folder| folder.strip_prefix("models--")) {
            let is_snapshot = folders.next() == Some("snapshots");
            let revision = folders.next().filter(|_| is_snapshot);
            let (owner, name) = match model.split_once("--") {
                Some((owner, name)) => (Some(owner), name),
                None => (None, model),
            };
            return Path {
                owner,
                name,
                revision,
            };
        }
        // Parts of one model are numbered: `model-00001-of-00003`.
        let stem = file.strip_suffix(".safetensors").unwrap_or(file);
        let is_number = |text: &str| text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
        let stem = match stem.rsplit_once("-of-") {
            Some((rest, of)) if is_number(of) => match rest.rsplit_once('-') {
                Some((stem, number)) if is_number(number) => stem,
                _ => stem,
            },
            _ => stem,
        };
        // These names are what frameworks give to every model.
        let is_general = matches!(
            stem,
            "model" | "diffusion_pytorch_model" | "adapter_model" | "pytorch_model"
        );
        let parent = folder.rsplit('/').next().filter(|name| !name.is_empty());
        Path {
            owner: None,
            name: parent.filter(|_| is_general).unwrap_or(stem),
            revision: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    fn file(json: &str) -> Vec<u8> {
        let mut file = (json.len() as u64).to_le_bytes().to_vec();
        file.extend(json.as_bytes());
        file
    }

    #[test]
    fn the_metadata_name_the_model() {
        let json = r#"{"__metadata__": {"format": "pt", "modelspec.title": "Tiny XL",
            "modelspec.author": "Example", "modelspec.license": "MIT"},
            "a": {"dtype": "F16", "shape": [1], "data_offsets": [0, 2]}}"#;
        let facts = parsed(&UNIT, "models/tiny.safetensors", &file(json));
        let package = &facts.packages[0];
        assert_eq!(package.name, "Tiny XL");
        assert_eq!(package.vendor.as_deref(), Some("Example"));
        assert_eq!(package.licences, ["MIT"]);
        assert!(facts.unread.is_empty());
    }

    #[test]
    fn the_place_names_a_model_without_metadata() {
        for (path, name) in [
            ("m/bert/model-00001-of-00003.safetensors", "bert"),
            ("m/lora.safetensors", "lora"),
            ("model.safetensors", "model"),
            (
                "root/.cache/huggingface/hub/models--acme--bert/snapshots/0a/x.safetensors",
                "acme/bert",
            ),
        ] {
            let facts = parsed(&UNIT, path, &file("{}"));
            assert_eq!(facts.packages[0].full_name(), name);
        }
    }

    #[test]
    fn a_header_that_is_cut_behind_the_metadata_is_no_loss() {
        let mut whole =
            file(r#"{"__metadata__": {"modelspec.title": "T"}, "a": {"dtype": "F16"}}"#);
        whole.truncate(whole.len() - 8);
        let facts = parsed(&UNIT, "a.safetensors", &whole);
        assert_eq!(facts.packages[0].name, "T");
        assert!(facts.unread.is_empty());
        whole.truncate(30);
        assert_eq!(parsed(&UNIT, "a.safetensors", &whole).unread.len(), 1);
    }

    #[test]
    fn lengths_that_lie_are_told() {
        let mut lie = u64::MAX.to_le_bytes().to_vec();
        lie.extend(b"{}");
        for content in [&lie[..], b"", b"\0\0\0\0\0\0\0\0[]"] {
            let facts = parsed(&UNIT, "a.safetensors", content);
            assert_eq!((facts.packages.len(), facts.unread.len()), (0, 1));
        }
        let deep = file(&"{\"__metadata__\":".repeat(50_000));
        assert_eq!(parsed(&UNIT, "a.safetensors", &deep).unread.len(), 1);
    }
}
