//! One editor: what it says, what it is told, and what is open in it.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::documents::{DocumentError, Documents};
use super::folders::{Folder, Rules};
use super::offers::{self, Docs};
use super::protocol::{
    self, ActionsAsked, Changed, FoldersChanged, Hovered, INVALID_PARAMS, INVALID_REQUEST,
    Incoming, Initialize, Loudness, METHOD_NOT_FOUND, NOT_INITIALIZED, Named, Opened, PARSE_ERROR,
    WorkspaceFolder,
};
use super::{uri, wire};
use crate::failure::{CLEAN, Code, NO_SHUTDOWN};

/// LIMIT: folders that are open at once. Each is walked through at every change of a file.
const FOLDERS_MAX: usize = 64;

/// How far the conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    ShutDown,
}

/// The state of the conversation. It reads and writes no stream.
pub(super) struct Session {
    rules: Rules,
    docs: Docs,
    phase: Phase,
    can_watch: bool,
    folders: Vec<Folder>,
    documents: Documents,
    /// A text changed since the last judgement.
    is_dirty: bool,
    /// Files may have come, gone or changed since they were listed.
    is_stale: bool,
    /// What the user was told, so that nobody is told the same at every key.
    told: Vec<String>,
    /// What is to be sent.
    outbox: Vec<Value>,
}

impl Session {
    pub(super) fn new(rules: Rules) -> Self {
        Session {
            rules,
            docs: Docs::new(),
            phase: Phase::New,
            can_watch: false,
            folders: Vec::new(),
            documents: Documents::default(),
            is_dirty: false,
            is_stale: false,
            told: Vec::new(),
            outbox: Vec::new(),
        }
    }

    /// What is to be sent, in order.
    pub(super) fn take_outbox(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.outbox)
    }

    /// How the program ends where the editor goes away now.
    pub(super) fn ending(&self) -> Code {
        match self.phase {
            Phase::ShutDown => CLEAN,
            Phase::New | Phase::Running => NO_SHUTDOWN,
        }
    }

    /// Takes a message; says how to end where it was `exit`.
    pub(super) fn take(&mut self, content: &[u8]) -> Option<Code> {
        let Ok(message) = serde_json::from_slice::<Value>(content) else {
            self.refuse(&Value::Null, PARSE_ERROR, "the message is no JSON");
            return None;
        };
        let Ok(incoming) = serde_json::from_value::<Incoming>(message) else {
            self.refuse(&Value::Null, INVALID_REQUEST, "the message is no request");
            return None;
        };
        match (incoming.method, incoming.id) {
            // An answer to what was asked of the editor.
            (None, Some(_)) => None,
            (None, None) => {
                self.refuse(&Value::Null, INVALID_REQUEST, "the message has no method");
                None
            }
            (Some(method), None) => self.notified(&method, incoming.params),
            (Some(method), Some(id)) if id.is_string() || id.is_number() => {
                self.asked(&method, &id, incoming.params);
                None
            }
            (Some(_), Some(_)) => {
                self.refuse(&Value::Null, INVALID_REQUEST, "the id is no text or number");
                None
            }
        }
    }

    /// A message was passed over because of its size.
    pub(super) fn passed_over(&mut self, bytes: u64) {
        self.tell(
            Loudness::Error,
            &format!(
                "a message of {bytes} bytes was not read: the limit is {} MiB",
                wire::MESSAGE_BYTES_MAX >> 20
            ),
        );
    }

    fn asked(&mut self, method: &str, id: &Value, params: Value) {
        match (self.phase, method) {
            (Phase::New, "initialize") => self.initialize(id, params),
            (Phase::New, _) => self.refuse(id, NOT_INITIALIZED, "initialize comes first"),
            (Phase::Running, "initialize") => {
                self.refuse(id, INVALID_REQUEST, "initialize comes once");
            }
            (Phase::ShutDown, _) => self.refuse(id, INVALID_REQUEST, "shutdown has come"),
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                self.outbox.push(protocol::answer(id, &Value::Null));
            }
            (Phase::Running, "textDocument/hover") => {
                if let Some(asked) = self.params::<Hovered>(id, params) {
                    self.settle();
                    let document = self.documents.find(&asked.text_document.uri);
                    let hover =
                        document.and_then(|document| self.docs.hover(document, asked.position));
                    self.outbox.push(protocol::answer(id, &hover));
                }
            }
            (Phase::Running, "textDocument/codeAction") => {
                if let Some(asked) = self.params::<ActionsAsked>(id, params) {
                    self.settle();
                    let uri = &asked.text_document.uri;
                    let only = asked.context.only.as_deref();
                    let actions = offers::actions(&self.documents, uri, asked.range, only);
                    self.outbox.push(protocol::answer(id, &actions));
                }
            }
            (Phase::Running, _) => {
                self.refuse(id, METHOD_NOT_FOUND, "this server has no such method");
            }
        }
    }

    fn notified(&mut self, method: &str, params: Value) -> Option<Code> {
        if method == "exit" {
            return Some(self.ending());
        }
        if self.phase != Phase::Running {
            return None;
        }
        match method {
            "initialized" if self.can_watch => self.outbox.push(protocol::watch_files()),
            "textDocument/didOpen" => {
                if let Some(opened) = read::<Opened>(params) {
                    let taken = self.documents.open(opened.text_document);
                    self.changed(taken);
                }
            }
            "textDocument/didChange" => {
                if let Some(changed) = read::<Changed>(params) {
                    self.change(changed);
                }
            }
            "textDocument/didClose" => {
                if let Some(closed) = read::<Named>(params) {
                    self.close(&closed.text_document.uri);
                }
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                (self.is_dirty, self.is_stale) = (true, true);
            }
            "workspace/didChangeWorkspaceFolders" => {
                if let Some(changed) = read::<FoldersChanged>(params) {
                    self.change_folders(&changed);
                }
            }
            // What need not be understood: `$/cancelRequest`, `$/setTrace`, settings, and others.
            _ => {}
        }
        None
    }

    fn initialize(&mut self, id: &Value, params: Value) {
        let Some(asked) = self.params::<Initialize>(id, params) else {
            return;
        };
        self.phase = Phase::Running;
        let watching = "/workspace/didChangeWatchedFiles/dynamicRegistration";
        let watching = asked.capabilities.pointer(watching);
        self.can_watch = watching.and_then(Value::as_bool).unwrap_or(false);
        self.outbox
            .push(protocol::answer(id, &protocol::capabilities()));
        let root = asked.root_uri.map(|uri| vec![WorkspaceFolder { uri }]);
        let folders = asked.workspace_folders.or(root).unwrap_or_default();
        self.add_folders(&folders);
    }

    fn add_folders(&mut self, folders: &[WorkspaceFolder]) {
        let mut told = Vec::new();
        for folder in folders {
            let Some(path) = uri::to_path(&folder.uri) else {
                continue;
            };
            let root: PathBuf = path.components().collect();
            if self.folders.iter().any(|open| open.root == root) {
                continue;
            }
            if self.folders.len() >= FOLDERS_MAX {
                told.push(format!(
                    "folders beyond the first {FOLDERS_MAX} are not judged"
                ));
                break;
            }
            self.folders
                .extend(Folder::open(&root, &self.rules, &mut told));
        }
        // A document belongs to the innermost folder that holds it.
        self.folders
            .sort_by_key(|folder| std::cmp::Reverse(folder.root.components().count()));
        self.tell_all(told);
    }

    fn change_folders(&mut self, changed: &FoldersChanged) {
        let gone = changed.event.removed.iter();
        let gone: Vec<PathBuf> = gone
            .filter_map(|folder| uri::to_path(&folder.uri))
            .map(|path| path.components().collect())
            .collect();
        self.folders.retain(|folder| !gone.contains(&folder.root));
        self.add_folders(&changed.event.added);
        self.is_dirty = true;
    }

    fn change(&mut self, changed: Changed) {
        let whole = changed.content_changes.into_iter().rev();
        let mut whole = whole.filter(|change| change.range.is_none());
        if let Some(change) = whole.next() {
            let document = changed.text_document;
            let taken = self
                .documents
                .change(&document.uri, document.version, change.text);
            self.changed(taken);
        } else {
            let text = "the editor sends parts of texts, and this server asked for whole texts";
            self.tell(Loudness::Error, text);
        }
    }

    fn changed(&mut self, taken: Result<(), DocumentError>) {
        self.is_dirty = true;
        if let Err(error) = taken {
            self.tell(Loudness::Warning, &error.to_string());
        }
    }

    fn close(&mut self, uri: &str) {
        if self.documents.close(uri) {
            let params = json!({"uri": uri, "diagnostics": []});
            self.outbox.push(protocol::notification(
                "textDocument/publishDiagnostics",
                &params,
            ));
            self.is_dirty = true;
        }
    }

    /// Judges what changed, and tells the editor what differs from what it knows.
    pub(super) fn settle(&mut self) {
        if !std::mem::take(&mut self.is_dirty) || self.phase != Phase::Running {
            return;
        }
        let mut told = Vec::new();
        if std::mem::take(&mut self.is_stale) {
            for folder in &mut self.folders {
                folder.refresh(&self.rules, &mut told);
            }
        }
        self.judge(&mut told);
        self.tell_all(told);
        for (uri, document) in self.documents.iter_mut() {
            let shown = document.shown.iter();
            let diagnostics: Vec<_> = shown.map(|shown| shown.diagnostic.clone()).collect();
            if document.told.as_ref() == Some(&diagnostics) {
                continue;
            }
            let mut params = json!({"uri": uri, "diagnostics": diagnostics});
            if let (Some(version), Some(params)) = (document.version, params.as_object_mut()) {
                params.insert("version".to_owned(), json!(version));
            }
            self.outbox.push(protocol::notification(
                "textDocument/publishDiagnostics",
                &params,
            ));
            document.told = Some(diagnostics);
        }
    }

    fn judge(&mut self, told: &mut Vec<String>) {
        let mut shown = Vec::new();
        let holder = |path: &std::path::Path| {
            let mut folders = self.folders.iter();
            folders.position(|folder| path.starts_with(&folder.root))
        };
        for (index, folder) in self.folders.iter().enumerate() {
            let here = self.documents.iter();
            let here = here.filter(|(_, document)| holder(&document.path) == Some(index));
            shown.extend(folder.judge(here, &self.rules));
        }
        for (uri, document) in self.documents.iter() {
            if holder(&document.path).is_none() {
                let alone = Folder::of_file(&document.path, &self.rules, told);
                shown.extend(alone.judge([(uri, document)].into_iter(), &self.rules));
            }
        }
        let mut shown: std::collections::BTreeMap<_, _> = shown.into_iter().collect();
        for (uri, document) in self.documents.iter_mut() {
            document.shown = shown.remove(uri).unwrap_or_default();
        }
    }

    fn tell_all(&mut self, texts: Vec<String>) {
        for text in texts {
            self.tell(Loudness::Warning, &text);
        }
    }

    fn tell(&mut self, loudness: Loudness, text: &str) {
        if !self.told.iter().any(|told| told == text) {
            self.told.push(text.to_owned());
            self.outbox.push(protocol::message(loudness, text));
        }
    }

    fn refuse(&mut self, id: &Value, code: i32, text: &str) {
        self.outbox.push(protocol::refusal(id, code, text));
    }

    /// The parameters of a request, which is refused where they are others.
    fn params<T: DeserializeOwned>(&mut self, id: &Value, params: Value) -> Option<T> {
        let read = read(params);
        if read.is_none() {
            let text = "the parameters are not those of the method";
            self.refuse(id, INVALID_PARAMS, text);
        }
        read
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(session: &mut Session, message: &Value) -> Vec<Value> {
        assert_eq!(session.take(message.to_string().as_bytes()), None);
        session.settle();
        session.take_outbox()
    }

    fn running() -> Session {
        let mut session = Session::new(Rules {
            threads: 1,
            ..Rules::default()
        });
        let answers = said(
            &mut session,
            &json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}),
        );
        assert_eq!(answers[0]["result"]["serverInfo"]["name"], "seaworthy");
        session
    }

    fn exit(session: &mut Session) -> Option<Code> {
        session.take(br#"{"jsonrpc":"2.0","method":"exit"}"#)
    }

    #[test]
    fn nothing_is_served_before_initialize_or_after_shutdown() {
        let mut session = Session::new(Rules::default());
        let hover = json!({"jsonrpc": "2.0", "id": "a", "method": "textDocument/hover"});
        let answers = said(&mut session, &hover);
        assert_eq!(answers[0]["error"]["code"], NOT_INITIALIZED);
        assert_eq!(answers[0]["id"], "a");
        assert_eq!(exit(&mut session), Some(NO_SHUTDOWN));
        let mut session = running();
        let shutdown = json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"});
        assert_eq!(said(&mut session, &shutdown)[0]["result"], Value::Null);
        let answers = said(&mut session, &hover);
        assert_eq!(answers[0]["error"]["code"], INVALID_REQUEST);
        assert_eq!(exit(&mut session), Some(CLEAN));
    }

    #[test]
    fn what_is_no_request_is_refused_and_the_conversation_goes_on() {
        let mut session = running();
        let deep = "[".repeat(100_000);
        for content in ["", "{", "nul", "\u{0}", &deep] {
            assert_eq!(session.take(content.as_bytes()), None);
            let answers = session.take_outbox();
            assert_eq!(answers[0]["error"]["code"], PARSE_ERROR, "{content:.9}");
        }
        for content in [
            "[]",
            "1",
            "{}",
            r#"{"method": 1}"#,
            r#"{"method":"x","id":{}}"#,
        ] {
            assert_eq!(session.take(content.as_bytes()), None);
            let answers = session.take_outbox();
            assert_eq!(answers[0]["error"]["code"], INVALID_REQUEST, "{content}");
        }
        let unknown = json!({"id": 1, "method": "textDocument/definition", "params": {}});
        let answers = said(&mut session, &unknown);
        assert_eq!(answers[0]["error"]["code"], METHOD_NOT_FOUND);
        let wrong = json!({"id": 1, "method": "textDocument/hover", "params": {"position": -1}});
        let answers = said(&mut session, &wrong);
        assert_eq!(answers[0]["error"]["code"], INVALID_PARAMS);
        for quiet in [
            json!({"method": "$/cancelRequest", "params": {"id": 7}}),
            json!({"method": "textDocument/didOpen", "params": [1]}),
            json!({"method": "textDocument/didClose", "params": {"textDocument": {"uri": "x"}}}),
            json!({"id": 9, "result": null}),
        ] {
            assert_eq!(said(&mut session, &quiet), [Value::Null; 0], "{quiet}");
        }
    }

    #[test]
    fn a_document_in_no_folder_is_judged_alone_and_told_once() {
        let mut session = running();
        let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostPID: true\n";
        let document = json!({
            "uri": "untitled:Untitled-1", "languageId": "yaml", "version": 4, "text": text,
        });
        let open = json!({
            "method": "textDocument/didOpen", "params": {"textDocument": document},
        });
        let told = said(&mut session, &open);
        assert_eq!(told[0]["method"], "textDocument/publishDiagnostics");
        assert_eq!(told[0]["params"]["version"], 4);
        let codes = told[0]["params"]["diagnostics"].as_array().unwrap();
        let found = codes.iter().find(|found| found["code"] == "host-namespace");
        let found = found.expect("a namespace of the host is used");
        assert_eq!(found["range"]["start"]["line"], 4);
        assert_eq!(found["source"], "seaworthy");
        session.is_dirty = true;
        session.settle();
        assert_eq!(session.take_outbox(), [Value::Null; 0]);
        let close = json!({
            "method": "textDocument/didClose",
            "params": {"textDocument": {"uri": "untitled:Untitled-1"}},
        });
        let told = said(&mut session, &close);
        assert_eq!(told[0]["params"]["diagnostics"], json!([]));
    }

    #[test]
    fn a_broken_document_is_told_as_not_judged_at_its_line() {
        let mut session = running();
        let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: \"web\n";
        let open = json!({"method": "textDocument/didOpen", "params": {"textDocument": {
            "uri": "file:///nowhere/a.yaml", "languageId": "yaml", "text": text,
        }}});
        let told = said(&mut session, &open);
        let diagnostics = told[0]["params"]["diagnostics"].as_array().unwrap();
        let unread = diagnostics.iter().find(|one| one["code"].is_null());
        let unread = unread.expect("it could not be read");
        assert_eq!(unread["severity"], 3);
        assert!(unread["range"]["start"]["line"].as_u64().unwrap() > 0);
    }

    #[test]
    fn parts_of_texts_and_folders_that_are_gone_are_told_to_the_user() {
        let mut session = running();
        let change = json!({"method": "textDocument/didChange", "params": {
            "textDocument": {"uri": "file:///a.yaml", "version": 2},
            "contentChanges": [{"range": {}, "text": "x"}],
        }});
        let told = said(&mut session, &change);
        assert_eq!(told[0]["method"], "window/showMessage");
        assert_eq!(said(&mut session, &change), [Value::Null; 0]);
        let folders = json!({"method": "workspace/didChangeWorkspaceFolders", "params": {"event": {
            "added": [{"uri": "file:///nowhere/at/all", "name": "x"}], "removed": [],
        }}});
        let told = said(&mut session, &folders);
        let text = told[0]["params"]["message"].as_str().unwrap();
        assert!(text.contains("/nowhere/at/all"), "{text}");
        session.passed_over(1 << 40);
        let told = session.take_outbox();
        let text = told[0]["params"]["message"].as_str().unwrap();
        assert!(text.contains("64 MiB"), "{text}");
    }

    #[test]
    fn folders_beyond_the_limit_are_told() {
        let mut session = running();
        let outer = tempfile::tempdir().unwrap();
        let folders: Vec<_> = (0..=FOLDERS_MAX)
            .map(|number| {
                let path = outer.path().join(number.to_string());
                std::fs::create_dir(&path).unwrap();
                json!({"uri": uri::of_path(&path), "name": "x"})
            })
            .collect();
        let change = json!({
            "method": "workspace/didChangeWorkspaceFolders",
            "params": {"event": {"added": folders}},
        });
        let told = said(&mut session, &change);
        let text = told[0]["params"]["message"].as_str().unwrap();
        assert!(text.contains("64"), "{text}");
        assert_eq!(session.folders.len(), FOLDERS_MAX);
    }
}
