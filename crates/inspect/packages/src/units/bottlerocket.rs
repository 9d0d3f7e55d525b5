//! Bottlerocket: `usr/share/bottlerocket/application-inventory.json`.
//!
//! Format: one object with a list `Content` of the rpm packages that the image was built from, with
//! name, epoch, version, release and architecture.

use seaworthy_facts::PackageKind;
use serde::Deserialize;

use crate::found::Found;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "bottlerocket",
    title: "Inventory of Bottlerocket",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Name("application-inventory.json", is_inventory)],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: an image has some hundred packages and an inventory of 100 kB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

fn is_inventory(path: &str) -> bool {
    path.ends_with("share/bottlerocket/application-inventory.json")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inventory {
    content: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct Entry {
    name: String,
    publisher: String,
    epoch: serde_json::Value,
    version: String,
    release: String,
    architecture: String,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let inventory = match serde_json::from_slice::<Inventory>(content) {
        Ok(inventory) => inventory,
        Err(error) => return found.unread(format!("the inventory is malformed: {error}")),
    };
    for entry in inventory.content {
        let mut version = entry.version;
        if !entry.release.is_empty() {
            version = format!("{version}-{}", entry.release);
        }
        let epoch = match &entry.epoch {
            serde_json::Value::String(epoch) => epoch.parse::<u32>().unwrap_or(0),
            epoch => epoch
                .as_u64()
                .and_then(|epoch| u32::try_from(epoch).ok())
                .unwrap_or(0),
        };
        if epoch > 0 {
            version = format!("{epoch}:{version}");
        }
        let mut package = found.new_package(PackageKind::Rpm, entry.name, version);
        package.architecture = Some(entry.architecture).filter(|text| !text.is_empty());
        package.vendor = Some(entry.publisher).filter(|text| !text.is_empty());
        found.push(package);
        if found.is_full() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    #[test]
    fn packages_are_read_with_epoch_and_release() {
        let text = br#"{"Content": [
            {"Name": "kernel-6.1", "Publisher": "Bottlerocket", "Version": "6.1.109",
             "Release": "1.1726.br1", "Epoch": "0", "Architecture": "x86_64"},
            {"Name": "glibc", "Version": "2.38", "Release": "1.br1", "Epoch": 1}]}"#;
        let path = "usr/share/bottlerocket/application-inventory.json";
        let facts = parsed(&UNIT, path, text);
        let seen: Vec<&str> = facts.packages.iter().map(|one| &*one.version).collect();
        assert_eq!(seen, ["6.1.109-1.1726.br1", "1:2.38-1.br1"]);
        assert_eq!(facts.packages[0].vendor.as_deref(), Some("Bottlerocket"));
        for broken in [&b""[..], b"{}", b"{\"Content\": 7}"] {
            let facts = parsed(&UNIT, path, broken);
            assert_eq!((facts.packages.len(), facts.unread.len()), (0, 1));
        }
    }
}
