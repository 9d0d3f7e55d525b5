//! Files that a finished image has no use for, by their names.

use seaworthy_facts::FilePurpose;

use FilePurpose::{BuildFile, CredentialFile, EditorFile, Preload, ShellHistory, SourceControl};

/// What the name of a regular file says of it. Content is not looked at: a finding says so.
pub(super) fn purpose(path: &str) -> Option<FilePurpose> {
    if path == "etc/ld.so.preload" {
        return Some(Preload);
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = folder.rsplit('/').next().unwrap_or_default();
    let found = by_name(name).or_else(|| by_parent(parent, name))?;
    // Packages of libraries carry such files by the thousand, and they mean their own build.
    let shipped = matches!(found, BuildFile | EditorFile | CredentialFile) && is_library(path);
    (!shipped).then_some(found)
}

fn by_name(name: &str) -> Option<FilePurpose> {
    match name {
        "Dockerfile"
        | "Containerfile"
        | "docker-compose.yml"
        | "docker-compose.yaml"
        | "compose.yml"
        | "compose.yaml"
        | ".dockerignore"
        | ".gitlab-ci.yml"
        | "Jenkinsfile"
        | "Vagrantfile"
        | ".travis.yml" => Some(BuildFile),
        ".npmrc"
        | ".pypirc"
        | ".netrc"
        | "_netrc"
        | ".git-credentials"
        | ".pgpass"
        | ".my.cnf"
        | ".dockercfg"
        | "kubeconfig"
        | ".s3cfg"
        | ".boto"
        | ".htpasswd"
        | ".vault-token"
        | "id_rsa"
        | "id_dsa"
        | "id_ecdsa"
        | "id_ed25519"
        | ".terraformrc"
        | "terraform.tfstate"
        | ".env"
        | ".env.local"
        | ".env.production"
        | ".env.prod"
        | "credentials.db"
        | "application_default_credentials.json"
        | "known_hosts"
        | "authorized_keys"
        | "rclone.conf"
        | ".yarnrc.yml" => Some(CredentialFile),
        ".bash_history" | ".zsh_history" | ".sh_history" | ".ash_history" | ".python_history"
        | ".mysql_history" | ".psql_history" | ".node_repl_history" | ".rediscli_history"
        | ".sqlite_history" | ".history" | ".lesshst" | ".viminfo" => Some(ShellHistory),
        ".DS_Store" | "Thumbs.db" => Some(EditorFile),
        _ if name.starts_with("Dockerfile.") || name.ends_with(".dockerfile") => Some(BuildFile),
        _ if name.starts_with('.') && (name.ends_with(".swp") || name.ends_with(".swo")) => {
            Some(EditorFile)
        }
        _ => None,
    }
}

fn by_parent(parent: &str, name: &str) -> Option<FilePurpose> {
    match (parent, name) {
        (".git", "HEAD") | (".hg", "requires") | (".svn", "wc.db" | "entries") => {
            Some(SourceControl)
        }
        (".docker", "config.json")
        | (".kube", "config")
        | (".aws", "credentials")
        | (".azure", "accessTokens.json" | "msal_token_cache.json")
        | (".cargo", "credentials" | "credentials.toml")
        | (".gem", "credentials")
        | (".m2", "settings.xml" | "settings-security.xml")
        | ("gh", "hosts.yml")
        | (".gnupg", "secring.gpg") => Some(CredentialFile),
        (".idea", "workspace.xml") | (".vscode", "settings.json") => Some(EditorFile),
        _ => None,
    }
}

/// Whether a path lies among the files of packages.
fn is_library(path: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "node_modules/",
        "site-packages/",
        "dist-packages/",
        "vendor/",
        "gems/",
        "pkg/mod/",
        "usr/share/",
        "usr/lib/",
        "usr/local/share/",
        "registry/src/",
    ];
    FOLDERS.iter().any(|folder| {
        path.find(folder)
            .is_some_and(|at| at == 0 || path.as_bytes().get(at - 1) == Some(&b'/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_finished_image_has_no_use_for() {
        let expected = [
            ("app/.git/HEAD", Some(SourceControl)),
            ("app/Dockerfile.prod", Some(BuildFile)),
            ("root/.npmrc", Some(CredentialFile)),
            ("root/.aws/credentials", Some(CredentialFile)),
            ("credentials", None),
            ("root/.bash_history", Some(ShellHistory)),
            ("app/.main.py.swp", Some(EditorFile)),
            ("etc/ld.so.preload", Some(Preload)),
            ("opt/etc/ld.so.preload", None),
            ("app/node_modules/left-pad/Dockerfile", None),
            ("usr/lib/python3/dist-packages/x/.env", None),
            ("srv/myvendor/.env", Some(CredentialFile)),
        ];
        for (path, purpose_of) in expected {
            assert_eq!(purpose(path), purpose_of, "{path}");
        }
    }
}
