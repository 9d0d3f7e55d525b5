//! Flags of the components of a control plane: from the command lines of static pods, and from the
//! configuration of kubeadm.
//!
//! Facts of the reference of Kubernetes 1.36 for the flags and of kubeadm for what it sets itself
//! (`kubeadm.k8s.io/v1beta3` maps, `v1beta4` lists).

mod want;

use std::collections::BTreeMap;

use seaworthy_check::Judge;
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Container, Object, ObjectSet, PodTemplate};

use crate::Cluster;

pub(crate) use want::Want;

/// A component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Component {
    ApiServer,
    ControllerManager,
    Scheduler,
    Etcd,
    Kubelet,
    Proxy,
}

/// One component as it is started, with what is set.
#[derive(Clone, Debug)]
pub(crate) struct CommandLine<'a> {
    pub(crate) object: &'a Object,
    /// The list of arguments, or the container.
    place: Value<'a>,
    flags: BTreeMap<String, Flag<'a>>,
    /// Whether kubeadm adds its own flags to these.
    is_kubeadm: bool,
}

/// What a flag is set to, and where: the last one that is written counts.
#[derive(Clone, Debug)]
struct Flag<'a> {
    text: String,
    place: Value<'a>,
}

/// A question about one flag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) component: Component,
    /// Without dashes.
    pub(crate) flag: &'static str,
    pub(crate) want: Want,
    /// What holds where the flag is absent; nothing where nothing does.
    pub(crate) default: Option<&'static str>,
    /// Other flags, one of which answers in the place of this one.
    pub(crate) instead: &'static [&'static str],
}

/// What kubeadm sets by itself, for each component.
const OF_KUBEADM: &[(Component, &[(&str, &str)])] = &[
    (
        Component::ApiServer,
        &[
            ("allow-privileged", "true"),
            ("authorization-mode", "Node,RBAC"),
            ("client-ca-file", "set"),
            ("enable-admission-plugins", "NodeRestriction"),
            ("etcd-cafile", "set"),
            ("etcd-certfile", "set"),
            ("etcd-keyfile", "set"),
            ("kubelet-client-certificate", "set"),
            ("kubelet-client-key", "set"),
            ("secure-port", "6443"),
            ("service-account-key-file", "set"),
            ("tls-cert-file", "set"),
            ("tls-private-key-file", "set"),
        ],
    ),
    (
        Component::ControllerManager,
        &[
            ("bind-address", "127.0.0.1"),
            ("root-ca-file", "set"),
            ("service-account-private-key-file", "set"),
            ("use-service-account-credentials", "true"),
        ],
    ),
    (Component::Scheduler, &[("bind-address", "127.0.0.1")]),
    (
        Component::Etcd,
        &[
            ("cert-file", "set"),
            ("client-cert-auth", "true"),
            ("key-file", "set"),
            ("peer-cert-file", "set"),
            ("peer-client-cert-auth", "true"),
            ("peer-key-file", "set"),
            ("peer-trusted-ca-file", "set"),
            ("trusted-ca-file", "set"),
        ],
    ),
];

impl Component {
    const ALL: [Component; 6] = [
        Component::ApiServer,
        Component::ControllerManager,
        Component::Scheduler,
        Component::Etcd,
        Component::Kubelet,
        Component::Proxy,
    ];

    /// The name of its program, and of its container.
    pub(crate) fn program(self) -> &'static str {
        match self {
            Component::ApiServer => "kube-apiserver",
            Component::ControllerManager => "kube-controller-manager",
            Component::Scheduler => "kube-scheduler",
            Component::Etcd => "etcd",
            Component::Kubelet => "kubelet",
            Component::Proxy => "kube-proxy",
        }
    }

    /// Where kubeadm takes further flags for it from.
    fn extra(self) -> &'static [&'static str] {
        match self {
            Component::ApiServer => &["apiServer.extraArgs"],
            Component::ControllerManager => &["controllerManager.extraArgs"],
            Component::Scheduler => &["scheduler.extraArgs"],
            Component::Etcd => &["etcd.local.extraArgs"],
            Component::Kubelet => &["nodeRegistration.kubeletExtraArgs"],
            Component::Proxy => &[],
        }
    }
}

/// Asks every command line of the component of the questions, and takes down a failure for each at
/// which one of them is answered wrongly.
pub(crate) fn judge(cluster: &Cluster, judge: &mut Judge, asked: &[Asked], says: &str) {
    let Some(component) = asked.first().map(|one| one.component) else {
        return;
    };
    for line in command_lines(cluster, component) {
        if let Some(at) = asked.iter().find_map(|one| one.fails(&line)) {
            let message = format!("{} {says}", component.program());
            judge.fail(cluster.failure(line.object, at, message));
        }
    }
}

impl Asked {
    /// A question about one flag of a component.
    pub(crate) const fn new(component: Component, flag: &'static str, want: Want) -> Self {
        Asked {
            component,
            flag,
            want,
            default: None,
            instead: &[],
        }
    }

    /// What holds where the flag is absent.
    pub(crate) const fn default(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    /// Other flags, one of which answers in the place of this one.
    pub(crate) const fn instead(mut self, flags: &'static [&'static str]) -> Self {
        self.instead = flags;
        self
    }

    /// Where it is wrong: at the flag, or at the arguments that lack it.
    pub(crate) fn fails<'a>(&self, line: &CommandLine<'a>) -> Option<Value<'a>> {
        if self.instead.iter().any(|other| line.text(other).is_some()) {
            return None;
        }
        let written = line.text(self.flag);
        // A file of settings may set what no flag does.
        let has_file = self.component == Component::Kubelet && line.text("config").is_some();
        if written.is_none() && has_file {
            return None;
        }
        let own = line.of_kubeadm(self.component, self.flag);
        let text = written.or(own).or(self.default);
        (!self.want.holds(text)).then(|| line.place_of(self.flag))
    }
}

impl<'a> CommandLine<'a> {
    /// What a flag is set to.
    pub(crate) fn text(&self, flag: &str) -> Option<&str> {
        self.flags.get(flag).map(|flag| flag.text.as_str())
    }

    /// Where a flag stands, or where it would.
    pub(crate) fn place_of(&self, flag: &str) -> Value<'a> {
        self.flags.get(flag).map_or(self.place, |flag| flag.place)
    }

    fn of_kubeadm(&self, component: Component, flag: &str) -> Option<&'static str> {
        if !self.is_kubeadm {
            return None;
        }
        let (_, flags) = OF_KUBEADM.iter().find(|(own, _)| *own == component)?;
        flags
            .iter()
            .find(|(own, _)| *own == flag)
            .map(|(_, text)| *text)
    }
}

/// For each component the numbers of the objects that run it: most run none, and are then not read
/// by the questions about each flag.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runners(BTreeMap<&'static str, Vec<usize>>);

impl Runners {
    /// Looks through the containers of a set.
    pub(crate) fn of(set: &ObjectSet) -> Self {
        let mut runners = Runners::default();
        for (index, object) in set.objects().iter().enumerate() {
            for container in object.pods().flat_map(PodTemplate::containers) {
                for component in Component::ALL {
                    let program = component.program();
                    if of_container(object, container, program).is_some() {
                        let known = runners.0.entry(program).or_default();
                        if known.last() != Some(&index) {
                            known.push(index);
                        }
                    }
                }
            }
        }
        runners
    }

    /// The objects that run a component.
    pub(crate) fn objects(&self, component: Component) -> &[usize] {
        self.0.get(component.program()).map_or(&[], Vec::as_slice)
    }
}

/// Every command line of a component among the objects.
pub(crate) fn command_lines(cluster: &Cluster, component: Component) -> Vec<CommandLine<'_>> {
    let program = component.program();
    let objects = cluster.runs(component).iter();
    let containers = objects.flat_map(|index| {
        let object = cluster.object(*index);
        let containers = object.pods().flat_map(PodTemplate::containers);
        containers.map(move |container| (object, container))
    });
    let mut lines: Vec<CommandLine<'_>> = containers
        .filter_map(|(object, container)| of_container(object, container, program))
        .collect();
    for kind in [
        "ClusterConfiguration",
        "InitConfiguration",
        "JoinConfiguration",
    ] {
        for object in cluster.of_group("kubeadm.k8s.io", kind) {
            lines.extend(of_kubeadm(object, component));
        }
    }
    lines
}

fn of_container<'a>(
    object: &'a Object,
    container: Container<'a>,
    program: &str,
) -> Option<CommandLine<'a>> {
    let lists = ["command", "args"].map(|key| container.value.get(key));
    let arguments: Vec<Value<'a>> = lists
        .iter()
        .flatten()
        .flat_map(|list| list.items().chain((!list.is_sequence()).then_some(*list)))
        .collect();
    let mentions = |text: &str| text.contains(program);
    let mut texts = arguments.iter().copied().filter_map(Value::text);
    if !texts.any(mentions) && container.name() != program {
        return None;
    }
    let words = words_of(&arguments);
    let first = words.iter().enumerate().position(|(at, word)| {
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        word.text.rsplit('/').next() == Some(program) && is_command(*word, before.copied())
    });
    // An image whose entry point is the program is told by the name of its container.
    let is_named = container.name() == program
        && words
            .first()
            .is_some_and(|word| word.text.starts_with("--"));
    if first.is_none() && !is_named {
        return None;
    }
    let words = words
        .get(first.map_or(0, |first| first + 1)..)
        .unwrap_or_default();
    Some(CommandLine {
        object,
        place: lists
            .iter()
            .flatten()
            .next()
            .copied()
            .unwrap_or(container.value),
        flags: parse(words),
        is_kubeadm: false,
    })
}

/// A word of a command line.
#[derive(Clone, Copy, Debug)]
struct Word<'a> {
    text: &'a str,
    place: Value<'a>,
    /// Whether it is the first of its line or argument.
    begins: bool,
}

fn words_of<'a>(arguments: &[Value<'a>]) -> Vec<Word<'a>> {
    let mut words = Vec::new();
    for argument in arguments {
        for line in argument.text().into_iter().flat_map(str::lines) {
            words.extend(line.split_whitespace().enumerate().map(|(at, text)| Word {
                text,
                place: *argument,
                begins: at == 0,
            }));
        }
    }
    words
}

/// Whether a word is run, rather than named: the first of all, the first of a line of a script, or
/// behind what runs what follows.
fn is_command(word: Word<'_>, before: Option<Word<'_>>) -> bool {
    const RUNNERS: &[&str] = &[
        "-c", "-ec", "-xec", "exec", "&&", "||", ";", "--", "then", "do",
    ];
    let Some(before) = before else { return true };
    let is_line = word.begins && word.place == before.place;
    RUNNERS.contains(&before.text) || before.text.ends_with(';') || is_line
}

/// `--flag=value`, `--flag value` and a bare `--flag`, which is true.
fn parse<'a>(words: &[Word<'a>]) -> BTreeMap<String, Flag<'a>> {
    let mut flags = BTreeMap::new();
    for (index, word) in words.iter().enumerate() {
        let flag = word.text.strip_prefix("--");
        let Some(flag) = flag.or_else(|| word.text.strip_prefix('-')) else {
            continue;
        };
        let (name, text) = match flag.split_once('=') {
            Some((name, text)) => (name, text),
            None => match words.get(index + 1).map(|next| next.text) {
                Some(next) if !next.starts_with('-') => (flag, next),
                _ => (flag, "true"),
            },
        };
        let text = text.trim_matches(['"', '\'']).to_owned();
        let place = word.place;
        flags.insert(name.to_owned(), Flag { text, place });
    }
    flags
}

fn of_kubeadm(object: &Object, component: Component) -> Option<CommandLine<'_>> {
    let holder = match component {
        Component::ApiServer | Component::ControllerManager | Component::Scheduler => {
            object.kind() == "ClusterConfiguration"
        }
        // An etcd outside of the cluster is not started by kubeadm.
        Component::Etcd => {
            object.kind() == "ClusterConfiguration" && object.at("etcd.external").is_none()
        }
        Component::Kubelet => component
            .extra()
            .iter()
            .any(|path| object.at(path).is_some()),
        Component::Proxy => false,
    };
    if !holder {
        return None;
    }
    let extra = component.extra().iter().find_map(|path| object.at(path));
    let mut flags = BTreeMap::new();
    for entry in extra.map(Value::entries).into_iter().flatten() {
        let text = entry.value.text().unwrap_or_default().to_owned();
        flags.insert(
            entry.name().into_owned(),
            Flag {
                text,
                place: entry.value,
            },
        );
    }
    for item in extra.map(Value::items).into_iter().flatten() {
        let text = |key| item.get(key).and_then(Value::text);
        if let (Some(name), Some(value)) = (text("name"), text("value")) {
            let flag = Flag {
                text: value.to_owned(),
                place: item,
            };
            flags.insert(name.to_owned(), flag);
        }
    }
    if component == Component::Kubelet {
        // kubeadm starts kubelets with a file of settings.
        let place = object.value();
        flags.insert(
            "config".to_owned(),
            Flag {
                text: "set".to_owned(),
                place,
            },
        );
    }
    Some(CommandLine {
        object,
        place: extra.unwrap_or(object.value()),
        flags,
        is_kubeadm: true,
    })
}
