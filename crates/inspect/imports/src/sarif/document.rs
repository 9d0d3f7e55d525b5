//! The members of a SARIF log that are read.

use serde::Deserialize;

use crate::limits::{
    ARTIFACTS_MAX, BASES_MAX, ENTRIES_MAX, EXTENSIONS_MAX, NOTIFICATIONS_MAX, PLACES_MAX,
    RESULTS_MAX, RULES_MAX,
};
use crate::loose::{Flag, List, Number, Object, Table, Text, Texts};

/// A run (section 3.14).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Run {
    pub(super) tool: Object<Tool>,
    pub(super) invocations: List<Object<Invocation>, NOTIFICATIONS_MAX>,
    pub(super) results: List<Object<ResultObject>, RESULTS_MAX>,
    pub(super) artifacts: List<Object<Artifact>, ARTIFACTS_MAX>,
    pub(super) original_uri_base_ids: Table<Object<ArtifactLocation>, BASES_MAX>,
    pub(super) automation_details: Object<AutomationDetails>,
    pub(super) external_property_file_references: Object<ExternalFiles>,
    pub(super) properties: Bag,
}

impl Run {
    /// Whether its results stand outside of the log (section 3.15).
    pub(super) fn has_external_results(&self) -> bool {
        let files = self.external_property_file_references.get();
        files.is_some_and(|files| !files.results.items.is_empty())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ExternalFiles {
    pub(super) results: List<Object<Nothing>, 1>,
}

/// An object of which only counts that it is there.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Nothing {}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AutomationDetails {
    pub(super) id: Text,
}

/// A bag of properties (section 3.8): whatever tools write into it.
pub(super) type Bag = Table<Texts<ENTRIES_MAX>, ENTRIES_MAX>;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tool {
    pub(super) driver: Object<Component>,
    pub(super) extensions: List<Object<Component>, EXTENSIONS_MAX>,
}

/// A component of a tool (section 3.19).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Component {
    pub(super) name: Text,
    pub(super) version: Text,
    pub(super) semantic_version: Text,
    pub(super) rules: List<Object<Rule>, RULES_MAX>,
}

/// A rule (section 3.49).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) id: Text,
    pub(super) name: Text,
    pub(super) short_description: Object<Message>,
    pub(super) full_description: Object<Message>,
    pub(super) help_uri: Text,
    pub(super) default_configuration: Object<Configuration>,
    pub(super) message_strings: Table<Object<Message>, ENTRIES_MAX>,
    pub(super) relationships: List<Object<Relationship>, ENTRIES_MAX>,
    pub(super) properties: Bag,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Configuration {
    pub(super) level: Text,
    pub(super) rank: Number,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Relationship {
    pub(super) target: Object<DescriptorReference>,
}

/// A reference to a rule or to a kind of weakness (section 3.52).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct DescriptorReference {
    pub(super) id: Text,
    pub(super) index: Number,
    pub(super) tool_component: Object<ComponentReference>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ComponentReference {
    pub(super) name: Text,
    pub(super) index: Number,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: Flag,
    pub(super) tool_execution_notifications: List<Object<Notification>, NOTIFICATIONS_MAX>,
    pub(super) tool_configuration_notifications: List<Object<Notification>, NOTIFICATIONS_MAX>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Notification {
    pub(super) level: Text,
    pub(super) message: Object<Message>,
}

/// A message (section 3.11), or one of several languages of which the text counts (3.12).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    pub(super) text: Text,
    pub(super) markdown: Text,
    pub(super) id: Text,
    pub(super) arguments: Texts<ENTRIES_MAX>,
}

/// A result (section 3.27).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ResultObject {
    pub(super) rule_id: Text,
    pub(super) rule_index: Number,
    pub(super) rule: Object<DescriptorReference>,
    pub(super) kind: Text,
    pub(super) level: Text,
    pub(super) rank: Number,
    pub(super) message: Object<Message>,
    pub(super) locations: List<Object<Place>, PLACES_MAX>,
    pub(super) related_locations: List<Object<Place>, PLACES_MAX>,
    pub(super) suppressions: List<Object<Suppression>, ENTRIES_MAX>,
    pub(super) fingerprints: Table<Text, ENTRIES_MAX>,
    pub(super) partial_fingerprints: Table<Text, ENTRIES_MAX>,
    pub(super) baseline_state: Text,
    pub(super) taxa: List<Object<DescriptorReference>, ENTRIES_MAX>,
    pub(super) web_request: Object<WebRequest>,
    pub(super) fixes: List<Object<Fix>, 1>,
    pub(super) properties: Bag,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fix {
    pub(super) description: Object<Message>,
}

/// A request (section 3.46), of which only address and method are read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WebRequest {
    pub(super) target: Text,
    pub(super) method: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Suppression {
    pub(super) kind: Text,
    pub(super) status: Text,
    pub(super) justification: Text,
}

/// A location (section 3.28).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Place {
    pub(super) physical_location: Object<PhysicalLocation>,
    pub(super) logical_locations: List<Object<LogicalLocation>, 1>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: Object<ArtifactLocation>,
    pub(super) region: Object<Region>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    pub(super) uri: Text,
    pub(super) uri_base_id: Text,
    pub(super) index: Number,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: Number,
    pub(super) start_column: Number,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct LogicalLocation {
    pub(super) name: Text,
    pub(super) fully_qualified_name: Text,
    pub(super) kind: Text,
}

/// A file, or an image, that the run lists (section 3.24).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Artifact {
    pub(super) location: Object<ArtifactLocation>,
    pub(super) mime_type: Text,
    pub(super) hashes: Table<Text, ENTRIES_MAX>,
}

impl Artifact {
    /// Whether it is a manifest of an image (media types of the OCI image specification, and of
    /// Docker's).
    pub(super) fn is_image(&self) -> bool {
        let kind = self.mime_type.as_str();
        kind.starts_with("application/vnd.oci.image.")
            || kind.starts_with("application/vnd.docker.distribution.manifest.")
    }
}
