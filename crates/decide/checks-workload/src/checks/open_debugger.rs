//! A container does not let the network debug its program.
//!
//! # Why
//! A debugger runs any code in the program that it is joined to, and asks nobody for a password.
//!
//! # Fix
//! Remove the option, or bind it to 127.0.0.1 and reach it by `kubectl port-forward`.
//!
//! # See
//! CWE-489

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::command;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::Medium, run)
    .doc(seaworthy_check::header!("open_debugger.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  command: [node, --inspect=0.0.0.0:9229, web.js]   #! container `web` opens a debugger to the network
                - name: pay
                  env:
                    - name: JAVA_TOOL_OPTIONS
                      value: -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005   #! container `pay` opens a debugger to the network
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  command: [node, --inspect=127.0.0.1:9229, web.js]
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let env = container.value.get("env");
        let env = env.into_iter().flat_map(Value::items);
        let values = env.filter_map(|variable| variable.get("value"));
        let opens = |text: &Value<'_>| opens_debugger(text.text().unwrap_or_default());
        if let Some(at) = command::texts(&container).chain(values).find(opens) {
            let message = format!("{} opens a debugger to the network", called(&container));
            judge.fail(workload.failure(at, message));
        }
    }
}

fn opens_debugger(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let node = ["--inspect=", "--inspect-brk="];
        let node = node.iter().find_map(|option| word.strip_prefix(option));
        let node = node.is_some_and(|at| at.starts_with("0.0.0.0") || at.starts_with("[::]"));
        // Before Java 9 an address without a host was that of every network.
        let java = word.contains("jdwp") && word.contains("server=y");
        let java = java
            && ["address=*:", "address=0.0.0.0:"]
                .iter()
                .any(|at| word.contains(at));
        let go = word.starts_with("--listen=:") && text.contains("dlv");
        node || java || go
    })
}
