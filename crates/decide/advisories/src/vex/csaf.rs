//! CSAF 2.0 and 2.1 documents (OASIS Common Security Advisory Framework), profile VEX.

use std::collections::HashMap;

use jiff::Timestamp;
use seaworthy_model::{FixState, StatementStatus};
use serde::Deserialize;
use serde_json::Value;

use super::product::{Component, Identity, Product};
use super::{ReadVexError, VexDocument, VexFormat, VexStatement, moment, nullable, one_line};

/// LIMIT: products that one group or status may name, over all of a document, before groups are
/// resolved: the same reason as for the products of a document.
const NAMED_MAX: usize = super::PRODUCTS_MAX;

/// Reads a document.
pub(super) fn read(value: Value) -> Result<VexDocument, ReadVexError> {
    let raw: RawDocument = serde_json::from_value(value).map_err(|source| ReadVexError::Shape {
        format: VexFormat::Csaf,
        source,
    })?;
    let tracking = raw.document.tracking;
    let said = moment(tracking.current_release_date.as_deref());
    let tree = Tree::of(raw.product_tree);
    let mut document = VexDocument {
        format: VexFormat::Csaf,
        id: tracking.id,
        author: raw.document.publisher.name,
        attested: false,
        subjects: Vec::new(),
        statements: Vec::new(),
        remarks: Vec::new(),
    };
    let mut named = 0_usize;
    for (number, weakness) in raw.vulnerabilities.iter().enumerate() {
        let ids = ids(weakness);
        if ids.is_empty() {
            document
                .remarks
                .push(format!("vulnerability {} has no id", number + 1));
            continue;
        }
        for (status, products) in weakness.product_status.by_status() {
            named += products.len();
            if named > NAMED_MAX {
                return Err(ReadVexError::TooMany {
                    what: "products",
                    limit: NAMED_MAX,
                });
            }
            statements(weakness, &ids, status, products, said, &tree, &mut document);
        }
    }
    Ok(document)
}

/// Justification and text.
type Reason = (Option<String>, Option<String>);

/// Products of one status with the same reason are one statement.
fn statements(
    weakness: &RawWeakness,
    ids: &[String],
    status: StatementStatus,
    products: &[String],
    said: Option<Timestamp>,
    tree: &Tree,
    document: &mut VexDocument,
) {
    let reasons = Reasons::of(weakness, status, tree);
    let mut groups: Vec<(Reason, Vec<Product>)> = Vec::new();
    let mut known: HashMap<Reason, usize> = HashMap::new();
    for id in products {
        let Some(product) = tree.products.get(id) else {
            document
                .remarks
                .push(format!("{}: no product has the id {id}", ids.join(", ")));
            continue;
        };
        let reason = (
            reasons.justification.get(id.as_str()).cloned(),
            reasons.text.get(id.as_str()).cloned(),
        );
        let at = *known.entry(reason.clone()).or_insert_with(|| {
            groups.push((reason, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, group)) = groups.get_mut(at) {
            group.push(product.clone());
        }
    }
    for ((justification, text), products) in groups {
        document.statements.push(VexStatement {
            ids: ids.to_vec(),
            status,
            fix_state: fix_state(weakness, status, text.as_deref()),
            justification,
            text,
            said,
            products,
        });
    }
}

/// What the vendor does about products that are affected: the categories of CSAF, and the words of
/// vendors where a category says less than they do.
fn fix_state(
    weakness: &RawWeakness,
    status: StatementStatus,
    text: Option<&str>,
) -> Option<FixState> {
    let text = text?.to_ascii_lowercase();
    if status != StatementStatus::Affected {
        return None;
    }
    let said = weakness.remediations.iter().find(|note| {
        one_line(&note.details).is_some_and(|told| told.to_ascii_lowercase() == text)
    })?;
    Some(match said.category.as_str() {
        _ if text.contains("out of support") => FixState::EndOfLife,
        _ if text.contains("deferred") || text.contains("postponed") => FixState::Deferred,
        "no_fix_planned" => FixState::WillNotFix,
        "fix_planned" | "none_available" => FixState::NotFixed,
        _ => return None,
    })
}

fn ids(weakness: &RawWeakness) -> Vec<String> {
    let others = weakness.ids.iter().map(|id| &id.text);
    let all = std::iter::once(&weakness.cve).chain(others);
    all.filter(|id| !id.is_empty()).cloned().collect()
}

/// Why, by product: the flag (3.2.3.5) and the text of the impact or of the action.
struct Reasons<'a> {
    justification: HashMap<&'a str, String>,
    text: HashMap<&'a str, String>,
}

impl<'a> Reasons<'a> {
    fn of(weakness: &'a RawWeakness, status: StatementStatus, tree: &'a Tree) -> Self {
        let mut reasons = Reasons {
            justification: HashMap::new(),
            text: HashMap::new(),
        };
        if status == StatementStatus::NotAffected {
            for flag in &weakness.flags {
                for id in tree.of_scope(&flag.scope) {
                    reasons.justification.insert(id, flag.label.clone());
                }
            }
        }
        let (notes, wanted): (&[RawNote], &[&str]) = match status {
            StatementStatus::NotAffected => (&weakness.threats, &["impact"]),
            StatementStatus::Fixed => (&weakness.remediations, &["vendor_fix"]),
            _ => (
                &weakness.remediations,
                &[
                    "workaround",
                    "mitigation",
                    "vendor_fix",
                    "optional_patch",
                    "fix_planned",
                    "no_fix_planned",
                    "none_available",
                ],
            ),
        };
        for note in notes
            .iter()
            .filter(|note| wanted.contains(&&*note.category))
        {
            let Some(text) = one_line(&note.details) else {
                continue;
            };
            for id in tree.of_scope(&note.scope) {
                reasons.text.entry(id).or_insert_with(|| text.clone());
            }
        }
        reasons
    }
}

/// The products of a document by their ids.
struct Tree {
    products: HashMap<String, Product>,
    groups: HashMap<String, Vec<String>>,
}

impl Tree {
    fn of(raw: RawTree) -> Self {
        let mut tree = Tree {
            products: HashMap::new(),
            groups: HashMap::new(),
        };
        let mut cpes: HashMap<String, String> = HashMap::new();
        let mut open = raw.branches;
        // The depth of branches is that of the JSON, which its reader bounds.
        while let Some(branch) = open.pop() {
            let range = (branch.category == "product_version_range").then(|| branch.name.clone());
            if let Some(product) = branch.product {
                tree.take(product, range, &mut cpes);
            }
            open.extend(branch.branches);
        }
        for product in raw.full_product_names {
            tree.take(product, None, &mut cpes);
        }
        for relation in raw.relationships {
            let component = tree.products.get(&relation.product_reference).cloned();
            let Some(mut product) = component else {
                continue;
            };
            product.platform = cpes.get(&relation.relates_to_product_reference).cloned();
            let own = relation.full_product_name;
            let (id, named, cpe) = component_of(own, None);
            // The relation may identify the product itself, beside its part.
            product.whole.identities.extend(named.identities);
            if let Some(cpe) = cpe {
                product.platform.get_or_insert(cpe);
            }
            tree.products.insert(id, product);
        }
        tree.groups = raw
            .product_groups
            .into_iter()
            .map(|group| (group.group_id, group.product_ids))
            .collect();
        tree
    }

    fn take(&mut self, raw: RawProduct, range: Option<String>, cpes: &mut HashMap<String, String>) {
        let (id, whole, cpe) = component_of(raw, range);
        if let Some(cpe) = cpe {
            cpes.insert(id.clone(), cpe);
        }
        let product = Product {
            whole,
            ..Product::default()
        };
        self.products.insert(id, product);
    }

    fn of_scope<'a>(&'a self, scope: &'a RawScope) -> impl Iterator<Item = &'a str> {
        let grouped = scope.group_ids.iter().filter_map(|id| self.groups.get(id));
        scope
            .product_ids
            .iter()
            .chain(grouped.flatten())
            .map(String::as_str)
    }
}

fn component_of(raw: RawProduct, range: Option<String>) -> (String, Component, Option<String>) {
    let helper = raw.product_identification_helper;
    let purls = helper.purl.into_iter().chain(helper.purls);
    let mut identities: Vec<Identity> = purls.map(|purl| Identity::of(&purl)).collect();
    for hash in helper.hashes.iter().flat_map(|file| &file.file_hashes) {
        identities.extend(Identity::of_hash(&hash.algorithm, &hash.value));
    }
    let component = Component {
        name: raw.name,
        identities,
        versions: range.into_iter().collect(),
    };
    (raw.product_id, component, helper.cpe)
}

#[derive(Deserialize)]
struct RawDocument {
    document: RawHead,
    #[serde(default, deserialize_with = "nullable")]
    product_tree: RawTree,
    #[serde(default, deserialize_with = "nullable")]
    vulnerabilities: Vec<RawWeakness>,
}

#[derive(Deserialize)]
struct RawHead {
    #[serde(default, deserialize_with = "nullable")]
    publisher: RawPublisher,
    #[serde(default, deserialize_with = "nullable")]
    tracking: RawTracking,
}

#[derive(Default, Deserialize)]
struct RawPublisher {
    #[serde(default)]
    name: String,
}

#[derive(Default, Deserialize)]
struct RawTracking {
    #[serde(default)]
    id: String,
    current_release_date: Option<String>,
}

#[derive(Default, Deserialize)]
struct RawTree {
    #[serde(default, deserialize_with = "nullable")]
    branches: Vec<RawBranch>,
    #[serde(default, deserialize_with = "nullable")]
    full_product_names: Vec<RawProduct>,
    #[serde(default, deserialize_with = "nullable")]
    relationships: Vec<RawRelation>,
    #[serde(default, deserialize_with = "nullable")]
    product_groups: Vec<RawGroup>,
}

#[derive(Deserialize)]
struct RawBranch {
    #[serde(default)]
    category: String,
    #[serde(default)]
    name: String,
    product: Option<RawProduct>,
    #[serde(default, deserialize_with = "nullable")]
    branches: Vec<RawBranch>,
}

#[derive(Deserialize)]
struct RawProduct {
    #[serde(default)]
    product_id: String,
    #[serde(default)]
    name: String,
    #[serde(default, deserialize_with = "nullable")]
    product_identification_helper: RawHelper,
}

#[derive(Default, Deserialize)]
struct RawHelper {
    purl: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    purls: Vec<String>,
    cpe: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    hashes: Vec<RawFile>,
}

#[derive(Deserialize)]
struct RawFile {
    #[serde(default, deserialize_with = "nullable")]
    file_hashes: Vec<RawHash>,
}

#[derive(Deserialize)]
struct RawHash {
    #[serde(default)]
    algorithm: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
struct RawRelation {
    full_product_name: RawProduct,
    #[serde(default)]
    product_reference: String,
    #[serde(default)]
    relates_to_product_reference: String,
}

#[derive(Deserialize)]
struct RawGroup {
    #[serde(default)]
    group_id: String,
    #[serde(default, deserialize_with = "nullable")]
    product_ids: Vec<String>,
}

#[derive(Deserialize)]
struct RawWeakness {
    #[serde(default, deserialize_with = "nullable")]
    cve: String,
    #[serde(default, deserialize_with = "nullable")]
    ids: Vec<RawId>,
    #[serde(default, deserialize_with = "nullable")]
    product_status: RawStatus,
    #[serde(default, deserialize_with = "nullable")]
    flags: Vec<RawFlag>,
    #[serde(default, deserialize_with = "nullable")]
    threats: Vec<RawNote>,
    #[serde(default, deserialize_with = "nullable")]
    remediations: Vec<RawNote>,
}

#[derive(Deserialize)]
struct RawId {
    #[serde(default)]
    text: String,
}

#[derive(Default, Deserialize)]
struct RawStatus {
    #[serde(default, deserialize_with = "nullable")]
    known_not_affected: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    fixed: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    first_fixed: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    known_affected: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    first_affected: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    last_affected: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    under_investigation: Vec<String>,
}

impl RawStatus {
    /// The lists with the status of VEX that each means (CSAF 2.0, 3.2.3.9 and profile 5).
    fn by_status(&self) -> [(StatementStatus, &[String]); 7] {
        [
            (StatementStatus::NotAffected, &self.known_not_affected),
            (StatementStatus::Fixed, &self.fixed),
            (StatementStatus::Fixed, &self.first_fixed),
            (StatementStatus::Affected, &self.known_affected),
            (StatementStatus::Affected, &self.first_affected),
            (StatementStatus::Affected, &self.last_affected),
            (
                StatementStatus::UnderInvestigation,
                &self.under_investigation,
            ),
        ]
    }
}

#[derive(Deserialize)]
struct RawFlag {
    #[serde(default)]
    label: String,
    #[serde(flatten)]
    scope: RawScope,
}

#[derive(Deserialize)]
struct RawNote {
    #[serde(default)]
    category: String,
    #[serde(default)]
    details: String,
    #[serde(flatten)]
    scope: RawScope,
}

#[derive(Default, Deserialize)]
struct RawScope {
    #[serde(default, deserialize_with = "nullable")]
    product_ids: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    group_ids: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &[u8] = br#"{
      "document":{"category":"csaf_vex","csaf_version":"2.0",
        "publisher":{"name":"Vendor","category":"vendor","namespace":"https://vendor.example"},
        "tracking":{"id":"V-1","current_release_date":"2024-05-01T00:00:00Z"}},
      "product_tree":{"branches":[{"category":"vendor","name":"Vendor","branches":[
          {"category":"product_name","name":"Linux 9",
            "product":{"product_id":"os9","name":"Linux 9",
            "product_identification_helper":{"cpe":"cpe:/o:redhat:enterprise_linux:9"}}},
          {"category":"product_version","name":"openssl","product":{"product_id":"openssl",
            "name":"openssl","product_identification_helper":{
              "purl":"pkg:rpm/redhat/openssl?arch=src"}}},
          {"category":"product_version_range","name":"vers:npm/<2.0.0","product":{
            "product_id":"pad","name":"pad","product_identification_helper":{
              "purl":"pkg:npm/pad"}}}]}],
        "relationships":[{"category":"default_component_of","product_reference":"openssl",
          "relates_to_product_reference":"os9",
          "full_product_name":{"product_id":"os9:openssl","name":"openssl of Linux 9"}}],
        "product_groups":[{"group_id":"G","product_ids":["os9:openssl"]}]},
      "vulnerabilities":[{"cve":"CVE-2024-0001","ids":[{"system_name":"V","text":"V-77"}],
        "product_status":{"known_not_affected":["os9:openssl"],"known_affected":["pad","lost"]},
        "flags":[{"label":"vulnerable_code_not_present","group_ids":["G"]}],
        "threats":[{"category":"impact","details":"not built in","product_ids":["os9:openssl"]}],
        "remediations":[{"category":"no_fix_planned","details":"will not fix",
          "product_ids":["pad"]}]},
        {"product_status":{"fixed":["pad"]}}]}"#;

    #[test]
    fn products_flags_and_reasons_come_together() {
        let document = super::super::read(DOCUMENT).unwrap();
        assert_eq!(
            (document.id.as_str(), document.author.as_str()),
            ("V-1", "Vendor")
        );
        let [clear, affected] = document.statements.as_slice() else {
            panic!("{document:?}")
        };
        assert_eq!(clear.status, StatementStatus::NotAffected);
        assert_eq!(clear.ids, ["CVE-2024-0001", "V-77"]);
        assert_eq!(
            clear.justification.as_deref(),
            Some("vulnerable_code_not_present")
        );
        assert_eq!(clear.text.as_deref(), Some("not built in"));
        let product = &clear.products[0];
        assert_eq!(
            product.platform.as_deref(),
            Some("cpe:/o:redhat:enterprise_linux:9")
        );
        assert_eq!(product.whole.identities.len(), 1);
        assert_eq!(affected.text.as_deref(), Some("will not fix"));
        assert_eq!(affected.fix_state, Some(FixState::WillNotFix));
        assert_eq!(affected.products[0].whole.versions, ["vers:npm/<2.0.0"]);
        assert_eq!(document.remarks.len(), 2, "{:?}", document.remarks);
    }
}
