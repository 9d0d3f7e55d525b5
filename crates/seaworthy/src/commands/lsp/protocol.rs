//! The shapes of the Language Server Protocol 3.17 that are spoken here. What an editor says beside
//! them is passed over, so that none is refused for what it adds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The content of a message cannot be read (JSON-RPC 2.0, section 5.1).
pub(super) const PARSE_ERROR: i32 = -32700;
/// It is no request at this time.
pub(super) const INVALID_REQUEST: i32 = -32600;
/// Nobody knows the method.
pub(super) const METHOD_NOT_FOUND: i32 = -32601;
/// The parameters are not those of the method.
pub(super) const INVALID_PARAMS: i32 = -32602;
/// `initialize` has not come yet.
pub(super) const NOT_INITIALIZED: i32 = -32002;

/// A request, a notification or an answer.
#[derive(Debug, Deserialize)]
pub(super) struct Incoming {
    #[serde(default)]
    pub(super) id: Option<Value>,
    #[serde(default)]
    pub(super) method: Option<String>,
    #[serde(default)]
    pub(super) params: Value,
}

/// A line and a column in units of UTF-16, both from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) character: u32,
}

/// From a position up to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Range {
    pub(super) start: Position,
    pub(super) end: Position,
}

/// A place in any file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    pub(super) uri: String,
    pub(super) range: Range,
}

/// Another place that matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Related {
    pub(super) location: Place,
    pub(super) message: String,
}

/// What is wrong somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Diagnostic {
    pub(super) range: Range,
    /// 1 error, 2 warning, 3 information, 4 hint.
    pub(super) severity: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
    pub(super) source: &'static str,
    pub(super) message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_information: Vec<Related>,
}

/// A range and what comes in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextEdit {
    pub(super) range: Range,
    pub(super) new_text: String,
}

/// Edits by file.
#[derive(Clone, Debug, Serialize)]
pub(super) struct WorkspaceEdit {
    pub(super) changes: BTreeMap<String, Vec<TextEdit>>,
}

/// Something that an editor offers to do.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeAction {
    pub(super) title: String,
    pub(super) kind: &'static str,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) is_preferred: bool,
    pub(super) edit: WorkspaceEdit,
}

/// A folder that is open.
#[derive(Debug, Deserialize)]
pub(super) struct WorkspaceFolder {
    pub(super) uri: String,
}

/// `initialize`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Initialize {
    #[serde(default)]
    pub(super) workspace_folders: Option<Vec<WorkspaceFolder>>,
    /// What clients sent before there were several folders.
    #[serde(default)]
    pub(super) root_uri: Option<String>,
    #[serde(default)]
    pub(super) capabilities: Value,
}

/// A document by its name.
#[derive(Debug, Deserialize)]
pub(super) struct DocumentId {
    pub(super) uri: String,
    #[serde(default)]
    pub(super) version: Option<i64>,
}

/// A document with its text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OpenedDocument {
    pub(super) uri: String,
    #[serde(default)]
    pub(super) language_id: String,
    #[serde(default)]
    pub(super) version: Option<i64>,
    pub(super) text: String,
}

/// `textDocument/didOpen`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Opened {
    pub(super) text_document: OpenedDocument,
}

/// One change of a text; without a range it is the whole text.
#[derive(Debug, Deserialize)]
pub(super) struct Change {
    #[serde(default)]
    pub(super) range: Option<Value>,
    pub(super) text: String,
}

/// `textDocument/didChange`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Changed {
    pub(super) text_document: DocumentId,
    pub(super) content_changes: Vec<Change>,
}

/// `textDocument/didClose`, and any other that names a document alone.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Named {
    pub(super) text_document: DocumentId,
}

/// `textDocument/hover`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Hovered {
    pub(super) text_document: DocumentId,
    pub(super) position: Position,
}

/// What an editor wants of actions.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ActionContext {
    #[serde(default)]
    pub(super) only: Option<Vec<String>>,
}

/// `textDocument/codeAction`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionsAsked {
    pub(super) text_document: DocumentId,
    pub(super) range: Range,
    #[serde(default)]
    pub(super) context: ActionContext,
}

/// Folders that came and went.
#[derive(Debug, Deserialize)]
pub(super) struct FolderChange {
    #[serde(default)]
    pub(super) added: Vec<WorkspaceFolder>,
    #[serde(default)]
    pub(super) removed: Vec<WorkspaceFolder>,
}

/// `workspace/didChangeWorkspaceFolders`.
#[derive(Debug, Deserialize)]
pub(super) struct FoldersChanged {
    pub(super) event: FolderChange,
}

/// How loud a message to the user is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loudness {
    /// Something does not work.
    Error = 1,
    /// Something is left out.
    Warning = 2,
}

/// The answer to a request.
pub(super) fn answer(id: &Value, result: &impl Serialize) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

/// The answer to a request that cannot be served.
pub(super) fn refusal(id: &Value, code: i32, message: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})
}

/// A notification.
pub(super) fn notification(method: &str, params: &impl Serialize) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

/// A message for the user.
pub(super) fn message(loudness: Loudness, text: &str) -> Value {
    let params = json!({"type": loudness as u8, "message": text});
    notification("window/showMessage", &params)
}

/// What this server can do: it takes whole texts, which cannot drift apart from the editor's.
pub(super) fn capabilities() -> Value {
    json!({
        "capabilities": {
            "positionEncoding": "utf-16",
            "textDocumentSync": {
                "openClose": true, "change": 1, "save": {"includeText": false},
            },
            "hoverProvider": true,
            "codeActionProvider": {"codeActionKinds": ["quickfix"]},
            "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
        },
        "serverInfo": {"name": "seaworthy", "version": env!("CARGO_PKG_VERSION")},
    })
}

/// The request to be told of files that change outside the editor.
pub(super) fn watch_files() -> Value {
    let globs = [
        "**/*.{yaml,yml,json,tpl,tf,tfvars,bicep}",
        "**/*{Dockerfile,Containerfile}*",
    ];
    let watchers = globs.map(|glob| json!({"globPattern": glob}));
    json!({
        "jsonrpc": "2.0",
        "id": "seaworthy-watch",
        "method": "client/registerCapability",
        "params": {"registrations": [{
            "id": "seaworthy-watch",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        }]},
    })
}
