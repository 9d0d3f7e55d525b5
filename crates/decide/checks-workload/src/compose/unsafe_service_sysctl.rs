//! A service changes only settings of the kernel that are its own.
//!
//! # Why
//! Other settings take protection away or reach what others use.
//!
//! # Fix
//! Remove the setting, or make it on the host.
//!
//! # See
//! Docker documentation, sysctls

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::KubeVersion;
use seaworthy_model::Severity;

use super::Service;
use crate::standards::safe_sysctls;

pub(super) static CHECK: Check<Service> = Check::new("WKL-08", Severity::Low, run)
    .doc(seaworthy_check::header!("unsafe_service_sysctl.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                sysctls:
                  kernel.msgmax: 65536   #! service `web` changes `kernel.msgmax`
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                sysctls: [net.ipv4.tcp_syncookies=1]
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let Some(list) = view.at("sysctls") else {
        return;
    };
    let keyed = list
        .entries()
        .map(|entry| (entry.name().into_owned(), entry.value));
    let listed = list.items().filter_map(|item| {
        let name = item.text()?.split('=').next()?;
        Some((name.to_owned(), item))
    });
    for (name, at) in keyed.chain(listed) {
        // Settings of the network are those of the container's own.
        let is_own = name.starts_with("net.");
        if !is_own && !safe_sysctls(KubeVersion::default()).any(|safe| safe == name) {
            let message = format!("service `{}` changes `{name}`", view.name());
            judge.fail(service.failure(at, message));
        }
    }
}
