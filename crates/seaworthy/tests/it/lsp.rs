//! A whole conversation of an editor with the program.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// An answer that does not come fails the test, rather than holding it for ever.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(120);

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: w\u{1f600}b
      image: r.example/w@sha256:0000000000000000000000000000000000000000000000000000000000000000
      securityContext:
        privileged: true # for the \u{1f600} driver
";

/// An editor, and the program that serves it.
struct Editor {
    program: Child,
    to: Option<ChildStdin>,
    from: Receiver<Value>,
    asked: u64,
}

impl Editor {
    fn start(arguments: &[&str]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
            .arg("lsp")
            .args(arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("set-up of a test");
        let mut out = BufReader::new(program.stdout.take().expect("set-up of a test"));
        let (sender, from) = channel();
        std::thread::spawn(move || {
            loop {
                let mut length = None;
                loop {
                    let mut line = String::new();
                    if out.read_line(&mut line).unwrap_or(0) == 0 {
                        return;
                    }
                    match line.trim_end().split_once(": ") {
                        Some(("Content-Length", value)) => length = value.parse().ok(),
                        Some(_) => {}
                        None => break,
                    }
                }
                let mut content = vec![0; length.unwrap_or(0)];
                if out.read_exact(&mut content).is_err() {
                    return;
                }
                let message = serde_json::from_slice(&content).expect("set-up of a test");
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Editor {
            to: program.stdin.take(),
            program,
            from,
            asked: 0,
        }
    }

    /// Starts and opens a folder.
    fn open(folder: &Path) -> Self {
        let mut editor = Editor::start(&["--stdio"]);
        let params = json!({
            "processId": null,
            "capabilities": {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}},
            "workspaceFolders": [{"uri": uri(folder), "name": "x"}],
        });
        let answer = editor.ask("initialize", &params);
        assert_eq!(answer["capabilities"]["textDocumentSync"]["change"], 1);
        editor.tell("initialized", &json!({}));
        assert_eq!(editor.next()["method"], "client/registerCapability");
        editor
    }

    fn send(&mut self, text: &str) {
        let to = self.to.as_mut().expect("set-up of a test");
        write!(to, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("set-up of a test");
        to.flush().expect("set-up of a test");
    }

    fn tell(&mut self, method: &str, params: &Value) {
        let message = json!({"jsonrpc": "2.0", "method": method, "params": params});
        self.send(&message.to_string());
    }

    fn next(&self) -> Value {
        self.from
            .recv_timeout(ANSWER_TIME_MAX)
            .expect("the program answers")
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.asked += 1;
        let message =
            json!({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params});
        self.send(&message.to_string());
        let answer = self.next();
        assert_eq!(answer["id"], self.asked, "{answer}");
        assert!(answer["error"].is_null(), "{answer}");
        answer["result"].clone()
    }

    fn open_document(&mut self, uri: &str, text: &str) -> Vec<Value> {
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        self.tell("textDocument/didOpen", &json!({"textDocument": document}));
        self.diagnostics(uri)
    }

    fn change(&mut self, uri: &str, version: u32, text: &str) -> Vec<Value> {
        let params = json!({
            "textDocument": {"uri": uri, "version": version},
            "contentChanges": [{"text": text}],
        });
        self.tell("textDocument/didChange", &params);
        self.diagnostics(uri)
    }

    /// What is published next, which is about a document.
    fn diagnostics(&self, uri: &str) -> Vec<Value> {
        let told = self.next();
        assert_eq!(told["method"], "textDocument/publishDiagnostics", "{told}");
        assert_eq!(told["params"]["uri"], uri);
        told["params"]["diagnostics"]
            .as_array()
            .expect("set-up of a test")
            .clone()
    }

    fn end(mut self) -> (i32, String) {
        self.ask("shutdown", &Value::Null);
        self.tell("exit", &Value::Null);
        self.wait()
    }

    fn wait(mut self) -> (i32, String) {
        drop(self.to.take());
        let code = self
            .program
            .wait()
            .expect("set-up of a test")
            .code()
            .unwrap_or(-1);
        let mut told = String::new();
        let stderr = self.program.stderr.as_mut().expect("set-up of a test");
        stderr.read_to_string(&mut told).expect("set-up of a test");
        (code, told)
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    let codes = diagnostics.iter();
    codes.filter_map(|one| one["code"].as_str()).collect()
}

/// Makes the edits of an action in a text, as an editor does.
fn edited(text: &str, action: &Value, uri: &str) -> String {
    let edits = action["edit"]["changes"][uri]
        .as_array()
        .expect("set-up of a test");
    assert_eq!(edits.len(), 1);
    let offset = |at: &Value| {
        let line = at["line"].as_u64().expect("set-up of a test") as usize;
        let lines = text.split_inclusive('\n').take(line);
        let start: usize = lines.map(str::len).sum();
        let units = at["character"].as_u64().expect("set-up of a test") as usize;
        let units: Vec<u16> = text[start..].encode_utf16().take(units).collect();
        start + String::from_utf16(&units).expect("set-up of a test").len()
    };
    let range = &edits[0]["range"];
    let (start, end) = (offset(&range["start"]), offset(&range["end"]));
    let new = edits[0]["newText"].as_str().expect("set-up of a test");
    format!("{}{new}{}", &text[..start], &text[end..])
}

#[test]
fn an_unsaved_manifest_is_judged_explained_and_mended_while_it_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = Editor::open(folder.path());
    let pod = uri(&folder.path().join("pod.yaml"));
    let found = editor.open_document(&pod, POD);
    let privileged = found
        .iter()
        .find(|one| one["code"] == "privileged-container");
    let privileged = privileged.expect("the container is privileged").clone();
    assert_eq!(privileged["severity"], 1);
    assert_eq!(privileged["source"], "seaworthy");
    let line = POD
        .lines()
        .position(|line| line.contains("privileged"))
        .unwrap();
    assert_eq!(
        privileged["range"]["start"],
        json!({"line": line, "character": 20})
    );
    // The emoji is two units of UTF-16, and one character.
    let units = POD.lines().nth(line).unwrap().encode_utf16().count();
    assert_eq!(
        privileged["range"]["end"],
        json!({"line": line, "character": units})
    );

    let at = json!({"textDocument": {"uri": pod}, "position": {"line": line, "character": 3}});
    let hover = editor.ask("textDocument/hover", &at);
    let shown = hover["contents"]["value"].as_str().unwrap();
    for part in ["`privileged-container`, critical", "**Fix:**"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let nothing = json!({"textDocument": {"uri": pod}, "position": {"line": 0, "character": 0}});
    assert_eq!(editor.ask("textDocument/hover", &nothing), Value::Null);

    let asked = json!({
        "textDocument": {"uri": pod}, "range": privileged["range"], "context": {"diagnostics": []},
    });
    let actions = editor.ask("textDocument/codeAction", &asked);
    let actions = actions.as_array().unwrap();
    let of_check = |action: &&Value| {
        let mut diagnostics = action["diagnostics"].as_array().unwrap().iter();
        diagnostics.any(|one| one["code"] == "privileged-container")
    };
    let fix = actions
        .iter()
        .filter(of_check)
        .find(|action| action["isPreferred"] == true);
    let mended = edited(POD, fix.expect("a quick fix is offered"), &pod);
    let left = editor.change(&pod, 2, &mended);
    assert!(!codes(&left).contains(&"privileged-container"), "{mended}");

    let ignore = actions
        .iter()
        .filter(of_check)
        .find(|action| action["isPreferred"] == false);
    let ignored = edited(POD, ignore.expect("a comment is offered"), &pod);
    let left = editor.change(&pod, 3, &ignored);
    assert!(codes(&left).contains(&"ignore-without-reason"), "{ignored}");
    let reasoned = ignored.replace(
        "because \n",
        "because the driver of the scanner needs its device\n",
    );
    assert_ne!(reasoned, ignored);
    let left = editor.change(&pod, 4, &reasoned);
    for gone in [
        "privileged-container",
        "ignore-without-reason",
        "dead-ignore",
    ] {
        assert!(!codes(&left).contains(&gone), "{gone}");
    }
    assert_eq!(editor.end(), (0, String::new()));
}

#[test]
fn every_quick_fix_after_the_other_leaves_nothing_that_has_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = Editor::open(folder.path());
    let pod = uri(&folder.path().join("pod.yaml"));
    let mut found = editor.open_document(&pod, POD);
    let mut text = POD.to_owned();
    let all = json!({
        "start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0},
    });
    for version in 2..100 {
        let asked = json!({
            "textDocument": {"uri": pod}, "range": all, "context": {"diagnostics": []},
        });
        let actions = editor.ask("textDocument/codeAction", &asked);
        let mut fixes = actions.as_array().unwrap().iter();
        let Some(fix) = fixes.find(|action| action["isPreferred"] == true) else {
            assert!(version > 3, "nothing was mended");
            assert!(found.len() < 40);
            assert_eq!(editor.end().0, 0);
            return;
        };
        text = edited(&text, fix, &pod);
        let left = editor.change(&pod, version, &text);
        assert_ne!(left, found, "the fix changed nothing: {fix}");
        found = left;
    }
    panic!("the fixes do not end: {text}");
}

#[test]
fn other_files_and_the_policy_of_the_folder_count() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("seaworthy.yaml"),
        "version: 1\nwaivers:\n  - {check: privileged-container, reason: it drives a scanner, \
         owner: web, expires: 2999-01-01}\n",
    )
    .unwrap();
    let mut editor = Editor::open(folder.path());
    let pod = uri(&folder.path().join("a/pod.yaml"));
    let found = editor.open_document(&pod, POD);
    assert!(!codes(&found).contains(&"privileged-container"));
    std::fs::write(
        folder.path().join("seaworthy.yaml"),
        "version: 1\nextends: baseline\n",
    )
    .unwrap();
    editor.tell(
        "workspace/didChangeWatchedFiles",
        &json!({"changes": [{"uri": uri(&folder.path().join("seaworthy.yaml")), "type": 2}]}),
    );
    assert!(codes(&editor.diagnostics(&pod)).contains(&"privileged-container"));
    assert_eq!(editor.end().0, 0);
}

#[test]
fn an_editor_that_goes_without_a_word_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let editor = Editor::open(folder.path());
    assert_eq!(editor.wait().0, 1);
    let mut editor = Editor::start(&[]);
    editor.tell("exit", &Value::Null);
    assert_eq!(editor.wait().0, 1);
}

#[test]
fn what_is_no_message_ends_with_an_error_and_what_is_no_request_with_an_answer() {
    let mut editor = Editor::start(&[]);
    editor.send("{");
    assert_eq!(editor.next()["error"]["code"], -32700);
    editor.send("{\"id\": 1, \"method\": \"textDocument/hover\"}");
    assert_eq!(editor.next()["error"]["code"], -32002);
    let to = editor.to.as_mut().unwrap();
    to.write_all(b"no header at all\r\n\r\n").unwrap();
    let (code, told) = editor.wait();
    assert_eq!(code, 2);
    assert!(told.contains("header of a message"), "{told}");
}
