//! Paths of the host that containers are given, by what stands behind them.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Container;

use crate::Workload;
use crate::field::is_on;

/// What stands behind a path of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The socket of a container runtime, or the folder that holds nothing else.
    RuntimeSocket,
    /// Credentials of a cloud.
    CloudCredential,
    /// A part of the system whose reader or writer takes over the host.
    System,
    /// Any other path.
    Other,
}

/// Sockets of runtimes, without the leading `/var` or `/run` part that may differ.
const SOCKETS: &[&str] = &[
    "docker.sock",
    "containerd.sock",
    "crio.sock",
    "cri-dockerd.sock",
    "dockershim.sock",
    "podman.sock",
    "frakti.sock",
    "rktlet.sock",
    "buildkitd.sock",
];

/// Folders made for the socket of a runtime.
const SOCKET_FOLDERS: &[&str] = &[
    "/run/containerd",
    "/run/crio",
    "/run/docker",
    "/run/podman",
    "/run/k3s/containerd",
];

/// Folders in which clouds keep credentials, wherever they stand.
const CLOUD_FOLDERS: &[&str] = &["/.aws", "/.azure", "/.config/gcloud", "/.kube"];

/// Files that hold credentials of the cloud that runs the node.
const CLOUD_FILES: &[&str] = &[
    "/etc/kubernetes/azure.json",
    "/etc/kubernetes/cloud-config",
    "/etc/kubernetes/cloud.conf",
];

/// Folders that are dangerous with everything below them.
const SYSTEM_TREES: &[&str] = &[
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/lib32",
    "/lib64",
    "/proc",
    "/root",
    "/sbin",
    "/sys",
    "/usr",
    "/var/lib/containerd",
    "/var/lib/containers",
    "/var/lib/docker",
    "/var/lib/etcd",
    "/var/lib/kubelet",
    "/var/lib/rancher",
    "/var/spool/cron",
];

/// Folders that are dangerous as a whole, but not each thing in them.
const SYSTEM_FOLDERS: &[&str] = &["/", "/home", "/run", "/var", "/var/lib", "/var/log"];

/// Parts of the dangerous trees that programs are given for good reasons.
const HARMLESS: &[&str] = &[
    "/dev/null",
    "/etc/localtime",
    "/etc/timezone",
    "/lib/modules",
    "/usr/share/zoneinfo",
    "/var/lib/docker/containers",
];

/// The path without repeated slashes, `.` and `..`, and with `/run` for `/var/run`.
pub(crate) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if parts.first() == Some(&"var") && parts.get(1) == Some(&"run") {
        parts.remove(0);
    }
    format!("/{}", parts.join("/"))
}

/// What stands behind a path.
pub(crate) fn reach(path: &str) -> Reach {
    let path = clean(path);
    let name = path.rsplit('/').next().unwrap_or_default();
    let below = |folder: &str| {
        path.strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let in_cloud = |folder: &&str| path.contains(&format!("{folder}/")) || path.ends_with(*folder);
    if SOCKETS.contains(&name) || SOCKET_FOLDERS.contains(&path.as_str()) {
        Reach::RuntimeSocket
    } else if CLOUD_FILES.contains(&path.as_str()) || CLOUD_FOLDERS.iter().any(in_cloud) {
        Reach::CloudCredential
    } else if HARMLESS.iter().any(|folder| below(folder)) {
        Reach::Other
    } else if SYSTEM_FOLDERS.contains(&path.as_str()) || SYSTEM_TREES.iter().any(|tree| below(tree))
    {
        Reach::System
    } else {
        Reach::Other
    }
}

/// A volume that is a path of the node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostVolume<'a> {
    /// Its name.
    pub name: &'a str,
    /// The path as it is written.
    pub path: &'a str,
    /// The value of the path, for a place.
    pub value: Value<'a>,
    /// Whether some container may write to it. A volume that nobody mounts is not writable.
    pub is_writable: bool,
}

/// The volumes of a pod that are paths of the node.
pub(crate) fn volumes(workload: &Workload) -> impl Iterator<Item = HostVolume<'_>> {
    let list = workload.pod().spec().get("volumes");
    let items = list.into_iter().flat_map(Value::items);
    items.filter_map(|volume| {
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        let host = volume.get("hostPath")?;
        let path = host.get("path");
        Some(HostVolume {
            name,
            path: path.and_then(Value::text).unwrap_or_default(),
            value: path.unwrap_or(host),
            is_writable: workload
                .containers()
                .any(|container| writes(&container, name)),
        })
    })
}

/// Whether a container mounts a volume so that it can write.
fn writes(container: &Container<'_>, volume: &str) -> bool {
    let mounts = container.value.get("volumeMounts");
    let mut mounts = mounts.into_iter().flat_map(Value::items);
    mounts.any(|mount| {
        mount.get("name").and_then(Value::text) == Some(volume)
            && !mount.get("readOnly").is_some_and(is_on)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_known_by_what_stands_behind_them() {
        for (path, expected) in [
            ("/var/run/docker.sock", Reach::RuntimeSocket),
            ("/run//containerd/containerd.sock", Reach::RuntimeSocket),
            ("/home/me/.aws/credentials", Reach::CloudCredential),
            ("/etc/kubernetes/azure.json", Reach::CloudCredential),
            ("/", Reach::System),
            ("/data/../etc/", Reach::System),
            ("/etc/kubernetes/pki", Reach::System),
            ("/lib/modules", Reach::Other),
            ("/etcetera", Reach::Other),
            ("/var/lib/shop", Reach::Other),
            ("/var/run", Reach::System),
            ("", Reach::System),
        ] {
            assert_eq!(reach(path), expected, "{path}");
        }
    }
}
