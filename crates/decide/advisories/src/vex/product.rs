//! Products of statements, and whether one is what a finding is about: leniently where the author
//! left something out, strictly where the author said something else.

use seaworthy_facts::{Distro, ImageFacts, Package, PackageKind};
use seaworthy_model::Digest;

use super::purl::Purl;
use super::range;
use crate::names;

/// A product that a statement names, possibly with the parts of it that are meant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Product {
    /// The product itself.
    pub whole: Component,
    /// The platform that it belongs to, as a CPE, where the document says (CSAF relationships).
    pub platform: Option<String>,
    /// The parts of it that the statement is about; none: the product as such.
    pub parts: Vec<Component>,
}

/// Something that can be recognised: by any of its identities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Component {
    /// As a person knows it.
    pub name: String,
    /// How it is recognised.
    pub identities: Vec<Identity>,
    /// The versions that are meant, as `vers` or one version; none: those of the identities.
    pub versions: Vec<String>,
}

/// One way to recognise something.
#[derive(Clone, Debug, PartialEq)]
pub enum Identity {
    /// A package URL.
    Purl(Purl),
    /// The digest of a file, a manifest or a configuration.
    Digest(Digest),
    /// Any other name, such as an image reference.
    Name(String),
}

/// What came of comparing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// It is the one.
    Yes,
    /// It is the one in another version: what is stated, and what is there.
    Version(String, String),
    /// It is another one.
    Other,
}

/// What a finding is about.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) package: &'a Package,
    pub(super) image: Option<&'a ImageFacts>,
    pub(super) distro: Option<&'a Distro>,
}

impl Identity {
    /// Reads whatever a document gives as an id.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        if let Some(purl) = Purl::parse(text) {
            return Identity::Purl(purl);
        }
        match text.parse::<Digest>() {
            Ok(digest) => Identity::Digest(digest),
            Err(_) => Identity::Name(text.to_owned()),
        }
    }

    /// A hash under the name of its algorithm (`sha-256`, `SHA-256`, `sha256`); none for algorithms
    /// that no fact is given in.
    #[must_use]
    pub fn of_hash(algorithm: &str, hex: &str) -> Option<Self> {
        let algorithm = algorithm.to_ascii_lowercase().replace('-', "");
        let text = format!("{algorithm}:{}", hex.trim().to_ascii_lowercase());
        text.parse().ok().map(Identity::Digest)
    }
}

impl Component {
    /// A component by one id.
    #[must_use]
    pub fn of(id: &str) -> Self {
        Component {
            name: id.trim().to_owned(),
            identities: vec![Identity::of(id)],
            versions: Vec::new(),
        }
    }
}

impl Product {
    /// Compares it with what a finding is about.
    pub(super) fn fits(&self, subject: &Subject<'_>) -> Fit {
        if let (Some(platform), Some(distro)) = (&self.platform, subject.distro)
            && !platform_fits(platform, distro)
        {
            return Fit::Other;
        }
        let itself = self.whole.fits_package(subject.package, subject.distro);
        let whole = subject
            .image
            .map_or(Fit::Other, |image| self.whole.fits_image(image));
        if self.parts.is_empty() {
            return better(itself, whole);
        }
        let part = self
            .parts
            .iter()
            .map(|part| part.fits_package(subject.package, subject.distro))
            .fold(Fit::Other, better);
        match (&whole, &part) {
            (Fit::Yes, _) => part,
            (Fit::Version(..), Fit::Yes) => whole,
            (Fit::Other, Fit::Yes) if self.is_within(subject) => Fit::Yes,
            _ => Fit::Other,
        }
    }

    /// Whether the product is another package of the same image, which may hold the part.
    fn is_within(&self, subject: &Subject<'_>) -> bool {
        let packages = subject.image.map(|image| &image.packages);
        packages
            .into_iter()
            .flatten()
            .any(|package| self.whole.fits_package(package, subject.distro) == Fit::Yes)
    }
}

impl Component {
    fn fits_package(&self, package: &Package, distro: Option<&Distro>) -> Fit {
        let fit = self
            .identities
            .iter()
            .map(|identity| match identity {
                Identity::Purl(purl) => purl_fits(purl, package, distro),
                Identity::Digest(digest) if package.hashes.contains(digest) => Fit::Yes,
                Identity::Digest(_) | Identity::Name(_) => Fit::Other,
            })
            .fold(Fit::Other, better);
        if fit != Fit::Yes || self.versions.is_empty() {
            return fit;
        }
        let holds = |wanted: &String| {
            range::holds(wanted, &package.version)
                .unwrap_or_else(|| same_version(wanted, &package.version, package.kind))
        };
        if self.versions.iter().any(holds) {
            Fit::Yes
        } else {
            Fit::Version(self.versions.join(", "), package.version.clone())
        }
    }

    fn fits_image(&self, image: &ImageFacts) -> Fit {
        self.identities
            .iter()
            .map(|identity| match identity {
                Identity::Digest(digest) if is_digest_of(digest, image) => Fit::Yes,
                Identity::Digest(_) => Fit::Other,
                Identity::Purl(purl) => image_purl_fits(purl, image),
                Identity::Name(name) => {
                    let wanted = Reference::parse(name);
                    references(image)
                        .map(|known| wanted.fits(&known, image))
                        .fold(Fit::Other, better)
                }
            })
            .fold(Fit::Other, better)
    }
}

/// The one that says more.
fn better(one: Fit, other: Fit) -> Fit {
    match (one, other) {
        (Fit::Yes, _) | (_, Fit::Yes) => Fit::Yes,
        (version @ Fit::Version(..), _) | (_, version @ Fit::Version(..)) => version,
        _ => Fit::Other,
    }
}

fn purl_fits(purl: &Purl, package: &Package, distro: Option<&Distro>) -> Fit {
    if purl.kind != package.kind.as_str() {
        return Fit::Other;
    }
    if !package.kind.is_os() {
        return if same_path(purl, package) {
            version_fits(purl, &[&package.version], package.kind)
        } else {
            Fit::Other
        };
    }
    let elsewhere = match (&purl.namespace, &package.namespace) {
        (Some(stated), Some(known)) => family(stated) != family(known),
        _ => false,
    };
    if elsewhere {
        return Fit::Other;
    }
    if purl.version.is_none()
        && let (Some(stated), Some(distro)) = (purl.qualifier("distro"), distro)
        && !release_fits(stated, distro)
    {
        return Fit::Other;
    }
    let source = package
        .source
        .as_ref()
        .filter(|source| source.name == purl.name);
    let of_source = purl
        .qualifier("arch")
        .is_some_and(|arch| matches!(arch, "src" | "source"));
    match source {
        // A statement on the source holds for what is built from it.
        Some(source) if source.version.is_empty() => {
            version_fits(purl, &[&package.version], package.kind)
        }
        Some(source) => version_fits(purl, &[&source.version, &package.version], package.kind),
        None if purl.name == package.name && !of_source => {
            version_fits(purl, &[&package.version], package.kind)
        }
        None => Fit::Other,
    }
}

fn same_path(purl: &Purl, package: &Package) -> bool {
    let known = match &package.namespace {
        Some(namespace) => format!("{namespace}/{}", package.name),
        None => package.name.clone(),
    };
    let stated = purl.path();
    match package.kind {
        PackageKind::Pypi => names::normal("PyPI", &stated) == names::normal("PyPI", &known),
        PackageKind::Golang | PackageKind::Composer | PackageKind::Nuget => {
            stated.eq_ignore_ascii_case(&known)
        }
        _ => stated == known,
    }
}

/// A version that is not stated is any version.
fn version_fits(purl: &Purl, installed: &[&str], kind: PackageKind) -> Fit {
    let Some(version) = &purl.version else {
        return Fit::Yes;
    };
    let stated = match purl.qualifier("epoch").filter(|epoch| *epoch != "0") {
        Some(epoch) if !version.contains(':') => format!("{epoch}:{version}"),
        _ => version.clone(),
    };
    if installed
        .iter()
        .any(|installed| same_version(&stated, installed, kind))
    {
        return Fit::Yes;
    }
    let shown = installed.first().map(|text| (*text).to_owned());
    Fit::Version(version.clone(), shown.unwrap_or_default())
}

/// Whether two texts are one version. An epoch that is not stated is any epoch, since many authors
/// leave it out; Go's versions may lack their `v`.
fn same_version(stated: &str, installed: &str, kind: PackageKind) -> bool {
    let bare = |version: &str| -> String {
        let version = match kind {
            PackageKind::Golang => version.trim_start_matches("go").trim_start_matches('v'),
            _ => version,
        };
        version.strip_prefix("0:").unwrap_or(version).to_owned()
    };
    let (stated, installed) = (bare(stated), bare(installed));
    if stated == installed {
        return true;
    }
    kind.is_os()
        && !stated.contains(':')
        && installed
            .split_once(':')
            .is_some_and(|(_, version)| version == stated)
}

/// The name under which the packages of a distribution are known in package URLs.
fn family(namespace: &str) -> String {
    let name = namespace.to_ascii_lowercase();
    match name.as_str() {
        "rhel" | "red-hat" => "redhat",
        "sles" | "sle" | "sled" | "sle-micro" | "sl-micro" | "suse" | "sles_sap" => "suse",
        "opensuse-leap" | "opensuse-tumbleweed" | "opensuse" => "opensuse",
        "amazon" | "amazonlinux" => "amzn",
        "oracle" | "oraclelinux" => "ol",
        "rocky" | "rockylinux" | "rocky-linux" => "rocky",
        "alma" | "almalinux" => "almalinux",
        "azurelinux" | "azure-linux" | "mariner" | "cbl-mariner" => "azurelinux",
        other => other,
    }
    .to_owned()
}

/// Whether a qualifier such as `debian-12`, `bookworm` or `12.5` may mean a distribution.
fn release_fits(stated: &str, distro: &Distro) -> bool {
    if distro
        .codename
        .as_deref()
        .is_some_and(|name| name.eq_ignore_ascii_case(stated))
    {
        return true;
    }
    let (name, version) = stated.rsplit_once('-').unwrap_or(("", stated));
    if !name.is_empty() && family(name) != family(&distro.id) {
        return false;
    }
    // A word in place of a number is a code name that the image does not tell.
    !version.starts_with(|c: char| c.is_ascii_digit()) || release(version, &distro.version_id)
}

/// Whether one of two releases is the other with less detail: `9` and `9.4`.
fn release(one: &str, other: &str) -> bool {
    let mut left = one.split('.');
    let mut right = other.split('.');
    loop {
        match (left.next(), right.next()) {
            (Some(a), Some(b)) if a == b => {}
            (None, _) | (_, None) => return true,
            _ => return false,
        }
    }
}

/// Whether a platform, given as a CPE (NIST IR 7695, both bindings), may be the distribution. A
/// vendor that is not known says nothing.
fn platform_fits(cpe: &str, distro: &Distro) -> bool {
    let parts = cpe
        .strip_prefix("cpe:2.3:")
        .or_else(|| cpe.strip_prefix("cpe:/"));
    let Some(parts) = parts else { return true };
    let mut parts = parts.split(':').skip(1);
    let (vendor, product) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let version = parts.next().unwrap_or("");
    let known = family(&distro.id);
    let wanted = match (vendor, product) {
        ("redhat", _) => "redhat",
        ("debian", _) => "debian",
        ("canonical", _) => "ubuntu",
        ("suse", _) => "suse",
        ("opensuse", _) => "opensuse",
        ("oracle", "linux") => "ol",
        ("almalinux", _) => "almalinux",
        ("rocky", _) => "rocky",
        ("amazon", _) => "amzn",
        ("microsoft", _) => "azurelinux",
        _ => return true,
    };
    if known != wanted {
        return false;
    }
    let numbered = version.starts_with(|c: char| c.is_ascii_digit());
    // Products of Red Hat beside the distribution count their own versions.
    let is_system = product.contains("linux") || product.contains("rhel") || wanted != "redhat";
    !numbered || !is_system || release(version, &distro.version_id)
}

/// Of the manifest, of the index that it was chosen from, or of the configuration.
fn is_digest_of(digest: &Digest, image: &ImageFacts) -> bool {
    [&image.digest, &image.index_digest, &image.config_digest]
        .into_iter()
        .flatten()
        .any(|known| known == digest)
}

fn image_purl_fits(purl: &Purl, image: &ImageFacts) -> Fit {
    if !matches!(purl.kind.as_str(), "oci" | "docker") {
        return Fit::Other;
    }
    if let Some(version) = &purl.version
        && let Ok(digest) = version.parse::<Digest>()
    {
        if is_digest_of(&digest, image) {
            return Fit::Yes;
        }
        // The digest of an index stands in the name that was asked for.
        if references(image).any(|known| known.digest.as_deref() == Some(version)) {
            return Fit::Yes;
        }
    }
    let repository = match purl.qualifier("repository_url") {
        Some(url) => {
            let url = url.split_once("://").map_or(url, |(_, url)| url);
            let url = url.trim_end_matches('/');
            let whole = url == purl.name || url.ends_with(&format!("/{}", purl.name));
            Some(if whole {
                url.to_owned()
            } else {
                format!("{url}/{}", purl.path())
            })
        }
        None if purl.kind == "docker" => Some(purl.path()),
        None => None,
    };
    let is_digest = |text: &str| text.parse::<Digest>().is_ok();
    let wanted = Reference {
        repository: repository
            .map(|text| Reference::parse(&text).repository)
            .unwrap_or_default(),
        tag: purl
            .qualifier("tag")
            .map(str::to_owned)
            .or_else(|| purl.version.clone().filter(|version| !is_digest(version))),
        digest: purl.version.clone().filter(|version| is_digest(version)),
    };
    references(image)
        .filter(|known| {
            let last = known.repository.rsplit('/').next().unwrap_or_default();
            !wanted.repository.is_empty() || last.eq_ignore_ascii_case(&purl.name)
        })
        .map(|known| wanted.fits(&known, image))
        .fold(Fit::Other, better)
}

/// The names under which an image is known.
fn references(image: &ImageFacts) -> impl Iterator<Item = Reference> {
    let name = Some(&image.name).filter(|_| image.has_reference);
    name.into_iter()
        .chain(&image.tags)
        .map(|text| Reference::parse(text))
}

/// An image reference, taken apart without being checked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reference {
    /// Host and path; empty: any.
    repository: String,
    tag: Option<String>,
    digest: Option<String>,
}

impl Reference {
    fn parse(text: &str) -> Self {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.to_owned())),
            None => (text, None),
        };
        let name_at = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (path, tag) = match rest.rfind(':').filter(|at| *at > name_at) {
            Some(at) => (
                rest.get(..at).unwrap_or_default(),
                rest.get(at + 1..).map(str::to_owned),
            ),
            None => (rest, None),
        };
        let path = path
            .strip_prefix("index.docker.io/")
            .map_or_else(|| path.to_owned(), |rest| format!("docker.io/{rest}"));
        let repository = match path.split_once('/') {
            Some(("docker.io", name)) if !name.contains('/') => format!("docker.io/library/{name}"),
            Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => path,
            Some(_) => format!("docker.io/{path}"),
            None => format!("docker.io/library/{path}"),
        };
        Reference {
            repository,
            tag,
            digest,
        }
    }

    /// Whether this, as stated, means an image under its name `known`.
    fn fits(&self, known: &Reference, image: &ImageFacts) -> Fit {
        if !self.repository.is_empty() && self.repository != known.repository {
            return Fit::Other;
        }
        if let Some(digest) = &self.digest {
            let of_image = image.digest.as_ref().map(ToString::to_string);
            let of_name = known.digest.as_ref();
            return if Some(digest) == of_image.as_ref() || Some(digest) == of_name {
                Fit::Yes
            } else {
                let installed = of_image.or_else(|| of_name.cloned());
                Fit::Version(
                    digest.clone(),
                    installed.unwrap_or_else(|| "unknown".into()),
                )
            };
        }
        match (&self.tag, &known.tag) {
            (Some(stated), Some(tag)) if stated != tag => Fit::Version(stated.clone(), tag.clone()),
            (Some(stated), None) => Fit::Version(stated.clone(), "unknown".into()),
            _ => Fit::Yes,
        }
    }
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::SourcePackage;

    use super::*;

    fn debian() -> Distro {
        Distro {
            id: "debian".into(),
            version_id: "12".into(),
            codename: Some("bookworm".into()),
            ..Distro::default()
        }
    }

    fn libssl() -> Package {
        let mut package = Package::new(PackageKind::Deb, "libssl3", "3.0.11-1", "p", "dpkg");
        package.namespace = Some("debian".into());
        package.source = Some(SourcePackage {
            name: "openssl".into(),
            version: "3.0.11-1".into(),
        });
        package
    }

    fn fit(id: &str, package: &Package) -> Fit {
        let distro = debian();
        let product = Product {
            whole: Component::of(id),
            ..Product::default()
        };
        product.fits(&Subject {
            package,
            image: None,
            distro: Some(&distro),
        })
    }

    #[test]
    fn what_is_left_out_of_a_package_url_is_any() {
        for id in [
            "pkg:deb/debian/libssl3@3.0.11-1?arch=arm64&distro=debian-12",
            "pkg:deb/debian/libssl3@3.0.11-1",
            "pkg:deb/debian/libssl3",
            "pkg:deb/libssl3",
            "pkg:deb/debian/openssl?arch=source",
            "pkg:deb/debian/openssl?distro=bookworm",
            "pkg:deb/debian/openssl?distro=debian-12.5",
        ] {
            assert_eq!(fit(id, &libssl()), Fit::Yes, "{id}");
        }
    }

    #[test]
    fn what_is_stated_and_differs_is_another_one() {
        for id in [
            "pkg:deb/ubuntu/libssl3",
            "pkg:rpm/debian/libssl3",
            "pkg:deb/debian/libssl-dev",
            "pkg:deb/debian/libssl3?arch=source",
            "pkg:deb/debian/openssl?distro=debian-11",
            "libssl3",
        ] {
            assert_eq!(fit(id, &libssl()), Fit::Other, "{id}");
        }
        let other = fit("pkg:deb/debian/libssl3@3.0.9-1", &libssl());
        assert_eq!(other, Fit::Version("3.0.9-1".into(), "3.0.11-1".into()));
    }

    #[test]
    fn an_epoch_may_be_left_out_or_be_a_qualifier() {
        let mut package = Package::new(PackageKind::Rpm, "bind", "32:9.11-1.el8", "p", "rpm");
        package.namespace = Some("rhel".into());
        for id in [
            "pkg:rpm/redhat/bind@9.11-1.el8",
            "pkg:rpm/redhat/bind@9.11-1.el8?epoch=32",
            "pkg:rpm/redhat/bind@32:9.11-1.el8",
        ] {
            assert_eq!(fit(id, &package), Fit::Yes, "{id}");
        }
        assert!(matches!(
            fit("pkg:rpm/redhat/bind@9.11-1.el8?epoch=31", &package),
            Fit::Version(..)
        ));
    }

    #[test]
    fn language_packages_need_their_whole_name() {
        let mut go = Package::new(PackageKind::Golang, "crypto", "v0.1.0", "p", "go");
        go.namespace = Some("golang.org/x".into());
        assert_eq!(fit("pkg:golang/golang.org/x/crypto@0.1.0", &go), Fit::Yes);
        assert_eq!(fit("pkg:golang/crypto", &go), Fit::Other);
        let pypi = Package::new(PackageKind::Pypi, "Zope.Interface", "5", "p", "python");
        assert_eq!(fit("pkg:pypi/zope-interface", &pypi), Fit::Yes);
    }

    fn image() -> ImageFacts {
        ImageFacts {
            name: "registry.example/shop/web:1.4".into(),
            has_reference: true,
            digest: Some(Digest::sha256(b"manifest")),
            config_digest: Some(Digest::sha256(b"config")),
            packages: vec![libssl()],
            ..ImageFacts::default()
        }
    }

    fn whole(id: &str) -> Fit {
        Component::of(id).fits_image(&image())
    }

    #[test]
    fn an_image_is_known_by_name_tag_and_digest() {
        let digest = Digest::sha256(b"manifest");
        let config = Digest::sha256(b"config");
        for id in [
            "pkg:oci/web".to_owned(),
            format!("pkg:oci/web@{digest}"),
            format!("pkg:oci/other@{config}"),
            "pkg:oci/web?repository_url=registry.example/shop/web&tag=1.4".to_owned(),
            "pkg:oci/web?repository_url=registry.example/shop".to_owned(),
            "registry.example/shop/web:1.4".to_owned(),
            "registry.example/shop/web".to_owned(),
            digest.to_string(),
        ] {
            assert_eq!(whole(&id), Fit::Yes, "{id}");
        }
        for id in [
            "pkg:oci/api",
            "pkg:oci/web?repository_url=elsewhere.example/web",
            "web:1.4",
        ] {
            assert_eq!(whole(id), Fit::Other, "{id}");
        }
        let other = Digest::sha256(b"other");
        assert!(matches!(
            whole(&format!("pkg:oci/web@{other}")),
            Fit::Version(..)
        ));
        assert!(matches!(whole("pkg:oci/web?tag=1.3"), Fit::Version(..)));
        assert_eq!(
            Reference::parse("debian:12").repository,
            "docker.io/library/debian"
        );
        assert_eq!(
            Reference::parse("localhost:5000/a").repository,
            "localhost:5000/a"
        );
    }

    #[test]
    fn parts_count_only_within_their_product() {
        let facts = image();
        let package = libssl();
        let subject = Subject {
            package: &package,
            image: Some(&facts),
            distro: None,
        };
        let fits = |whole: &str, part: &str| {
            Product {
                whole: Component::of(whole),
                platform: None,
                parts: vec![Component::of(part)],
            }
            .fits(&subject)
        };
        assert_eq!(fits("pkg:oci/web", "pkg:deb/debian/libssl3"), Fit::Yes);
        assert_eq!(fits("pkg:oci/web", "pkg:deb/debian/zlib1g"), Fit::Other);
        assert_eq!(fits("pkg:oci/api", "pkg:deb/debian/libssl3"), Fit::Other);
        assert!(matches!(
            fits("pkg:oci/web?tag=1.3", "pkg:deb/debian/libssl3"),
            Fit::Version(..)
        ));
    }

    #[test]
    fn a_platform_is_the_distribution_in_the_same_release() {
        let rhel = |version: &str| Distro {
            id: "rhel".into(),
            version_id: version.into(),
            ..Distro::default()
        };
        assert!(platform_fits(
            "cpe:/o:redhat:enterprise_linux:9",
            &rhel("9.4")
        ));
        assert!(!platform_fits(
            "cpe:/o:redhat:enterprise_linux:8",
            &rhel("9.4")
        ));
        assert!(!platform_fits(
            "cpe:2.3:o:redhat:rhel_eus:9.2:*",
            &rhel("9.4")
        ));
        assert!(!platform_fits(
            "cpe:/o:redhat:enterprise_linux:9",
            &debian()
        ));
        assert!(platform_fits("cpe:/a:somebody:something:1", &debian()));
    }
}
