//! Subjects of bindings, and which of them an identity is.

use seaworthy_facts::manifest::kubernetes::{Object, together};
use seaworthy_facts::manifest::{NodeId, Value};

/// A subject as a binding writes it.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) node: NodeId,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) namespace: Option<String>,
}

/// A service account that acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Principal<'a> {
    /// Its namespace, where one is written.
    pub(crate) namespace: Option<&'a str>,
    pub(crate) name: &'a str,
}

const ACCOUNT_PREFIX: &str = "system:serviceaccount:";
const ACCOUNTS: &str = "system:serviceaccounts";

/// The subjects of a binding. A service account of a RoleBinding that names no namespace is taken
/// as one of the binding's.
pub(super) fn read(binding: &Object) -> Vec<Identity> {
    let subjects = binding.at("subjects").map(Value::items);
    let subject = |subject: Value<'_>| {
        let text = |key| subject.get(key).and_then(Value::text);
        let kind = text("kind").unwrap_or_default();
        let name = text("name").unwrap_or_default();
        // A service account is also written as the user that it is.
        let as_user = name
            .strip_prefix(ACCOUNT_PREFIX)
            .and_then(|rest| rest.split_once(':'));
        let (kind, name, namespace) = match as_user {
            Some((namespace, name)) if kind == "User" => ("ServiceAccount", name, Some(namespace)),
            _ => (kind, name, text("namespace")),
        };
        Identity {
            node: subject.id(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            namespace: namespace.or_else(|| binding.namespace()).map(str::to_owned),
        }
    };
    let subjects = subjects
        .into_iter()
        .flatten()
        .filter(|item| item.is_mapping());
    subjects.map(subject).collect()
}

impl Identity {
    pub(crate) fn is_group(&self, name: &str) -> bool {
        self.kind == "Group" && self.name == name
    }

    pub(crate) fn is_user(&self, name: &str) -> bool {
        self.kind == "User" && self.name == name
    }

    pub(crate) fn is_account(&self) -> bool {
        self.kind == "ServiceAccount"
    }

    /// Whether it stands for all service accounts, of the cluster or of a namespace.
    pub(crate) fn is_all_accounts(&self) -> bool {
        let rest = self.name.strip_prefix(ACCOUNTS);
        self.kind == "Group" && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }

    /// Whether it stands for requests without an identity.
    pub(crate) fn is_anonymous(&self) -> bool {
        self.is_user("system:anonymous") || self.is_group("system:unauthenticated")
    }

    /// Whether a service account is this subject or one of this group.
    pub(crate) fn is(&self, principal: Principal<'_>) -> bool {
        if self.is_account() {
            let own = self.namespace.as_deref();
            // Every namespace has an account `default`: that of an unknown one goes with no other.
            let near = match principal.name {
                "default" => own == principal.namespace,
                _ => together(own, principal.namespace),
            };
            return self.name == principal.name && near;
        }
        if !self.is_all_accounts() {
            return self.is_group("system:authenticated");
        }
        match self
            .name
            .strip_prefix(ACCOUNTS)
            .map(|rest| rest.trim_start_matches(':'))
        {
            Some("") | None => true,
            Some(namespace) => together(Some(namespace), principal.namespace),
        }
    }

    /// As a sentence names it.
    pub(crate) fn title(&self) -> String {
        match (self.kind.as_str(), self.namespace.as_deref()) {
            ("ServiceAccount", Some(namespace)) => {
                format!("ServiceAccount `{namespace}/{}`", self.name)
            }
            (kind, _) => format!("{kind} `{}`", self.name),
        }
    }
}
