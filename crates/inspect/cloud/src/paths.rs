//! Paths of modules.

/// A path below a folder, without `.` and `..`; `None` where it climbs out.
pub(crate) fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_module_never_climbs_out() {
        assert_eq!(joined("a/b", "../c").as_deref(), Some("a/c"));
        assert_eq!(joined("a", "./c/./d").as_deref(), Some("a/c/d"));
        assert_eq!(joined("a", "../../c"), None);
        assert_eq!(joined("", "../c"), None);
    }
}
