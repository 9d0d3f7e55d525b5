//! The types of the API of Kubernetes, read from the table that is compiled in.

use std::collections::HashMap;
use std::sync::LazyLock;

use seaworthy_facts::manifest::kubernetes::KubeVersion;

/// Written by `cargo xtask kube-schemas`, which says what its signs mean.
const TEXT: &str = include_str!("../../data/kube_schemas.txt");

/// The types of every release.
pub(crate) static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(TEXT).unwrap_or_default());

/// The number of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TypeId(u16);

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Integer32,
    Integer64,
    Number,
    Truth,
    Quantity,
    IntegerOrText,
    Time,
    Bytes,
    Any,
    List(ShapeId),
    Map(ShapeId),
    Type(TypeId),
    /// A type, or something else than a mapping.
    Loose(TypeId),
}

/// The number of the shape of items or values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShapeId(u16);

/// A field of a type, in some releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    /// The first minor release that has it so.
    pub(crate) first: u16,
    /// The last one.
    pub(crate) last: u16,
}

/// A version of a kind that servers serve in some releases.
#[derive(Clone, Copy, Debug)]
struct Served {
    api_version: &'static str,
    first: u16,
    last: u16,
    of: TypeId,
}

#[derive(Clone, Copy, Debug)]
struct Type {
    name: &'static str,
    /// A range of the fields, which are sorted by name in it.
    start: usize,
    end: usize,
}

/// All types.
#[derive(Debug, Default)]
pub(crate) struct Table {
    first: u16,
    last: u16,
    types: Vec<Type>,
    fields: Vec<Field>,
    shapes: Vec<Shape>,
    kinds: HashMap<&'static str, Vec<Served>>,
}

impl Table {
    /// The minor release of the table that is nearest to a version.
    pub(crate) fn minor(&self, version: KubeVersion) -> u16 {
        if version.major == 1 {
            version.minor.clamp(self.first, self.last.max(self.first))
        } else {
            self.last
        }
    }

    /// The type of a kind, and the release by which its fields are judged: the given one, or the
    /// nearest that serves it.
    pub(crate) fn kind(&self, api_version: &str, kind: &str, minor: u16) -> Option<(TypeId, u16)> {
        let served = self.kinds.get(kind)?.iter();
        let mut served = served.filter(|served| served.api_version == api_version);
        let found = served.next()?;
        Some((
            found.of,
            minor.clamp(found.first, found.last.max(found.first)),
        ))
    }

    /// The name of a type, as in `PodSpec`.
    pub(crate) fn name(&self, of: TypeId) -> &'static str {
        self.types.get(of.0 as usize).map_or("", |one| one.name)
    }

    /// The fields of a type in all releases, by name.
    pub(crate) fn fields(&self, of: TypeId) -> &[Field] {
        let one = self.types.get(of.0 as usize);
        let fields = one.and_then(|one| self.fields.get(one.start..one.end));
        fields.unwrap_or_default()
    }

    /// The fields of that name, one for each group of releases.
    pub(crate) fn named(&self, of: TypeId, name: &str) -> &[Field] {
        let fields = self.fields(of);
        let start = fields.partition_point(|field| field.name < name);
        let rest = fields.get(start..).unwrap_or_default();
        let count = rest.iter().take_while(|field| field.name == name).count();
        rest.get(..count).unwrap_or_default()
    }

    /// The field of that name in a release.
    pub(crate) fn field(&self, of: TypeId, name: &str, minor: u16) -> Option<&Field> {
        let named = self.named(of, name).iter();
        named.into_iter().find(|field| field.is_in(minor))
    }

    /// The shape of the items of a list or the values of a map.
    pub(crate) fn shape(&self, id: ShapeId) -> Shape {
        self.shapes
            .get(id.0 as usize)
            .copied()
            .unwrap_or(Shape::Any)
    }
}

impl Field {
    /// Whether a release has it.
    pub(crate) fn is_in(&self, minor: u16) -> bool {
        self.first <= minor && minor <= self.last
    }
}

/// Reading: two passes, since a type may stand behind its use.
impl Table {
    fn read(text: &'static str) -> Option<Table> {
        let mut table = Table::default();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let mut lines = lines.filter(|line| !line.is_empty());
        let (first, last) = lines.next()?.strip_prefix("releases ")?.split_once(' ')?;
        (table.first, table.last) = (first.parse().ok()?, last.parse().ok()?);
        let mut packages: HashMap<&str, HashMap<&str, TypeId>> = HashMap::new();
        let mut package = "";
        let mut count = 0;
        for line in lines.clone() {
            if let Some(name) = line.strip_prefix("> ") {
                package = name;
                continue;
            }
            let name = head(line).0;
            packages
                .entry(package)
                .or_default()
                .insert(name, TypeId(count));
            count = count.checked_add(1)?;
        }
        for line in lines {
            match line.strip_prefix("> ") {
                Some(name) => package = name,
                None => table.read_type(line, package, &packages)?,
            }
        }
        Some(table)
    }

    fn read_type(
        &mut self,
        line: &'static str,
        package: &str,
        packages: &HashMap<&str, HashMap<&str, TypeId>>,
    ) -> Option<()> {
        let of = TypeId(u16::try_from(self.types.len()).ok()?);
        let (name, served) = head(line);
        let all = (self.first, self.last);
        let mut own = all;
        if let Some(served) = served {
            let (api_version, first, last) = ranged(served, all)?;
            own = (first, last);
            let served = Served {
                api_version,
                first,
                last,
                of,
            };
            self.kinds.entry(name).or_default().push(served);
        }
        let start = self.fields.len();
        for word in line.split(' ').skip(1) {
            let (name, rest) = word.split_once(':')?;
            let (shape, first, last) = ranged(rest, own)?;
            let shape = self.read_shape(shape, package, packages)?;
            let bare = name.strip_suffix('!');
            self.fields.push(Field {
                name: bare.unwrap_or(name),
                shape,
                required: bare.is_some(),
                first,
                last,
            });
        }
        let end = self.fields.len();
        self.fields
            .get_mut(start..end)?
            .sort_by_key(|field| field.name);
        self.types.push(Type { name, start, end });
        Some(())
    }

    fn read_shape(
        &mut self,
        text: &'static str,
        package: &str,
        packages: &HashMap<&str, HashMap<&str, TypeId>>,
    ) -> Option<Shape> {
        let within = |open, close| text.strip_prefix(open)?.strip_suffix(close);
        if let Some(item) = within('[', ']') {
            let item = self.read_shape(item, package, packages)?;
            return Some(Shape::List(self.keep(item)?));
        }
        if let Some(value) = within('{', '}') {
            let value = self.read_shape(value, package, packages)?;
            return Some(Shape::Map(self.keep(value)?));
        }
        Some(match text {
            "s" => Shape::Text,
            "i" => Shape::Integer32,
            "l" => Shape::Integer64,
            "n" => Shape::Number,
            "b" => Shape::Truth,
            "q" => Shape::Quantity,
            "x" => Shape::IntegerOrText,
            "t" => Shape::Time,
            "y" => Shape::Bytes,
            "a" => Shape::Any,
            _ => {
                let bare = text.strip_prefix('~');
                let name = bare.unwrap_or(text);
                let (package, name) = name.rsplit_once('.').unwrap_or((package, name));
                let of = *packages.get(package)?.get(name)?;
                if bare.is_some() {
                    Shape::Loose(of)
                } else {
                    Shape::Type(of)
                }
            }
        })
    }

    fn keep(&mut self, shape: Shape) -> Option<ShapeId> {
        // Few shapes are the item of something; a scan keeps each once.
        let found = self.shapes.iter().position(|other| *other == shape);
        let index = found.unwrap_or_else(|| {
            self.shapes.push(shape);
            self.shapes.len() - 1
        });
        Some(ShapeId(u16::try_from(index).ok()?))
    }
}

/// Name and, for what is served, `apiVersion` with its range.
fn head(line: &'static str) -> (&'static str, Option<&'static str>) {
    let word = line.split(' ').next().unwrap_or_default();
    match word.split_once('=') {
        Some((name, served)) => (name, Some(served)),
        None => (word, None),
    }
}

/// A text without the marks `+24` and `-30` behind it, and the range that they say.
fn ranged(text: &'static str, within: (u16, u16)) -> Option<(&'static str, u16, u16)> {
    let (text, last) = match text.rsplit_once('-') {
        Some((text, last)) => (text, last.parse().ok()?),
        None => (text, within.1),
    };
    let (text, first) = match text.rsplit_once('+') {
        Some((text, first)) => (text, first.parse().ok()?),
        None => (text, within.0),
    };
    Some((text, first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table_is_read() {
        let table = Table::read(TEXT).expect("every line is understood");
        assert!(table.types.len() > 900 && table.fields.len() > 4000);
        let (pod, minor) = table.kind("v1", "Pod", 36).unwrap();
        assert_eq!((table.name(pod), minor), ("Pod", 36));
        let Some(Shape::Type(spec)) = table.field(pod, "spec", 36).map(|field| field.shape) else {
            panic!("a pod has a specification");
        };
        assert!(
            table
                .field(spec, "containers", 36)
                .is_some_and(|field| field.required)
        );
        assert!(table.field(spec, "containerz", 36).is_none());
    }

    #[test]
    fn a_field_is_there_in_its_releases_only() {
        let (stateful_set, _) = TABLE.kind("apps/v1", "StatefulSetSpec", 36).unzip();
        assert_eq!(stateful_set, None, "no server serves a part");
        let (of, _) = TABLE.kind("v1", "PersistentVolumeClaim", 30).unwrap();
        let Some(Shape::Type(spec)) = TABLE.field(of, "spec", 30).map(|field| field.shape) else {
            panic!("a claim has a specification");
        };
        let name = |minor| match TABLE.field(spec, "resources", minor)?.shape {
            Shape::Type(of) => Some(TABLE.name(of)),
            _ => None,
        };
        assert_eq!(name(28), Some("ResourceRequirements"));
        assert_eq!(name(29), Some("VolumeResourceRequirements"));
    }

    #[test]
    fn a_version_that_is_not_served_any_more_is_judged_as_it_last_was() {
        assert_eq!(TABLE.kind("batch/v1beta1", "CronJob", 36).unwrap().1, 24);
        assert_eq!(TABLE.minor(KubeVersion::new(1, 9)), TABLE.first);
        assert_eq!(TABLE.minor(KubeVersion::new(1, 99)), TABLE.last);
    }
}
