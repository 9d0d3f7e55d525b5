//! Settings of a control plane are read in every form in which they are written, with the defaults
//! that hold where nothing is.

use crate::found;

fn fires(id: &str, text: &str) -> bool {
    found(text).iter().any(|(own, _)| own == id)
}

fn pod(command: &str) -> String {
    let head = "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n";
    format!("{head}    - name: api\n      {command}\n")
}

#[test]
fn flags_are_read_in_every_form() {
    let id = "always-admit-plugin";
    for command in [
        "command: [kube-apiserver, --enable-admission-plugins=AlwaysAdmit]",
        "command: [kube-apiserver, --enable-admission-plugins, AlwaysAdmit]",
        "command: [/usr/local/bin/kube-apiserver, '--enable-admission-plugins=A,AlwaysAdmit']",
        "command: [sh, -c, 'exec kube-apiserver --enable-admission-plugins=AlwaysAdmit']",
        "command: [kube-apiserver]\n      args: ['--enable-admission-plugins=AlwaysAdmit']",
    ] {
        assert!(fires(id, &pod(command)), "{command}");
    }
    let other = pod("command: [kube-proxy, --enable-admission-plugins=AlwaysAdmit]");
    assert!(!fires(id, &other));
}

#[test]
fn the_last_of_two_equal_flags_counts() {
    let id = "api-server-profiling";
    let bad = pod("command: [kube-apiserver, --profiling=false, --profiling=true]");
    let good = pod("command: [kube-apiserver, --profiling=true, --profiling=false]");
    assert!(fires(id, &bad));
    assert!(!fires(id, &good));
}

#[test]
fn what_is_secure_by_default_passes_where_it_is_absent() {
    let text = pod("command: [kube-apiserver]");
    for id in [
        "insecure-api-port",
        "plain-kubelet-connection",
        "unchecked-account-tokens",
    ] {
        assert!(!fires(id, &text), "{id}");
    }
    for id in [
        "always-allow-authorization",
        "anonymous-api-access",
        "api-server-profiling",
    ] {
        assert!(fires(id, &text), "{id}");
    }
}

#[test]
fn kubeadm_sets_flags_of_its_own_and_takes_more_in_two_forms() {
    let plain = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n";
    assert!(!fires("always-allow-authorization", plain));
    assert!(!fires("missing-etcd-certificate", plain));
    assert!(fires("missing-audit-log", plain));
    let list = format!(
        "{plain}apiServer:\n  extraArgs:\n    - {{name: authorization-mode, value: AlwaysAllow}}\n"
    );
    assert!(fires("always-allow-authorization", &list));
    let map = "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n\
               apiServer: {extraArgs: {authorization-mode: AlwaysAllow}}\n";
    assert!(fires("always-allow-authorization", map));
}

#[test]
fn a_kubelet_has_other_defaults_by_flags_than_by_its_file() {
    let id = "anonymous-kubelet-access";
    let file = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";
    assert!(!fires(id, file));
    assert!(fires(id, &pod("command: [kubelet, --register-node]")));
    // Its file may set what no flag does.
    assert!(!fires(
        id,
        &pod("command: [kubelet, --config=/var/lib/kubelet/config.yaml]")
    ));
}

#[test]
fn no_value_of_a_secret_is_shown() {
    let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n\
                stringData: {password: Tr0ub4dor}\n---\napiVersion: v1\nkind: ConfigMap\n\
                metadata: {name: db}\ndata: {DB_PASSWORD: Tr0ub4dor}\n";
    let cluster = crate::cluster(text).unwrap();
    let findings: Vec<_> = seaworthy_checks_cluster::CHECKS
        .iter()
        .flat_map(|check| check.run(&cluster).findings)
        .collect();
    let ids: Vec<&str> = findings
        .iter()
        .map(|finding| finding.check.as_str())
        .collect();
    assert_eq!(ids, ["config-map-credential", "secret-in-git"]);
    assert!(!format!("{findings:?}").contains("Tr0ub4dor"));
}
