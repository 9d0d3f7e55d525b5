//! Images in the store of containerd, read from its disk: `containerd:NAME`.
//!
//! containerd's database (`metadata/buckets.go`), `io.containerd.metadata.v1.bolt/meta.db`, holds
//! under `v1` a bucket for each namespace, in which `images` has a bucket for each name, and that a
//! `target` (`digest`, `mediatype`, `size`). The content (`content/local`) lies by digest in
//! `io.containerd.content.v1.content/blobs`, as in an OCI layout. Nothing is asked of the daemon,
//! which need not run, and nothing is locked or written.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use seaworthy_registry::Reference;

use super::bolt::{Bolt, Bucket, ReadBoltError, Value};
use super::files::{Files, Folder};
use crate::cache::Key;
use crate::error::ReadImageError;

/// LIMIT: the database of a node with thousands of images has some tens of MiB; it is read whole.
const DATABASE_BYTES_MAX: u64 = 256 << 20;
/// LIMIT: copies of a database to which containerd writes meanwhile.
const COPIES_MAX: usize = 4;
/// LIMIT: bytes of the two meta pages, at the largest size that pages have.
const META_PAGES_BYTES: usize = 2 * 65_536;
/// LIMIT: bytes that 64 bits take, seven in each.
const VARINT_BYTES_MAX: usize = 10;
/// LIMIT: names that an error tells; a person reads no more.
const NAMES_TOLD_MAX: usize = 20;
/// LIMIT: characters that an error tells of a name.
const NAME_TOLD_CHARS_MAX: usize = 300;

/// Where containerd keeps its state if nobody says otherwise.
const ROOT: &str = "/var/lib/containerd";
const DATABASE: &str = "io.containerd.metadata.v1.bolt/meta.db";
const CONTENT: &str = "io.containerd.content.v1.content";

/// Which store is meant, and what of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    root: PathBuf,
    /// The only namespace to look in; all of them without.
    namespace: Option<String>,
}

impl Place {
    /// By `CONTAINERD_ROOT` and by `CONTAINERD_NAMESPACE`, which containerd's own client obeys.
    pub(super) fn new(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        Place {
            root: PathBuf::from(set("CONTAINERD_ROOT").unwrap_or_else(|| ROOT.to_owned())),
            namespace: set("CONTAINERD_NAMESPACE"),
        }
    }
}

/// One image of the store, as the files of an OCI layout.
#[derive(Debug)]
pub(super) struct Store {
    content: Folder,
    /// `index.json`, which the database stands for.
    index: Vec<u8>,
}

/// What the database says of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Named<'a> {
    namespace: &'a str,
    name: &'a str,
    target: Target<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Target<'a> {
    digest: &'a str,
    media_type: &'a str,
    size_bytes: i64,
}

impl Store {
    /// Finds the image in the database.
    pub(super) fn open(place: &Place, name: &str) -> Result<Self, ReadImageError> {
        let path = place.root.join(DATABASE);
        let opened = |cause| ReadImageError::Open {
            path: path.clone(),
            cause,
        };
        let part = |cause: io::Error| ReadImageError::Part {
            path: place.root.clone(),
            part: DATABASE.to_owned(),
            cause,
        };
        let metadata = std::fs::metadata(&path).map_err(opened)?;
        // A pipe in its place would be waited for without end.
        if !metadata.is_file() {
            return Err(part(io::Error::other("it is no regular file")));
        }
        let bytes = copy(|| File::open(&path), DATABASE_BYTES_MAX).map_err(part)?;
        let all = images(&bytes).map_err(|error| part(io::Error::other(error)))?;
        let chosen = choose(&all, place, name)?;
        let index = serde_json::json!({
            "schemaVersion": 2,
            "manifests": [{
                "mediaType": chosen.target.media_type,
                "digest": chosen.target.digest,
                "size": chosen.target.size_bytes,
                "annotations": {"io.containerd.image.name": chosen.name},
            }],
        });
        Ok(Store {
            content: Folder::open(&place.root.join(CONTENT))?,
            index: index.to_string().into_bytes(),
        })
    }
}

impl Files for Store {
    fn path(&self) -> &Path {
        self.content.path()
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        if name == "index.json" {
            return Ok(Box::new(Cursor::new(self.index.as_slice())));
        }
        self.content.open(name).map_err(|error| {
            if error.kind() != io::ErrorKind::NotFound {
                return error;
            }
            let reason = "containerd keeps no such content: it was pulled for another platform \
                only, or was discarded after unpacking";
            io::Error::new(io::ErrorKind::NotFound, reason)
        })
    }

    fn size(&self, name: &str) -> io::Result<u64> {
        self.content.size(name)
    }

    fn identity(&self, name: &str) -> Option<Key> {
        self.content.identity(name)
    }
}

/// A copy of the database of one moment. containerd holds a lock as long as it runs. Without one, a
/// copy is whole if no transaction ended meanwhile: pages in use are overwritten only by the
/// transaction after the one that gave them up, and each ends by writing a meta page.
fn copy<R: Read>(open: impl Fn() -> io::Result<R>, bytes_max: u64) -> io::Result<Vec<u8>> {
    for _ in 0..COPIES_MAX {
        let mut before = Vec::new();
        let length = META_PAGES_BYTES as u64;
        open()?.take(length).read_to_end(&mut before)?;
        let mut bytes = Vec::new();
        open()?.take(bytes_max + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > bytes_max {
            let max = bytes_max >> 20;
            return Err(io::Error::other(format!("it is longer than {max} MiB")));
        }
        let mut after = Vec::new();
        open()?.take(length).read_to_end(&mut after)?;
        if Bolt::newest(&before) == Bolt::newest(&after) {
            return Ok(bytes);
        }
    }
    Err(io::Error::other(format!(
        "containerd wrote to it during each of {COPIES_MAX} copies"
    )))
}

/// All images of all namespaces. Names that are no text cannot be meant by anybody.
fn images(bytes: &[u8]) -> Result<Vec<Named<'_>>, ReadBoltError> {
    let bolt = Bolt::new(bytes)?;
    let mut found = Vec::new();
    let Some(version) = bolt.bucket(bolt.root(), b"v1")? else {
        return Ok(found);
    };
    let namespaces = bolt.entries(version)?;
    for (namespace, value) in namespaces {
        let Value::Bucket(bucket) = value else {
            continue;
        };
        let Some(images) = bolt.bucket(bucket, b"images")? else {
            continue;
        };
        for (name, value) in bolt.entries(images)? {
            let texts = (str::from_utf8(namespace), str::from_utf8(name));
            let (Value::Bucket(image), (Ok(namespace), Ok(name))) = (value, texts) else {
                continue;
            };
            if let Some(target) = bolt.bucket(image, b"target")? {
                found.push(Named {
                    namespace,
                    name,
                    target: target_of(&bolt, target)?,
                });
            }
        }
    }
    Ok(found)
}

fn target_of<'a>(bolt: &Bolt<'a>, bucket: Bucket<'a>) -> Result<Target<'a>, ReadBoltError> {
    let entries = bolt.entries(bucket)?;
    let bytes = |wanted: &[u8]| {
        let found = entries.iter().find(|(key, _)| *key == wanted);
        match found {
            Some((_, Value::Bytes(bytes))) => *bytes,
            _ => &[],
        }
    };
    // What is no text is no digest either, which the index tells.
    let text = |key| str::from_utf8(bytes(key)).unwrap_or_default();
    Ok(Target {
        digest: text(b"digest"),
        media_type: text(b"mediatype"),
        size_bytes: varint(bytes(b"size")),
    })
}

/// A signed number as Go's `encoding/binary` writes it: seven bits a byte, zigzag.
fn varint(bytes: &[u8]) -> i64 {
    let groups = bytes.iter().take(VARINT_BYTES_MAX).rev();
    let number = groups.fold(0_u64, |number, byte| (number << 7) | u64::from(byte & 0x7f));
    let half = i64::try_from(number >> 1).unwrap_or(i64::MAX);
    if number & 1 == 0 { half } else { !half }
}

/// The image that is meant. A name may stand in several namespaces, if it is the same image.
fn choose<'a>(all: &[Named<'a>], place: &Place, wanted: &str) -> Result<Named<'a>, ReadImageError> {
    let within = |namespace| place.namespace.as_deref().is_none_or(|n| n == namespace);
    let all = all.iter().filter(|image| within(image.namespace));
    let all: Vec<Named<'a>> = all.copied().collect();
    let called = |name: &str| {
        let found = all.iter().filter(|image| image.name == name);
        found.copied().collect::<Vec<_>>()
    };
    let mut found = called(wanted);
    if found.is_empty() {
        found = full_name(wanted).as_deref().map(called).unwrap_or_default();
    }
    let Some(first) = found.first().copied() else {
        let told =
            |image: &Named<'_>| format!("{} ({})", shown(image.name), shown(image.namespace));
        let mut names: Vec<String> = all.iter().take(NAMES_TOLD_MAX).map(told).collect();
        if all.len() > names.len() {
            names.push(format!("and {} more", all.len() - names.len()));
        }
        return Err(ReadImageError::NoSuchImage {
            path: place.root.clone(),
            wanted: wanted.to_owned(),
            names,
        });
    };
    if found
        .iter()
        .any(|image| image.target.digest != first.target.digest)
    {
        let told = |image: &Named<'_>| {
            let (name, namespace) = (shown(image.name), shown(image.namespace));
            format!("{name} with CONTAINERD_NAMESPACE={namespace}")
        };
        return Err(ReadImageError::Several {
            path: place.root.clone(),
            names: found.iter().take(NAMES_TOLD_MAX).map(told).collect(),
        });
    }
    Ok(first)
}

/// A name of the database as an error tells it.
fn shown(name: &str) -> String {
    let chars = name.chars().filter(|c| !c.is_control());
    chars.take(NAME_TOLD_CHARS_MAX).collect()
}

/// The name that containerd's clients give to what people write: with registry and tag.
fn full_name(text: &str) -> Option<String> {
    let reference: Reference = text.parse().ok()?;
    let bare = reference.tag().is_none() && reference.digest().is_none();
    Some(if bare {
        format!("{reference}:latest")
    } else {
        reference.to_string()
    })
}

/// How many images a database holds, from bytes, for fuzzing.
pub(crate) fn count(bytes: &[u8]) -> Option<usize> {
    images(bytes).ok().map(|found| found.len())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::bolt::tests::{Item, database};
    use super::*;

    const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

    fn item(text: &str) -> Item {
        Item::Bytes(text.as_bytes().to_vec())
    }

    fn image(name: &str, hex: char) -> (String, Item) {
        let digest = format!("sha256:{}", String::from(hex).repeat(64));
        let target = vec![
            ("digest".to_owned(), item(&digest)),
            ("mediatype".to_owned(), item(MANIFEST)),
            ("size".to_owned(), Item::Bytes(vec![0xd0, 0x0f])),
        ];
        let image = vec![
            ("createdat".to_owned(), item("x")),
            ("target".to_owned(), Item::Inline(target)),
        ];
        (name.to_owned(), Item::Tree(image))
    }

    fn node() -> Vec<u8> {
        let images = |list| {
            let images = ("images".to_owned(), Item::Tree(list));
            Item::Tree(vec![
                ("content".to_owned(), Item::Inline(Vec::new())),
                images,
            ])
        };
        let default = vec![
            image("docker.io/library/app:latest", 'a'),
            image("odd", 'b'),
        ];
        let pods = vec![
            image("docker.io/library/app:latest", 'a'),
            image("odd", 'c'),
        ];
        let version = vec![
            ("default".to_owned(), images(default)),
            ("k8s.io".to_owned(), images(pods)),
            ("version".to_owned(), item("4")),
        ];
        database(&[("v1".to_owned(), Item::Tree(version))])
    }

    fn find<'a>(node: &'a [u8], namespace: Option<&str>, name: &str) -> Result<Named<'a>, String> {
        let place = Place {
            root: PathBuf::from("/c"),
            namespace: namespace.map(str::to_owned),
        };
        let all = images(node).unwrap();
        choose(&all, &place, name).map_err(|error| error.to_string())
    }

    #[test]
    fn an_image_is_found_by_its_full_name_and_by_what_people_write() {
        let node = node();
        let found = find(&node, None, "docker.io/library/app:latest").unwrap();
        assert_eq!(found.target.media_type, MANIFEST);
        assert_eq!(found.target.size_bytes, 1000);
        assert_eq!(find(&node, None, "app").unwrap(), found);
        assert_eq!(
            find(&node, Some("k8s.io"), "app:latest").unwrap().namespace,
            "k8s.io"
        );
    }

    #[test]
    fn a_name_with_two_meanings_needs_a_namespace() {
        let error = find(&node(), None, "odd").unwrap_err();
        assert!(
            error.contains("odd with CONTAINERD_NAMESPACE=default"),
            "{error}"
        );
        assert!(error.contains("CONTAINERD_NAMESPACE=k8s.io"), "{error}");
        let node = node();
        let found = find(&node, Some("k8s.io"), "odd").unwrap();
        assert!(found.target.digest.starts_with("sha256:cc"));
    }

    #[test]
    fn a_name_that_is_not_there_tells_the_names_there_are() {
        let error = find(&node(), None, "gone").unwrap_err();
        assert!(error.contains("no image `gone`"), "{error}");
        assert!(error.contains("odd (k8s.io)"), "{error}");
        assert!(find(&node(), Some("moby"), "odd").is_err());
    }

    #[test]
    fn a_database_that_is_written_to_meanwhile_is_copied_again() {
        let (first, reads) = (node(), Cell::new(0));
        let mut second = first.clone();
        // The newer meta page is torn, so that the older one counts.
        second[1024 + 40] ^= 1;
        let changing = |until: usize| {
            let (first, second, reads) = (&first, &second, &reads);
            reads.set(0);
            let open = move || {
                reads.set(reads.get() + 1);
                let early = reads.get() <= until && reads.get() % 3 == 1;
                Ok(Cursor::new(if early { first } else { second }))
            };
            copy(open, DATABASE_BYTES_MAX)
        };
        assert_eq!(changing(1).unwrap(), second);
        assert_eq!(reads.get(), 6);
        let error = changing(3 * COPIES_MAX).unwrap_err().to_string();
        assert!(error.contains("during each of 4 copies"), "{error}");
    }

    #[test]
    fn a_database_without_end_is_refused() {
        let max = 2 << 20;
        let error = copy(|| Ok(io::repeat(0)), max).unwrap_err().to_string();
        assert!(error.contains("longer than 2 MiB"), "{error}");
    }

    #[test]
    fn content_that_is_not_there_and_places_without_a_store_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place {
            root: folder.path().to_owned(),
            namespace: None,
        };
        let error = Store::open(&place, "app").unwrap_err();
        assert!(matches!(error, ReadImageError::Open { .. }), "{error}");
        let database = folder.path().join(DATABASE);
        std::fs::create_dir_all(&database).unwrap();
        let error = Store::open(&place, "app").unwrap_err();
        assert!(matches!(error, ReadImageError::Part { .. }), "{error}");
        std::fs::remove_dir(&database).unwrap();
        std::fs::write(&database, node()).unwrap();
        std::fs::create_dir_all(folder.path().join(CONTENT)).unwrap();
        let store = Store::open(&place, "app").unwrap();
        let mut index = String::new();
        store
            .open("index.json")
            .unwrap()
            .read_to_string(&mut index)
            .unwrap();
        assert!(index.contains("docker.io/library/app:latest"), "{index}");
        let error = store.open("blobs/sha256/00").err().unwrap().to_string();
        assert!(error.contains("another platform"), "{error}");
        std::fs::write(&database, "no database").unwrap();
        let error = Store::open(&place, "app").unwrap_err();
        assert!(matches!(error, ReadImageError::Part { .. }), "{error}");
    }

    #[test]
    fn the_store_is_where_the_environment_says() {
        let place = Place::new(|_| None);
        assert_eq!(place.root, Path::new(ROOT));
        assert_eq!(place.namespace, None);
        let place = Place::new(|name| Some(format!("/x/{name}")));
        assert_eq!(place.root, Path::new("/x/CONTAINERD_ROOT"));
        assert_eq!(place.namespace.as_deref(), Some("/x/CONTAINERD_NAMESPACE"));
    }

    #[test]
    fn numbers_are_those_of_go() {
        for (bytes, number) in [
            (&[0x00][..], 0),
            (&[0x01], -1),
            (&[0xd0, 0x0f], 1000),
            (&[0xff; 10], i64::MIN),
            (&[], 0),
        ] {
            assert_eq!(varint(bytes), number);
        }
    }
}
