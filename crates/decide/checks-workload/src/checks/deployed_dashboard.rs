//! The dashboard of Kubernetes is not deployed without need, and asks who calls.
//!
//! # Why
//! The dashboard acts with the rights of its users and has been a way into clusters that left it
//! open.
//!
//! # Fix
//! Use a tool on the machine of the user. Where it stays, remove `--enable-skip-login` and
//! `--enable-insecure-login`.
//!
//! # See
//! MITRE ATT&CK T1133

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::command;
use crate::image_name::ImageName;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("ACC-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("deployed_dashboard.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: dashboard
                  image: kubernetesui/dashboard:v2.7.0   #! container `dashboard` is the dashboard of Kubernetes
                - name: open
                  image: kubernetesui/dashboard:v2.7.0
                  args: [--enable-skip-login]   #! container `open` is a dashboard that lets everybody in
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: dashboard
                  image: grafana/grafana:11.2.0
            ",
        ),
    ]);

const NAMES: &[&str] = &["kubernetes-dashboard", "kubernetes-dashboard-amd64"];

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let is_dashboard = |image: &Value<'_>| {
            let name = image.text().and_then(ImageName::of);
            name.is_some_and(|name| {
                name.repository.starts_with("kubernetesui/dashboard")
                    || NAMES.contains(&name.last())
            })
        };
        let Some(image) = container.image().filter(is_dashboard) else {
            continue;
        };
        let lets_in = |text: &Value<'_>| {
            let text = text.text().unwrap_or_default();
            text.starts_with("--enable-skip-login") || text.starts_with("--enable-insecure-login")
        };
        let open = command::texts(&container).find(lets_in);
        let called = called(&container);
        let failure = match open {
            Some(option) => {
                let message = format!("{called} is a dashboard that lets everybody in");
                workload.failure(option, message).severity(Severity::High)
            }
            None => {
                let message = format!("{called} is the dashboard of Kubernetes");
                workload.failure(image, message)
            }
        };
        judge.fail(failure);
    }
}
