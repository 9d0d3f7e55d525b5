//! Build steps call no programs that make sense on a machine only.
//!
//! # Why
//! Services, mounts and power do not exist while an image is built: such a command does nothing
//! that lasts, or fails.
//!
//! # Fix
//! Drop it; start programs with `CMD` or `ENTRYPOINT`.
//!
//! # See
//! Dockerfile reference: RUN

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("host_command.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN service ssh start   #! `service` has no lasting effect in a build
            RUN shutdown now   #! `shutdown` has no lasting effect in a build
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN apt-get install -y vim mount
            RUN systemctl enable web
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        // Starting a service for the time of one step is a way to fill a database.
        let single = step.commands.len() == 1;
        for command in &*step.commands {
            let starts = command
                .arguments()
                .iter()
                .any(|word| matches!(word.text.as_str(), "start" | "restart" | "stop"));
            let useless = match command.program() {
                "shutdown" | "reboot" | "halt" | "poweroff" | "free" | "top" | "htop"
                | "ifconfig" => true,
                "service" | "systemctl" | "rc-service" => starts && single,
                "vim" | "vi" | "nano" => command.operands().next().is_some() || single,
                _ => false,
            };
            if useless {
                let message = format!("`{}` has no lasting effect in a build", command.program());
                judge.fail(build.complaint(command.place(), message));
            }
        }
    }
}
