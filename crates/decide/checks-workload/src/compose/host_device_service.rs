//! A service gets no devices of its host.
//!
//! # Why
//! A device is a way to what is behind it for everyone in the container; a disk or the memory of
//! the host is the host itself.
//!
//! # Fix
//! Remove the device, or give it to one small service with the mode `r`.
//!
//! # See
//! CIS Docker 5.17

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("host_device_service.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                devices:
                  - /dev/sda:/dev/sda   #! service `web` gets the device `/dev/sda`, which is the host itself
                  - /dev/ttyUSB0:/dev/ttyUSB0   #! service `web` gets the device `/dev/ttyUSB0`
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
            ",
        ),
    ]);

/// Begins of devices that hold the disks or the memory of the host.
const GRAVE: &[&str] = &[
    "/dev/dm-",
    "/dev/kmem",
    "/dev/kmsg",
    "/dev/mapper",
    "/dev/md",
    "/dev/mem",
    "/dev/nvme",
    "/dev/port",
    "/dev/sd",
    "/dev/vd",
    "/dev/xvd",
];

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    for device in view.list("devices").chain(long(view.at("devices"))) {
        let text = device.text().unwrap_or_default();
        let path = text.split(':').next().unwrap_or_default();
        // Devices that a driver hands out are named otherwise, as in `vendor.com/gpu=0`.
        if !path.starts_with('/') {
            continue;
        }
        let is_grave = path == "/dev" || GRAVE.iter().any(|begin| path.starts_with(begin));
        let (tail, severity) = match is_grave {
            true => (", which is the host itself", Severity::Critical),
            false => ("", Severity::Medium),
        };
        let message = format!("service `{}` gets the device `{path}`{tail}", view.name());
        judge.fail(service.failure(device, message).severity(severity));
    }
}

/// The sources of devices in the long form.
fn long(devices: Option<Value<'_>>) -> impl Iterator<Item = Value<'_>> {
    let items = devices.into_iter().flat_map(Value::items);
    items.filter_map(|item| item.get("source"))
}
